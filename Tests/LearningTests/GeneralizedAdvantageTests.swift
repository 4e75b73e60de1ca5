import Foundation
import Learning
import Testing

@Suite("Generalised advantages")
struct GeneralizedAdvantageTests {
    static let cases: [(name: String, discounts: [Double], lambda: Double)] = [
        ("one step", [0.99], 0.95),
        ("one step, the last", [0], 0.95),
        ("bootstrapped", Array(repeating: 0.99, count: 30), 0.95),
        ("ended", Array(repeating: 0.99, count: 29) + [0], 0.95),
        ("ended in between", [0.9, 0.9, 0, 0.9, 0.9, 0.9, 0, 0.9], 0.8),
        ("steps of different duration", [6, 6, 6, 4, 1].map { pow(0.99, $0) } + [0], 0.95),
        ("one-step differences only", Array(repeating: 0.99, count: 12), 0),
        ("all the way", Array(repeating: 0.99, count: 12), 1),
        ("without discount", Array(repeating: 1, count: 12) + [0], 1),
    ]

    /// The definition: A_k = Σ over j ≥ k of (Π over i in k..<j of λ·d_i)·δ_j, δ_j = r_j + d_j·V_{j+1} − V_j.
    @Test(arguments: cases.indices)
    func agreeWithTheDefinition(index: Int) {
        let (name, discounts, lambda) = Self.cases[index]
        var numbers = TestNumbers(UInt64(index))
        let rewards = numbers.list(discounts.count)
        let values = numbers.list(discounts.count + 1).map { Float($0) }
        let differences = discounts.indices.map {
            rewards[$0] + discounts[$0] * Double(values[$0 + 1]) - Double(values[$0])
        }
        let actual = advantages(rewards, values, discounts, lambda: lambda)
        for k in discounts.indices {
            let expected = (k..<discounts.count).reduce(0.0) { sum, j in
                sum + (k..<j).reduce(1) { $0 * lambda * discounts[$1] } * differences[j]
            }
            #expect(abs(Double(actual[k]) - expected) < 2e-6 * max(1, abs(expected)), "\(name), step \(k)")
        }
    }

    /// With λ = 1 and a perfect critic of a deterministic world there is nothing to gain.
    @Test func aPerfectCriticLeavesNothing() {
        let rewards = [1.0, 2, 3, 4]
        var values: [Float] = [0]
        for reward in rewards.reversed() { values.insert(Float(reward + 0.5 * Double(values[0])), at: 0) }
        #expect(advantages(rewards, values, [0.5, 0.5, 0.5, 0], lambda: 1) == [0, 0, 0, 0])
    }

    @Test func nothingBeyondTheEndCounts() {
        let first = advantages([1, 2], [0.5, 0.5, 7], [0.9, 0], lambda: 0.95)
        #expect(first == advantages([1, 2], [0.5, 0.5, -1000], [0.9, 0], lambda: 0.95))
    }

    private func advantages(
        _ rewards: [Double], _ values: [Float], _ discounts: [Double], lambda: Double
    ) -> [Float] {
        var result = [Float](repeating: .nan, count: rewards.count)
        rewards.withUnsafeBufferPointer { rewards in
            values.withUnsafeBufferPointer { values in
                discounts.withUnsafeBufferPointer { discounts in
                    result.withUnsafeMutableBufferPointer {
                        generalizedAdvantages(
                            rewards: rewards, values: values, discounts: discounts, lambda: lambda, into: $0)
                    }
                }
            }
        }
        return result
    }
}
