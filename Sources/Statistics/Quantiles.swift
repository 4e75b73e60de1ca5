/// 5, 25, 50, 75 and 95 % of a distribution.
package struct Quantiles: Sendable, Equatable, Codable {
    package var p5, p25, p50, p75, p95: Double

    package init(p5: Double, p25: Double, p50: Double, p75: Double, p95: Double) {
        self.p5 = p5
        self.p25 = p25
        self.p50 = p50
        self.p75 = p75
        self.p95 = p95
    }

    /// - Precondition: the sample is not empty.
    package init(of sample: [Double]) {
        var values = sample
        func quantile(_ share: Double) -> Double { Quantile.value(share, of: &values) }
        self.init(
            p5: quantile(0.05), p25: quantile(0.25), p50: quantile(0.5), p75: quantile(0.75), p95: quantile(0.95))
    }
}
