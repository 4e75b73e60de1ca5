import NumericKernels
import Statistics
import Testing

@Suite("Quantiles by selection")
struct QuantileTests {
    /// Of sorted values, linear between neighbours.
    private func naive(_ share: Double, _ sorted: [Double]) -> Double {
        let position = share * Double(sorted.count - 1)
        let index = Int(position)
        let weight = position - Double(index)
        guard weight > 0 else { return sorted[index] }
        return sorted[index] + weight * (sorted[index + 1] - sorted[index])
    }

    @Test("Selection agrees with sorting, for every small count and many orders")
    func selection() {
        let noise = CounterRandom(seed: 3, purpose: .resampling)
        for count in 1...60 {
            for round in 0..<20 {
                // Few different values make ties; ascending and constant values are the awkward orders.
                var values = (0..<count).map { index in
                    let uniform = noise.uniforms(index: UInt64(count * 20 + round), counter: UInt32(index))[0]
                    return round == 0 ? Double(index) : round == 1 ? 4 : (uniform * Double(round)).rounded() / 3
                }
                let sorted = values.sorted()
                for share in [0, 0.05, 0.25, 0.5, 0.9, 1] { #expect(values.quantile(share) == naive(share, sorted)) }
                let quartiles = Quantile.quartiles(of: &values)
                #expect(quartiles.lower == naive(0.25, sorted))
                #expect(quartiles.median == naive(0.5, sorted))
                #expect(quartiles.upper == naive(0.75, sorted))
                #expect(values.sorted() == sorted)
            }
        }
    }

    /// Many values are parted by a sample of them.
    @Test func selectionOfManyValuesAgreesWithSorting() {
        let noise = CounterRandom(seed: 4, purpose: .resampling)
        for (round, count) in [601, 602, 2000, 9999].enumerated() {
            for spread in [3.0, 1e9, 0] {
                let values = (0..<count).map { index in
                    (noise.uniforms(index: UInt64(round), counter: UInt32(index))[1] * spread).rounded()
                }
                for order in [values, values.sorted(), values.sorted(by: >)] {
                    for share in [0, 0.025, 0.5, 0.975, 1] {
                        var reordered = order
                        #expect(Quantile.value(share, of: &reordered) == naive(share, values.sorted()))
                        #expect(reordered.sorted() == values.sorted())
                    }
                }
            }
        }
    }
}
