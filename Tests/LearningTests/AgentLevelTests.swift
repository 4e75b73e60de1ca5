import Households
import Learning
import NumericKernels
import Statistics
import TestSupport
import Testing

/// The two levels are one type: what holds for the one holds for the other.
@Suite("Agent level")
struct AgentLevelTests {
    /// A level whose buffer holds arbitrary decisions.
    private struct Subject {
        let scenario: Scenario
        let level: AgentLevel

        init(_ agent: Agent, changed change: (inout Scenario) -> Void = { _ in }) {
            var scenario = Scenario.small
            // Decisions of the executor are compared with nothing: its update is then that of the strategist.
            scenario.training.shockPairs = 0
            scenario.training.minibatchLow = 32
            scenario.training.clipRangeLow = scenario.training.clipRange
            scenario.training.learningRateHigh = scenario.training.learningRateLow
            change(&scenario)
            self.scenario = scenario
            let network =
                switch agent {
                case .executor: BudgetExecutor(scenario: scenario, seed: 1).network
                case .strategist: FinancialStrategist(scenario: scenario, seed: 1).network
                }
            level = AgentLevel(
                agent, network: network, scenario: scenario, seed: 1, counters: TrainerCounters().low)
            fill(tracks: 16, steps: min(5, level.buffer.capacity))
        }

        private func fill(tracks: Int, steps: Int) {
            let buffer = level.buffer
            var numbers = TestNumbers(4)
            for track in 0..<tracks {
                buffer.lengths[track] = steps
                for step in 0...steps {
                    let row = buffer.row(track: track, step: step)
                    for column in 0..<buffer.inputs {
                        buffer.observations[row * buffer.inputs + column] = Float(numbers.next())
                    }
                    for column in 0..<3 { buffer.actions[3 * row + column] = Float(numbers.next()) }
                    buffer.logProbabilities[row] = Float(-3 + 0.1 * numbers.next())
                    buffer.values[row] = Float(numbers.next())
                    buffer.rewards[row] = numbers.next()
                    buffer.discounts[row] = step == steps - 1 ? 0 : 0.9
                }
            }
        }

        /// The update by hand, from its parts, with the settings that the scenario has for both levels.
        func updateByHand(gamma: Double, shuffle: RandomPurpose) throws -> (UpdateStatistics, RunningMoments) {
            var moments = RunningMoments()
            let training = scenario.training
            level.buffer.scaleRewards(gamma: gamma, moments: &moments)
            level.buffer.computeAdvantages(lambda: training.gaeLambda)
            let statistics = try PPO(agent: level.network, buffer: level.buffer).update(
                PPOSettings(
                    training, learningRate: 0.5 * training.learningRateLow, clipRange: training.clipRange,
                    minibatch: 32),
                shuffle: CounterRandom(seed: 1, purpose: shuffle), update: 0, team: WorkerTeam(count: 1))
            return (statistics, moments)
        }
    }

    @Test(arguments: Agent.allCases)
    func anUpdateIsScalingAdvantagesAndPPO(agent: Agent) throws {
        let (subject, other) = (Subject(agent), Subject(agent))
        let gamma = agent == .executor ? 1 : [0.99, 0.99, 0.99, 0.99, 0.99].reduce(1, *)
        let (expected, moments) = try other.updateByHand(
            gamma: gamma, shuffle: agent == .executor ? .executorShuffle : .strategistShuffle)
        let update = try subject.level.update(rate: 0.5, episodesDone: 16, team: WorkerTeam(count: 2))
        #expect(update.agent == agent && update.index == 0 && update.episodesDone == 16)
        #expect(update.statistics == expected)
        #expect(subject.level.network.tensors == other.level.network.tensors)
        // Three epochs of 80 samples in minibatches of 32.
        let counters = subject.level.counters
        #expect(counters.updates == 1 && counters.optimizerSteps == 9 && counters.returns == moments)
        #expect(expected.actorGradientNorm > 0 && expected.criticGradientNorm > 0)
        #expect(expected.explainedVariance < 0 && expected.learningRate == 0.5 * 1e-3)
    }

    /// The next update has other minibatches and the moments of both.
    @Test(arguments: Agent.allCases)
    func countersGoOn(agent: Agent) throws {
        let subject = Subject(agent)
        let team = WorkerTeam(count: 1)
        for index in 0..<3 {
            #expect(try subject.level.update(rate: 1, episodesDone: 16, team: team).index == index)
        }
        #expect(subject.level.counters.updates == 3 && subject.level.counters.returns.count == 3 * 80)
        let resumed = AgentLevel(
            agent, network: subject.level.network, scenario: subject.scenario, seed: 1,
            counters: subject.level.counters)
        #expect(resumed.counters == subject.level.counters)
    }

    /// However long a policy learns, it explores as much as `log_std_min` says, or as much as at the start.
    @Test(arguments: Agent.allCases)
    func logStdStaysAboveItsBound(agent: Agent) throws {
        func least(start: Double, bound: Double) throws -> Float {
            let subject = Subject(agent) {
                ($0.training.logStdLow, $0.training.logStdHigh, $0.training.logStdMin) = (start, start, bound)
                // A reward for being certain.
                $0.training.entropyCoefficient = -1
            }
            for _ in 0..<3 { _ = try subject.level.update(rate: 1, episodesDone: 16, team: WorkerTeam(count: 1)) }
            let logStd = subject.level.network.policy.logStd
            return min(logStd[0], logStd[1], logStd[2])
        }
        #expect(try least(start: -1, bound: -10) < -1.001)
        #expect(try least(start: -1, bound: -1.001) == -1.001)
        #expect(try least(start: -1, bound: 2) == -1)
    }

    /// A track has room for every decision: the months of a segment, or the periods of the horizon.
    @Test func buffersHoldTheDecisionsOfTheirLevel() {
        #expect(Subject(.executor).level.buffer.capacity == 10)
        #expect(Subject(.strategist).level.buffer.capacity == 5)
        #expect(Subject(.strategist, changed: { $0.training.highPeriod = 6 }).level.buffer.capacity == 4)
    }
}
