import Statistics

extension StudyCurves {
    /// Episodes that have ended at the end of each bin.
    package static func bins(episodes: Int, points: Int = mostPoints) -> [Int] {
        let count = min(points, episodes)
        return (0..<count).map { bin in
            Int((Double(episodes * (bin + 1)) / Double(count)).rounded(.toNearestOrEven))
        }
    }

    /// The means over bins of series that have a value for each episode of a training.
    package init(
        reward: [Double], stability: [Double], sharpeRatio: [Double], goalAdherence: [Double],
        points: Int = mostPoints
    ) {
        func means(_ series: [Double]) -> [Double] {
            var start = 0
            return Self.bins(episodes: series.count, points: points).map { end in
                defer { start = end }
                return Array(series[start..<end]).mean
            }
        }
        self.reward = means(reward)
        self.stability = means(stability)
        self.sharpeRatio = means(sharpeRatio)
        self.goalAdherence = means(goalAdherence)
    }
}
