import Households
import NumericKernels

/// The episodes of an evaluation, which every policy lives through with the same shocks.
package struct EvaluationRun: Sendable {
    package let calendar: HouseholdCalendar
    package let episodes: Int
    /// 0-based: the index of the first episode's random numbers.
    private let firstEpisode: Int
    private let shocks: CounterRandom
    private let isCancelled: @Sendable () -> Bool

    /// - Parameters:
    ///   - firstEpisode: how many episodes of the stream are left out before.
    ///   - purpose: whose stream of shocks; tuning a rule has one of its own.
    ///   - isCancelled: asked in every month; playing ends there and then, and its figures are of no use.
    package init(
        scenario: Scenario, episodes: Int, firstEpisode: Int = 0, seed: UInt64,
        purpose: RandomPurpose = .evaluationShock, isCancelled: @escaping @Sendable () -> Bool = { false }
    ) {
        calendar = HouseholdCalendar(environment: scenario.environment, reward: scenario.reward)
        self.episodes = episodes
        self.firstEpisode = firstEpisode
        shocks = CounterRandom(seed: seed, purpose: purpose)
        self.isCancelled = isCancelled
    }

    /// Lives through all episodes, month by month.
    ///
    /// - Parameter recorder: told of each month that was lived, with the lives and their outcomes (nil for those that
    ///   had ended before).
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
                let outcome = lives[index].household.step(
                    lives[index].allocation, shock: shock(lives[index].episode, month: month))
                lives[index].analytics.record(
                    outcome, targetInvestRatio: policy.hasGoals ? lives[index].goal.targetInvestRatio : nil)
                lives[index].period.record(outcome)
                if recorder != nil { outcomes[index] = outcome }
            }
            guard alive else { break }
            recorder?(lives, outcomes)
        }
        return lives.map(\.analytics.metrics)
    }

    private func shock(_ episode: UInt64, month: Int) -> Shock {
        let chance = shocks.normalsAndUniform(index: episode, counter: UInt32(month))
        return Shock(expense: chance.normals.0, investmentReturn: chance.normals.1, emergency: chance.uniform)
    }
}
