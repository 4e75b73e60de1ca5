extension RunningMoments {
    /// Takes in more values at once (Chan, Golub & LeVeque 1979).
    package mutating func add(_ values: some Collection<Double>) {
        guard !values.isEmpty else { return }
        let added = Double(values.count)
        let addedMean = values.reduce(0, +) / added
        let addedSquares = values.reduce(0) { $0 + ($1 - addedMean) * ($1 - addedMean) }
        let difference = addedMean - mean
        let total = count + added
        mean += difference * added / total
        squaredDeviations += addedSquares + difference * difference * count * added / total
        count = total
    }

    /// Population standard deviation; 1 where there is no spread to scale by.
    package var standardDeviation: Double {
        guard count > 0 else { return 1 }
        let deviation = (squaredDeviations / count).squareRoot()
        return deviation > 1e-8 ? deviation : 1
    }
}
