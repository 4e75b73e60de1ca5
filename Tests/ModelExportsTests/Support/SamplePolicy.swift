import Households
import Learning
import ModelExports
import NumericKernels
import TestSupport

/// A policy that needs no training: its weights follow from their places.
enum SamplePolicy {
    static let scenario: Scenario = {
        var scenario = Scenario(name: "Bologna", environment: .bologna)
        scenario.training.hidden = 5
        return scenario
    }()

    static func make() throws -> ExportedPolicy {
        let (strategist, executor) = agents()
        let state = TrainerState(
            episodesDone: 50, highAgent: perturbed(strategist.network.tensors, 1),
            lowAgent: perturbed(executor.network.tensors, 2), counters: TrainerCounters())
        return try ExportedPolicy(
            run: "sample", scenario: scenario, state: state, seed: 42, identity: "0123abcd", programVersion: "1.0.0")
    }

    static func agents() -> (FinancialStrategist, BudgetExecutor) {
        (FinancialStrategist(scenario: scenario, seed: 1), BudgetExecutor(scenario: scenario, seed: 1))
    }

    /// Features of so many rows: multiples of 2⁻¹⁰ in −1…1.
    static func features(rows: Int, columns: Int) -> [[Float]] {
        var noise = Noise(state: UInt64(columns))
        return (0..<rows).map { _ in (0..<columns).map { _ in noise.next() } }
    }

    /// The tensors with weights that are all different and large enough for every layer to matter.
    private static func perturbed(_ tensors: [Tensor], _ seed: UInt64) -> [Tensor] {
        var noise = Noise(state: seed)
        return tensors.map { tensor in
            Tensor(name: tensor.name, shape: tensor.shape, values: tensor.values.map { _ in noise.next() })
        }
    }
}

/// Multiples of 2⁻¹⁰ in −1…1, from a linear congruential generator (Knuth's MMIX constants).
private struct Noise {
    var state: UInt64

    mutating func next() -> Float {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Float(Int(state >> 53) - 1024) / 1024
    }
}
