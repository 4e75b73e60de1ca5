import Foundation
import Households
import Learning
import NumericKernels
import TestSupport
import Testing

@Suite("Orthogonal initialisation")
struct OrthogonalInitializationTests {
    /// WᵀW = gain²·I where W [out, in] is tall, WWᵀ = gain²·I where it is wide: √2 in the hidden layers, .01 in the
    /// actor's head, 1 in the critic's.
    @Test(arguments: [64, 16, 7])
    func weightsAreOrthogonalWithTheirGain(hidden: Int) throws {
        for tensors in agents(hidden: hidden) {
            for (prefix, headGain) in [("actor", 0.01), ("critic", 1.0)] {
                for (layer, gain) in [(0, 2.0.squareRoot()), (2, 2.0.squareRoot()), (4, headGain)] {
                    let tensor = try #require(tensors.first { $0.name == "\(prefix).\(layer).weight" })
                    expectOrthogonal(tensor, gain: gain)
                }
            }
        }
    }

    private func expectOrthogonal(_ tensor: Tensor, gain: Double) {
        let (outputs, inputs) = (tensor.shape[0], tensor.shape[1])
        func weight(_ output: Int, _ input: Int) -> Double { Double(tensor.values[output * inputs + input]) }
        let isTall = outputs >= inputs
        let size = min(outputs, inputs)
        for i in 0..<size {
            for j in 0...i {
                let product = (0..<max(outputs, inputs)).reduce(0.0) { sum, k in
                    sum + (isTall ? weight(k, i) * weight(k, j) : weight(i, k) * weight(j, k))
                }
                #expect(abs(product - (i == j ? gain * gain : 0)) < 2e-6 * gain * gain, "\(tensor.name) \(i) \(j)")
            }
        }
    }

    /// Where the goals begin, and consumption.
    @Test func biasesAreZeroButInTheActorsHeads() {
        let tensors = agents(hidden: 16)
        for tensor in tensors.flatMap({ $0 })
        where tensor.name.hasSuffix(".bias") && !tensor.name.hasPrefix("optimizer.") {
            let isZero = tensor.values.allSatisfy { $0 == 0 }
            #expect(isZero == (tensor.name != "actor.4.bias"), "\(tensor.name)")
        }
    }

    @Test func spreadsAreThoseOfTheScenario() {
        var scenario = Scenario.small
        scenario.training.logStdHigh = -0.25
        scenario.training.logStdLow = -1.5
        let strategist = FinancialStrategist(scenario: scenario, seed: 1).network.policy
        #expect(strategist.logStd == SIMD4(-0.25, -0.25, -0.25, 0))
        #expect(BudgetExecutor(scenario: scenario, seed: 1).network.policy.logStd == SIMD4(-1.5, -1.5, -1.5, 0))
    }

    @Test func optimiserStartsFromNothing() {
        for tensors in agents(hidden: 16) {
            let moments = tensors.filter { $0.name.hasPrefix("optimizer.") }
            #expect(moments.count == 26 && moments.allSatisfy { $0.values.allSatisfy { $0 == 0 } })
        }
    }

    @Test func seedsAndNetworksDiffer() {
        func weights(_ seed: UInt64) -> [[Float]] {
            let scenario = Scenario.small
            return [
                FinancialStrategist(scenario: scenario, seed: seed).network,
                BudgetExecutor(scenario: scenario, seed: seed).network,
            ].flatMap { agent in
                ["actor.2.weight", "critic.2.weight"].map { name in
                    agent.tensors.first { $0.name == name }?.values ?? []
                }
            }
        }
        #expect(weights(1) == weights(1))
        #expect(Set(weights(1) + weights(2)).count == 8)
    }

    /// The tensors of the strategist and of the executor before their training.
    private func agents(hidden: Int) -> [[Tensor]] {
        var scenario = Scenario.small
        scenario.training.hidden = hidden
        return [
            FinancialStrategist(scenario: scenario, seed: 3).network.tensors,
            BudgetExecutor(scenario: scenario, seed: 3).network.tensors,
        ]
    }
}
