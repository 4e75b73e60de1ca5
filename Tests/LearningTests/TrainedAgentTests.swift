import Households
import Learning
import Testing

/// What a training of moderate length brings.
@Suite("Trained agents")
struct TrainedAgentTests {
    static let scenario = Scenario.balanced(episodes: 300)
    static let training = Result { try TrainingResult.train(scenario, seed: 1, threads: 2) }
    static let run = EvaluationRun(scenario: scenario, episodes: 200, seed: 42)

    @Test func trainedAgentsEarnMoreThanUntrainedOnes() throws {
        let trained = Self.run.play(try trained)
        let untrained = Self.run.play(HierarchicalPolicy(untrained: Self.scenario, seed: 1))
        #expect(meanReward(trained) > meanReward(untrained) + 20)
        #expect(trained.filter(\.insolvent).count <= 10)
    }

    @Test func rewardsRiseInTraining() throws {
        let rewards = try Self.training.get().history.episodeRewards
        let (first, last) = (rewards.prefix(40).reduce(0, +) / 40, rewards.suffix(40).reduce(0, +) / 40)
        #expect(last > first + 100)
    }

    /// Asking for more or less to be invested moves what is invested the right way, and by a part of it that is no chance.
    @Test func goalsSteer() throws {
        let usual = investedShare(try trained)
        for change in [0.05, -0.05] {
            var policy = try trained
            policy.goalOverride = { goal in
                var goal = goal
                goal.targetInvestRatio += change
                return goal
            }
            #expect((investedShare(policy) - usual) / change > 0.1)
        }
    }

    private var trained: HierarchicalPolicy {
        get throws { try HierarchicalPolicy(scenario: Self.scenario, state: Self.training.get().state) }
    }

    private func meanReward(_ metrics: [EpisodeMetrics]) -> Double {
        metrics.reduce(0) { $0 + $1.reward } / Double(metrics.count)
    }

    /// Of the income of all months lived; the income is the same in all of them.
    private func investedShare(_ policy: HierarchicalPolicy) -> Double {
        let metrics = Self.run.play(policy)
        let months = metrics.reduce(0) { $0 + $1.length }
        return metrics.reduce(0) { $0 + $1.totalInvested } / (3200 * Double(months))
    }
}
