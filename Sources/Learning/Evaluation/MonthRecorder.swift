import Households
import Statistics

/// Sums up the months of an evaluation as they are lived.
package final class MonthRecorder {
    private(set) var months: [MonthSummary] = []
    private let hasGoals: Bool
    /// What goals were set from, in the months `watched` that any household lived to see.
    package private(set) var starts: [MonthStart] = []
    private let watched: [Int]

    /// - Parameter watched: months (1…T) in which a goal is set, and of which is kept what it is set from.
    package init(calendar: HouseholdCalendar, hasGoals: Bool, watched: [Int]) {
        self.hasGoals = hasGoals
        self.watched = watched
        if watched.contains(1) { starts = [MonthStart(month: 1, lives: [Life(episode: 0, calendar: calendar)])] }
    }

    package func record(_ lives: [Life], _ outcomes: [MonthOutcome?]) {
        let lived = outcomes.indices.filter { outcomes[$0] != nil }
        let results = outcomes.compactMap(\.self)
        guard let month = results.first?.month else { return }
        func quantiles(_ value: (MonthOutcome) -> Double) -> Quantiles { Quantiles(of: results.map(value)) }
        func mean(_ value: (MonthOutcome) -> Double) -> Double { results.map(value).mean }
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
        // Now, before the next goal begins another period.
        let alive = lives.filter(\.isAlive)
        if watched.contains(month + 1), !alive.isEmpty { starts.append(MonthStart(month: month + 1, lives: alive)) }
    }
}

/// What goals were set from in one month of an evaluation.
package struct MonthStart {
    /// 1…T.
    package let month: Int
    /// Cash before the month, EUR.
    package let balances: [Double]
    /// Medians of the portfolio before the month, and of the mean change of wealth a month since the goal before, EUR:
    /// what was put aside and what the portfolio earned.
    package let portfolio, wealthChange: Double

    /// - Parameter lives: those that go on, before the goal of the month is set.
    /// - Precondition: there is one.
    init(month: Int, lives: [Life]) {
        self.month = month
        balances = lives.map(\.household.cash)
        portfolio = lives.map(\.household.portfolio).quantile(0.5)
        wealthChange = lives.map(\.period.meanWealthChange).quantile(0.5)
    }
}
