import Charts
import Testing

@Suite("Quartiles")
struct QuantileTests {
    /// Of sorted values, linear between neighbours.
    static func naive(_ fraction: Double, _ sorted: [Double]) -> Double {
        let position = fraction * Double(sorted.count - 1)
        let index = Int(position)
        let weight = position - Double(index)
        guard weight > 0 else { return sorted[index] }
        return sorted[index] + weight * (sorted[index + 1] - sorted[index])
    }

    @Test("Selection agrees with sorting, for every small count and many orders")
    func selection() {
        var noise = SampleCharts.Noise(state: 3)
        for count in 1...60 {
            for round in 0..<20 {
                // Few different values make ties; ascending and constant values are the awkward orders.
                var values = (0..<count).map { index in
                    round == 0 ? Double(index) : round == 1 ? 4 : (noise.uniform() * Double(round)).rounded() / 3
                }
                let sorted = values.sorted()
                let quartiles = Quantile.quartiles(of: &values)
                #expect(quartiles.lower == Self.naive(0.25, sorted))
                #expect(quartiles.median == Self.naive(0.5, sorted))
                #expect(quartiles.upper == Self.naive(0.75, sorted))
                #expect(values.sorted() == sorted)
            }
        }
    }
}
