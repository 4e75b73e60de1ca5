import Households
import Learning
import NumericKernels
import TestSupport
import Testing

/// Which policy of a training is kept.
@Suite("Validation")
struct ValidationTests {
    private static func scenario(validation episodes: Int) -> Scenario {
        var scenario = Scenario.small
        scenario.training.numEpisodes = 160
        scenario.training.validationEpisodes = episodes
        return scenario
    }

    private func mean(_ scenario: Scenario, _ state: TrainerState) throws -> Double {
        let run = EvaluationRun(scenario: scenario, episodes: 200, seed: 9)
        let rewards = run.play(try HierarchicalPolicy(scenario: scenario, state: state)).map(\.reward)
        return rewards.reduce(0, +) / 200
    }

    /// The states that are kept on the way, batch by batch; `harm` happens to the agents after the batch that ends with
    /// that episode.
    private func train(
        _ scenario: Scenario, harmAfter episode: Int? = nil
    ) throws -> [TrainerState] {
        let first = try TrainingResult.train(scenario, stoppingAfter: episode)
        var state = first.state
        if episode != nil {
            // From here on the executor consumes all that comes in.
            for index in state.lowAgent.indices where state.lowAgent[index].name == "actor.4.bias" {
                state.lowAgent[index].values[2] = 30
            }
        }
        let trainer = try HRLTrainer(
            resuming: state, history: first.history, scenario: scenario, seed: 1, threads: 1)
        var states: [TrainerState] = []
        _ = try trainer.train { event in
            if case .batchEnded(_, _, let snapshot) = event { states.append(snapshot()) }
            return .continue
        }
        return states
    }

    @Test func whatIsLearnedDoesNotDependOnIt() throws {
        let with = try TrainingResult.train(Self.scenario(validation: 32))
        var without = try TrainingResult.train(Self.scenario(validation: 0))
        #expect(without.state.kept == nil && with.state.kept != nil)
        without.state.kept = with.state.kept
        #expect(with == without)
    }

    /// A policy that does the same takes the place of the one before: with these learning rates all are the first.
    @Test func theLastIsKeptWhereItIsAsGood() throws {
        var scenario = Self.scenario(validation: 32)
        scenario.training.learningRateLow = 1e-30
        scenario.training.learningRateHigh = 1e-30
        let kept = try #require(try TrainingResult.train(scenario).state.kept)
        #expect(kept.episode == 160)
    }

    /// What was good stays when an update ruins the policy, through all that follows, and it is what is evaluated.
    @Test func anEarlierOneIsKeptWhereLaterOnesDoWorse() throws {
        let scenario = Self.scenario(validation: 32)
        let states = try train(scenario, harmAfter: 80)
        let state = try #require(states.last)
        let kept = try #require(state.kept)
        let before = try #require(try TrainingResult.train(scenario, stoppingAfter: 80).state.kept)
        #expect(kept.episode == before.episode && (1...80).contains(before.episode))
        #expect(state.weights(of: .executor) == kept.lowAgent && state.weights(of: .strategist) == kept.highAgent)
        var last = state
        last.kept = nil
        #expect(last.weights(of: .executor) != kept.lowAgent)
        #expect(try mean(scenario, state) > mean(scenario, last) + 1)
    }

    @Test func theLivesAreThoseOfNothingElse() throws {
        let purposes = RandomPurpose.allCases.map(\.rawValue)
        #expect(Set(purposes).count == purposes.count)
        let validation = HouseholdShocks(seed: 1, purpose: .validationShock)
        for purpose in [RandomPurpose.trainingShock, .evaluationShock, .ruleTuningShock] {
            #expect(
                HouseholdShocks(seed: 1, purpose: purpose).shock(episode: 0, month: 0)
                    != validation.shock(episode: 0, month: 0))
        }
    }
}
