import Households

/// One episode of a batch while it is lived.
struct EpisodeTrack {
    /// 0-based over the whole training: the index of its random numbers.
    let episode: UInt64
    var household: HouseholdEnvironment
    var analytics: AnalyticsModule
    var goal = Goal(targetInvestRatio: 0, safetyBuffer: 0, aggressiveness: 0)
    var period: PeriodSummary
    /// Σ|a0 − g0| over the months of the period.
    var departure = 0.0

    init(episode: UInt64, calendar: HouseholdCalendar) {
        self.episode = episode
        household = HouseholdEnvironment(calendar: calendar)
        analytics = AnalyticsModule(environment: calendar.environment)
        period = PeriodSummary(household)
    }

    var isAlive: Bool { !household.isOver }
}
