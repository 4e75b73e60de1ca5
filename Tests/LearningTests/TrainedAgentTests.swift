import Households
import Learning
import TestSupport
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

    /// From the months lived alone, without a comparison of decisions, there is something to be learnt, too.
    @Test func agentsLearnWithoutComparisons() throws {
        var scenario = Self.scenario
        scenario.training.shockPairs = 0
        let state = try TrainingResult.train(scenario, seed: 1, threads: 2).state
        let trained = Self.run.play(try HierarchicalPolicy(scenario: scenario, state: state))
        let untrained = Self.run.play(HierarchicalPolicy(untrained: scenario, seed: 1))
        #expect(meanReward(trained) > meanReward(untrained) + 20)
    }

    /// In the months that it lives to see, the trained executor invests at least seven tenths of what the strategist
    /// asks for more, were it asked for more or less in the very same month.
    @Test func goalsSteer() throws {
        let policy = try trained
        var (sum, months) = (0.0, 0.0)
        _ = Self.run.play(policy) { lives, _ in
            for life in lives where life.isAlive {
                let shares = [0.05, -0.05].map { change in
                    var goal = life.goal
                    goal.targetInvestRatio += change
                    return policy.response(of: life.household, to: goal).invest
                }
                sum += (shares[0] - shares[1]) / 0.1
                months += 1
            }
        }
        #expect(months > 10_000)
        #expect(sum / months >= 0.7)
    }

    /// A household that is asked to hold twice the buffer, and one that is asked to be less aggressive below it,
    /// invests strictly less in the same month wherever it is below its buffer and invests at all, and so holds more
    /// cash: on average 2 and .3 percent of the income less, at least.
    @Test func buffersAndAggressivenessSteer() throws {
        let policy = try trained
        var (months, cautious, timid) = (0, [Double](), [Double]())
        // Few months are lived below the buffer.
        _ = EvaluationRun(scenario: Self.scenario, episodes: 800, seed: 42).play(policy) { lives, _ in
            for life in lives where life.isAlive && life.household.cash < life.goal.safetyBuffer {
                let asked = policy.response(of: life.household, to: life.goal).invest
                guard asked > 0 else { continue }
                var (larger, calmer) = (life.goal, life.goal)
                larger.safetyBuffer *= 2
                calmer.aggressiveness /= 2
                months += 1
                cautious.append(asked - policy.response(of: life.household, to: larger).invest)
                timid.append(asked - policy.response(of: life.household, to: calmer).invest)
            }
        }
        #expect(months > 500)
        #expect(cautious.allSatisfy { $0 > 0 } && timid.allSatisfy { $0 > 0 })
        #expect(cautious.reduce(0, +) > 0.02 * Double(months) && timid.reduce(0, +) > 0.003 * Double(months))
    }

    @Test func theResponseIsWhatThePolicyDoes() throws {
        let policy = try trained
        var lives = (0..<3).map { Life(episode: UInt64($0), calendar: Self.scenario.calendar) }
        var deciding = policy
        deciding.decide(&lives)
        for life in lives { #expect(policy.response(of: life.household, to: life.goal) == life.allocation) }
    }

    private var trained: HierarchicalPolicy {
        get throws { try HierarchicalPolicy(scenario: Self.scenario, state: Self.training.get().state) }
    }

    private func meanReward(_ metrics: [EpisodeMetrics]) -> Double {
        metrics.reduce(0) { $0 + $1.reward } / Double(metrics.count)
    }
}
