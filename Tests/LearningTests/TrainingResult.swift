import Households
import Learning
import Testing

/// All that a training leaves behind.
struct TrainingResult: Sendable, Equatable {
    var state: TrainerState
    var history: TrainingHistory
    var outcome: TrainingOutcome

    /// Trains from the start.
    ///
    /// - Parameter stop: after which episode to ask for a stop.
    static func train(
        _ scenario: Scenario, seed: UInt64 = 1, threads: Int = 1, stoppingAfter stop: Int? = nil
    ) throws -> TrainingResult {
        try HRLTrainer(scenario: scenario, seed: seed, threads: threads).finish(stoppingAfter: stop)
    }

    /// Goes on from here.
    func resume(_ scenario: Scenario, seed: UInt64 = 1, threads: Int = 1) throws -> TrainingResult {
        try HRLTrainer(resuming: state, history: history, scenario: scenario, seed: seed, threads: threads).finish()
    }
}

extension HRLTrainer {
    func finish(stoppingAfter stop: Int? = nil) throws -> TrainingResult {
        let outcome = try train { event in
            if case .episodeEnded(let number, _) = event, number == stop { return .stop }
            return .continue
        }
        return TrainingResult(state: state, history: history, outcome: outcome)
    }
}

extension TrainingHistory {
    /// Every number in it.
    var numbers: [Double] {
        HistorySeries.all.flatMap { series in
            let values = series.values(of: self)
            return (0..<values.count).map { values[$0] }
        }
    }
}

extension SIMD3<Float> {
    /// Whether each number is within `tolerance` of the expected one.
    func isClose(to expected: [Double], within tolerance: Double = 1e-6) -> Bool {
        (0..<3).allSatisfy { abs(Double(self[$0]) - expected[$0]) <= tolerance }
    }
}
