import Statistics
import Testing

@Suite("Quantiles")
struct QuantilesTests {
    /// As `numpy.quantile` gives them by default.
    @Test func agreeWithNumPy() {
        #expect(Quantiles(of: [7]) == Quantiles(p5: 7, p25: 7, p50: 7, p75: 7, p95: 7))
        expect(Quantiles(of: [4, 1, 3, 2]), [1.15, 1.75, 2.5, 3.25, 3.85])
        expect(Quantiles(of: [3, 1, 4, 1, 5, 9, 2, 6]), [1, 1.75, 3.5, 5.25, 7.95])
        expect(Quantiles(of: (0...100).reversed().map { Double($0) }), [5, 25, 50, 75, 95])
        expect(Quantiles(of: [-1, 1]), [-0.9, -0.5, 0, 0.5, 0.9])
    }

    private func expect(_ quantiles: Quantiles, _ expected: [Double]) {
        let actual = [quantiles.p5, quantiles.p25, quantiles.p50, quantiles.p75, quantiles.p95]
        for (value, number) in zip(actual, expected) { #expect(abs(value - number) < 1e-12) }
    }
}
