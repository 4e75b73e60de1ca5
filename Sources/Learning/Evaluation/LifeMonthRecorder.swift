import Households
import Statistics

/// Gathers the months of lives as they are lived, and sums them up.
struct LifeMonthRecorder {
    /// What is kept of a month, one entry a life that lived it, EUR of month 1; as floats, since there are millions.
    private struct Month {
        var cash: [Float] = []
        var portfolio: [Float] = []
        var loan: [Float] = []
        var consumption: [Float] = []
        var invested: [Float] = []
        var consumed: [Float] = []
        var goalShare: [Float] = []
        var goalMonths: [Float] = []
        var outOfWork = 0

        mutating func append(_ other: Month) {
            cash += other.cash
            portfolio += other.portfolio
            loan += other.loan
            consumption += other.consumption
            invested += other.invested
            consumed += other.consumed
            goalShare += other.goalShare
            goalMonths += other.goalMonths
            outOfWork += other.outOfWork
        }
    }

    private var months: [Month]
    private let prices: [Double]

    init(_ calendar: LifeCalendar) {
        months = Array(repeating: Month(), count: calendar.horizon)
        prices = calendar.months.map(\.priceLevel)
    }

    mutating func record(_ seen: SeenMonth) {
        let index = seen.household.monthsDone - 1
        let shares = Allocation(seen.outcome, of: seen.opening.income)
        let price = prices[index]
        months[index].cash.append(Float(seen.household.cash / price))
        months[index].portfolio.append(Float(seen.household.portfolio / price))
        months[index].loan.append(Float(seen.household.loan / price))
        months[index].consumption.append(Float(seen.outcome.consumption))
        months[index].invested.append(Float(shares.invest))
        months[index].consumed.append(Float(shares.consume))
        if seen.isOutOfWork { months[index].outOfWork += 1 }
        if let goal = seen.goal {
            months[index].goalShare.append(Float(goal.investedShare))
            months[index].goalMonths.append(Float(goal.bufferMonths))
        }
    }

    /// Adds what another one saw of other lives.
    mutating func append(_ other: LifeMonthRecorder) {
        for index in months.indices { months[index].append(other.months[index]) }
    }

    /// A summary of each month that any life lived.
    func summaries(in calendar: LifeCalendar) -> [MonthSummary] {
        return months.enumerated().compactMap { index, seen in
            guard !seen.cash.isEmpty else { return nil }
            func quantiles(_ values: [Float], _ scale: Double = 1) -> Quantiles {
                Quantiles(of: values.map { Double($0) * scale })
            }
            func mean(_ values: [Float]) -> Double { values.reduce(0) { $0 + Double($1) } / Double(values.count) }
            let (invest, consume) = (mean(seen.invested), mean(seen.consumed))
            let wealth = seen.cash.indices.map { Double(seen.cash[$0] + seen.portfolio[$0] - seen.loan[$0]) }
            let bills = calendar.scales.bills
            var summary = MonthSummary(
                month: index + 1, alive: seen.cash.count, cash: quantiles(seen.cash),
                portfolio: quantiles(seen.portfolio), wealth: Quantiles(of: wealth), meanInvestShare: invest,
                meanSaveShare: 1 - invest - consume, meanConsumeShare: consume, investShare: quantiles(seen.invested),
                targetInvestRatio: seen.goalShare.isEmpty ? nil : quantiles(seen.goalShare),
                safetyBuffer: seen.goalMonths.isEmpty ? nil : quantiles(seen.goalMonths, bills))
            summary.loan = calendar.hasLoan ? quantiles(seen.loan) : nil
            summary.consumption = quantiles(seen.consumption)
            summary.outOfWork = Double(seen.outOfWork) / Double(seen.cash.count)
            return summary
        }
    }
}
