import Households

/// One episode of a rollout or an evaluation while it is lived.
package struct Life {
    /// 0-based, over the whole training or evaluation: the index of its random numbers.
    package let episode: UInt64
    package private(set) var household: HouseholdState
    package private(set) var analytics: AnalyticsModule
    package internal(set) var period: PeriodSummary
    package var goal = Goal(targetInvestRatio: 0, safetyBuffer: 0, aggressiveness: 0)
    package var allocation = Allocation(invest: 0, save: 1, consume: 0)

    package init(episode: UInt64, calendar: HouseholdCalendar) {
        self.episode = episode
        household = HouseholdState(startOf: calendar)
        analytics = AnalyticsModule(environment: calendar.environment)
        period = PeriodSummary(household)
    }

    /// A life that goes on from `household`, after a period that is summed up already.
    init(episode: UInt64 = 0, household: HouseholdState, period: PeriodSummary, calendar: HouseholdCalendar) {
        self.init(episode: episode, calendar: calendar)
        self.household = household
        self.period = period
    }

    /// Lives through the next month.
    ///
    /// - Parameter hasGoal: whether `goal` is one that was set.
    @inline(__always)
    mutating func live(
        _ allocation: Allocation, _ shock: Shock, in calendar: HouseholdCalendar, hasGoal: Bool
    ) -> MonthOutcome {
        let outcome = household.step(allocation, shock: shock, in: calendar)
        analytics.record(outcome, targetInvestRatio: hasGoal ? goal.targetInvestRatio : nil)
        period.record(outcome, targetInvestRatio: goal.targetInvestRatio)
        return outcome
    }

    package var isAlive: Bool { !household.isOver }

    /// Whether its next month is `month`, counted from 0.
    func lives(_ month: Int) -> Bool { isAlive && household.monthsDone == month }
}
