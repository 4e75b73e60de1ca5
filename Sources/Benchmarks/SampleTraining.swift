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
        let sources = HistorySeries.Rows.allCases.map { rows in
            switch rows {
            case .episodes: (0..<count).map { neighbour(of: $0, of: count) }
            case .lowUpdates: stretched(trained.low.count, episodes: count)
            case .highUpdates: stretched(trained.high.count, episodes: count)
            case .validations: stretched(trained.validations.episodes.count, episodes: count)
            }
        }
        var result = TrainingHistory()
        for (rows, sources) in zip(HistorySeries.Rows.allCases, sources) {
            for series in HistorySeries.all where series.rows == rows {
                switch series.path {
                case .doubles(let path):
                    result[keyPath: path] = sources.enumerated().map { row, source in
                        trained[keyPath: path][source] * (1 - 1e-3 * Self.scattered(row, 0.754_877_666_246_692_7))
                    }
                case .integers(let path) where rows == .episodes:
                    result[keyPath: path] = sources.map { trained[keyPath: path][$0] }
                case .integers(let path):
                    result[keyPath: path] = sources.indices.map { max(1, ($0 + 1) * count / sources.count) }
                }
            }
        }
        return result
    }

    func input(history: TrainingHistory, json: [UInt8]) -> ReportInput {
        let interval = max(100, history.count / 20)
        let hash = String(repeating: "0", count: 64)
        return ReportInput(
            runName: "benchmark", scenario: scenario, scenarioText: scenarioText, history: history, historyJSON: json,
            evaluation: evaluation, evaluationJSON: Array("{}\n".utf8),
            checkpoints: CheckpointSummary.summaries(
                of: history, at: Array(stride(from: interval, through: max(interval, history.count), by: interval)),
                horizon: scenario.environment.maxMonths),
            provenance: Provenance(
                seed: 42, programVersion: "0.0.0", identity: hash, startTime: "2026-01-01T00:00:00Z",
                scenarioSHA256: hash, historySHA256: hash,
                reproduction: Reproduction(
                    command: "hrlreport train-and-report benchmark.yaml", scenarioFile: "benchmark.yaml",
                    exportCommand: "hrlreport models export benchmark --to benchmark.yaml"),
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

    /// The updates of the real training, as many an episode as there.
    private func stretched(_ updates: Int, episodes count: Int) -> [Int] {
        let length = max(1, updates * count / trained.count)
        return (0..<length).map { min(updates - 1, $0 * updates / length) }
    }

    /// Evenly scattered over 0..<1: fractions of the multiples of an irrational step.
    private static func scattered(_ index: Int, _ step: Double) -> Double {
        (Double(index) * step).truncatingRemainder(dividingBy: 1)
    }
}
