/// A mean and its standard error.
package struct MeanEstimate: Sendable, Equatable, Codable {
    package var mean: Double
    package var standardError: Double

    package init(mean: Double, standardError: Double) {
        self.mean = mean
        self.standardError = standardError
    }

    /// Of independent values, at least one: s/√n with s² = Σ(x − mean)²/(n − 1); 0 for a single one.
    package init(of values: [Double]) {
        let count = Double(values.count)
        let mean = values.mean
        let squares = values.squaredDeviations(from: mean)
        self.init(mean: mean, standardError: count > 1 ? (squares / (count - 1) / count).squareRoot() : 0)
    }

    package enum CodingKeys: String, CodingKey {
        case mean
        case standardError = "standard_error"
    }
}

extension [Double] {
    /// Σx/n; NaN without values.
    package var mean: Double { reduce(0, +) / Double(count) }

    /// √(Σ(x − mean)²/(n − 1)); NaN below two values.
    package var sampleDeviation: Double { (squaredDeviations(from: mean) / Double(count - 1)).squareRoot() }

    /// Σ(x − `center`)².
    func squaredDeviations(from center: Double) -> Double {
        reduce(0) { $0 + ($1 - center) * ($1 - center) }
    }
}
