import Households

/// One episode of a rollout or an evaluation while it is lived.
package struct Life {
    /// 0-based, over the whole training or evaluation: the index of its random numbers.
    package let episode: UInt64
    package private(set) var household: HouseholdEnvironment
    package private(set) var analytics: AnalyticsModule
    package internal(set) var period: PeriodSummary
    package var goal = Goal(targetInvestRatio: 0, safetyBuffer: 0, aggressiveness: 0)
    package var allocation = Allocation(invest: 0, save: 1, consume: 0)

    package init(episode: UInt64, calendar: HouseholdCalendar) {
        self.episode = episode
        household = HouseholdEnvironment(calendar: calendar)
        analytics = AnalyticsModule(environment: calendar.environment)
        period = PeriodSummary(household)
    }

    /// A life that goes on from `household`, after a period that is summed up already.
    init(household: HouseholdEnvironment, period: PeriodSummary) {
        self.init(episode: 0, calendar: household.calendar)
        self.household = household
        self.period = period
    }

    /// Lives through the next month.
    ///
    /// - Parameter hasGoal: whether `goal` is one that was set.
    @inline(__always)
    mutating func live(_ allocation: Allocation, _ shock: Shock, hasGoal: Bool) -> MonthOutcome {
        let outcome = household.step(allocation, shock: shock)
        analytics.record(outcome, targetInvestRatio: hasGoal ? goal.targetInvestRatio : nil)
        period.record(outcome, targetInvestRatio: goal.targetInvestRatio)
        return outcome
    }

    package var isAlive: Bool { !household.isOver }
}
