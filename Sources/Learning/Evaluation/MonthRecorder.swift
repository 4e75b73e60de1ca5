import Households

/// Sums up the months of an evaluation as they are lived.
final class MonthRecorder {
    private(set) var months: [MonthSummary] = []
    private let hasGoals: Bool
    /// What decisions were made from, in the months `watched`.
    private(set) var starts: [MonthStart] = []
    private let watched: [Int]

    /// - Parameter watched: months (1…T) whose balances before the decision are kept.
    init(hasGoals: Bool, watched: [Int]) {
        self.hasGoals = hasGoals
        self.watched = watched
    }

    func record(_ lives: [Life], _ outcomes: [MonthOutcome?]) {
        let lived = outcomes.indices.filter { outcomes[$0] != nil }
        let results = outcomes.compactMap(\.self)
        guard let month = results.first?.month else { return }
        func quantiles(_ value: (MonthOutcome) -> Double) -> Quantiles { Quantiles(of: results.map(value)) }
        func mean(_ value: (MonthOutcome) -> Double) -> Double {
            results.reduce(0) { $0 + value($1) } / Double(results.count)
        }
        func goals(_ value: (Goal) -> Double) -> Quantiles? {
            hasGoals ? Quantiles(of: lived.map { value(lives[$0].goal) }) : nil
        }
        months.append(
            MonthSummary(
                month: month, alive: results.count, cash: quantiles(\.cash), portfolio: quantiles(\.portfolio),
                wealth: quantiles(\.wealth), meanInvestShare: mean(\.allocation.invest),
                meanSaveShare: mean(\.allocation.save), meanConsumeShare: mean(\.allocation.consume),
                investShare: quantiles(\.allocation.invest), targetInvestRatio: goals(\.targetInvestRatio),
                safetyBuffer: goals(\.safetyBuffer), aggressiveness: goals(\.aggressiveness)))
        if watched.contains(month) {
            starts.append(MonthStart(month: month, outcomes: results))
        }
    }
}

/// What decisions were made from in one month of an evaluation.
struct MonthStart {
    /// 1…T.
    let month: Int
    /// Cash before the month, sorted, EUR.
    let balances: [Double]
    /// Medians of the portfolio before the month and of the month's change of wealth, EUR.
    let portfolio, wealthChange: Double

    init(month: Int, outcomes: [MonthOutcome]) {
        self.month = month
        func cashFlow(_ outcome: MonthOutcome) -> Double { outcome.netIncome - outcome.invested - outcome.consumed }
        balances = outcomes.map { $0.cash - cashFlow($0) }.sorted()
        portfolio = outcomes.map { $0.portfolio - $0.invested }.sorted().quantile(0.5)
        wealthChange = outcomes.map { $0.netIncome - $0.consumed }.sorted().quantile(0.5)
    }
}

extension Quantiles {
    /// Of a sample, interpolated between its order statistics (Hyndman & Fan's type 7, as NumPy's).
    ///
    /// - Precondition: the sample is not empty.
    package init(of sample: [Double]) {
        let sorted = sample.sorted()
        self.init(
            p5: sorted.quantile(0.05), p25: sorted.quantile(0.25), p50: sorted.quantile(0.5),
            p75: sorted.quantile(0.75), p95: sorted.quantile(0.95))
    }
}

extension [Double] {
    /// The quantile of a sorted sample.
    package func quantile(_ share: Double) -> Double {
        precondition(!isEmpty)
        let place = share * Double(count - 1)
        let index = Swift.min(Int(place), count - 1)
        let next = Swift.min(index + 1, count - 1)
        return self[index] + (place - Double(index)) * (self[next] - self[index])
    }
}
