import Households
import NumericKernels

/// The episodes of an evaluation, which every policy lives through with the same shocks.
package struct EvaluationRun: Sendable {
    package let calendar: HouseholdCalendar
    package let episodes: Int
    /// 0-based: the index of the first episode's random numbers.
    private let firstEpisode: Int
    private let shocks: HouseholdShocks
    private let isCancelled: @Sendable () -> Bool

    /// - Parameters:
    ///   - firstEpisode: how many episodes of the stream are left out before.
    ///   - purpose: whose stream of shocks; tuning a rule has one of its own.
    ///   - isCancelled: asked in every month; playing ends there and then, and its figures are of no use.
    package init(
        scenario: Scenario, episodes: Int, firstEpisode: Int = 0, seed: UInt64,
        purpose: RandomPurpose = .evaluationShock, isCancelled: @escaping @Sendable () -> Bool = { false }
    ) {
        calendar = scenario.calendar
        self.episodes = episodes
        self.firstEpisode = firstEpisode
        shocks = HouseholdShocks(seed: seed, purpose: purpose)
        self.isCancelled = isCancelled
    }

    /// Lives through all episodes, month by month.
    ///
    /// - Parameter recorder: called with each month that was lived, with the lives and their outcomes (nil for those
    ///   that had ended before).
    /// - Returns: the figures of each episode.
    package func play(
        _ policy: some HouseholdPolicy, recorder: (([Life], [MonthOutcome?]) -> Void)? = nil
    ) -> [EpisodeMetrics] {
        var policy = policy
        var lives = (0..<episodes).map { Life(episode: UInt64(firstEpisode + $0), calendar: calendar) }
        var outcomes = [MonthOutcome?](repeating: nil, count: recorder == nil ? 0 : episodes)
        for month in 0..<calendar.horizon where !isCancelled() {
            policy.decide(&lives)
            var alive = false
            for index in lives.indices {
                guard lives[index].isAlive else {
                    if recorder != nil { outcomes[index] = nil }
                    continue
                }
                alive = true
                let outcome = lives[index].live(
                    lives[index].allocation, shocks.shock(episode: lives[index].episode, month: month),
                    in: calendar, hasGoal: policy.hasGoals)
                if recorder != nil { outcomes[index] = outcome }
            }
            guard alive else { break }
            recorder?(lives, outcomes)
        }
        return lives.map(\.analytics.metrics)
    }
}
