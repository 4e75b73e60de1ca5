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

    /// The definition: A_k = Σ over j ≥ k of (Π over i in k..<j of λ·d_i)·δ_j.
    @Test(arguments: cases.indices)
    func agreeWithTheDefinition(index: Int) {
        let (name, discounts, lambda) = Self.cases[index]
        var numbers = TestNumbers(UInt64(index))
        let differences = numbers.list(discounts.count)
        let actual = advantages(differences, discounts, lambda: lambda)
        for k in discounts.indices {
            let expected = (k..<discounts.count).reduce(0.0) { sum, j in
                sum + (k..<j).reduce(1) { $0 * lambda * discounts[$1] } * differences[j]
            }
            #expect(abs(Double(actual[k]) - expected) < 2e-6 * max(1, abs(expected)), "\(name), step \(k)")
        }
    }

    private func advantages(_ differences: [Double], _ discounts: [Double], lambda: Double) -> [Float] {
        var result = [Float](repeating: .nan, count: differences.count)
        differences.withUnsafeBufferPointer { differences in
            discounts.withUnsafeBufferPointer { discounts in
                result.withUnsafeMutableBufferPointer {
                    generalizedAdvantages(
                        differences: differences, discounts: discounts, lambda: lambda, into: $0)
                }
            }
        }
        return result
    }
}
