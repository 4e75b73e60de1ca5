/// Count, mean and sum of squared deviations of all values seen so far; needs no memory of them.
package struct RunningMoments: Sendable, Equatable, Codable {
    package var count = 0.0
    package var mean = 0.0
    /// Σ(x − mean)².
    package var squaredDeviations = 0.0

    package init() {}

    /// Takes in one value: m ← m + (x − m)/n, S ← S + (x − m before)·(x − m after) (Welford, Technometrics 4, 1962).
    package mutating func add(_ value: Double) {
        count += 1
        let difference = value - mean
        mean += difference / count
        squaredDeviations += difference * (value - mean)
    }

    /// Takes in more values at once: with the count n, the mean m and S of either part and δ = m₂ − m₁,
    /// m = m₁ + δ·n₂/n, S = S₁ + S₂ + δ²·n₁·n₂/n (Chan, Golub & LeVeque, Stanford report CS-79-773, 1979).
    package mutating func add(_ values: [Double]) {
        guard !values.isEmpty else { return }
        let added = Double(values.count)
        let addedMean = values.mean
        let difference = addedMean - mean
        let total = count + added
        mean += difference * added / total
        squaredDeviations += values.squaredDeviations(from: addedMean) + difference * difference * count * added / total
        count = total
    }

    /// S/n; 0 without values.
    package var populationVariance: Double { count > 0 ? squaredDeviations / count : 0 }

    /// S/(n − 1); 0 below two values.
    package var sampleVariance: Double { count > 1 ? squaredDeviations / (count - 1) : 0 }

    /// √(S/n), to scale by: 1 where there is no spread.
    package var standardDeviation: Double {
        let deviation = populationVariance.squareRoot()
        return deviation > 1e-8 ? deviation : 1
    }

    package enum CodingKeys: String, CodingKey {
        case count, mean
        case squaredDeviations = "squared_deviations"
    }
}
