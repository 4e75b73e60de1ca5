import Households
import Jobs
import Reports
import ScenarioFiles

/// One real training with its evaluation, and histories of any length that look like its own.
struct SampleTraining {
    let scenario: Scenario
    private let scenarioText: String
    private let trained: TrainingHistory
    private let evaluation: Evaluation

    /// Trains the scenario with its own defaults and evaluates the policy on 1,000 episodes.
    init(scenarioFile: String) throws {
        let directory = try ScratchDirectory()
        let run = try directory.jobs().train(TrainingRequest(scenario: scenarioFile))
        guard let evaluation = run.evaluation else { preconditionFailure("a training ends with an evaluation") }
        (scenario, scenarioText) = (run.description.scenario, run.description.scenarioText)
        (trained, self.evaluation) = (try run.finalCheckpoint().history(), evaluation)
    }

    /// The training stretched to `count` episodes: each one is like one of about the same stage, and like no other.
    func history(episodes count: Int) -> TrainingHistory {
        precondition(count >= 1, "a history has at least one episode")
        var result = TrainingHistory()
        for episode in 0..<count {
            let source = neighbour(of: episode, of: count)
            let factor = 1 + 1e-3 * (Self.scattered(episode, 0.754_877_666_246_692_7) - 0.5)
            result.episodeRewards.append(trained.episodeRewards[source] * factor)
            result.episodeLengths.append(trained.episodeLengths[source])
            result.cashBalances.append(trained.cashBalances[source] * factor)
            result.totalInvested.append(trained.totalInvested[source] * factor)
            result.cumulativeWealthGrowth.append(trained.cumulativeWealthGrowth[source] * factor)
            result.cashStabilityIndex.append(trained.cashStabilityIndex[source])
            result.sharpeRatio.append(trained.sharpeRatio[source] * factor)
            result.goalAdherence.append(trained.goalAdherence[source] * factor)
            result.policyStability.append(trained.policyStability[source] * factor)
        }
        (result.low, result.high) = (stretched(trained.low, episodes: count), stretched(trained.high, episodes: count))
        return result
    }

    func input(history: TrainingHistory, json: [UInt8]) -> ReportInput {
        let interval = max(100, history.count / 20)
        let hash = String(repeating: "0", count: 64)
        return ReportInput(
            runName: "benchmark", scenario: scenario, scenarioText: scenarioText, history: history, historyJSON: json,
            evaluation: evaluation,
            checkpoints: CheckpointSummary.summaries(
                of: history, at: Array(stride(from: interval, through: max(interval, history.count), by: interval))),
            provenance: Provenance(
                seed: 42, programVersion: "0.0.0", identity: hash, startTime: "2026-01-01T00:00:00Z",
                scenarioSHA256: hash, historySHA256: hash, reproduceCommand: "hrlreport train-and-report benchmark",
                checkpoint: .final, episodesTrained: history.count, totalEpisodes: history.count))
    }

    /// An episode of the real training at about the same stage.
    private func neighbour(of episode: Int, of count: Int) -> Int {
        guard count > trained.count else { return episode }
        let reach = 20.0
        let place = Double(episode) / Double(count) * Double(trained.count)
        let offset = reach * (2 * Self.scattered(episode, 0.569_840_290_998_053_2) - 1)
        return min(trained.count - 1, max(0, Int(place + offset)))
    }

    /// As many updates an episode as in the real training.
    private func stretched(_ updates: UpdateHistory, episodes count: Int) -> UpdateHistory {
        let length = max(1, updates.count * count / trained.count)
        var result = UpdateHistory()
        for index in 0..<length {
            let place = min(updates.count - 1, index * updates.count / length)
            result.append(
                episodes: max(1, min(count, (index + 1) * count / length)), loss: updates.losses[place],
                [
                    \.policyLoss: updates.policyLoss[place], \.valueLoss: updates.valueLoss[place],
                    \.entropy: updates.entropy[place], \.approximateKL: updates.approximateKL[place],
                    \.clipFraction: updates.clipFraction[place],
                    \.explainedVariance: updates.explainedVariance[place],
                    \.actorGradientNorm: updates.actorGradientNorm[place],
                    \.criticGradientNorm: updates.criticGradientNorm[place],
                    \.learningRate: updates.learningRate[place],
                ])
        }
        return result
    }

    /// Evenly scattered over 0..<1: fractions of the multiples of an irrational step.
    private static func scattered(_ index: Int, _ step: Double) -> Double {
        (Double(index) * step).truncatingRemainder(dividingBy: 1)
    }
}
