/// What losses of reward are worth in euros a month, as far as it was worked out: linear between its points.
package struct CostCurve: Sendable, Equatable, Codable {
    /// A rise of the fixed expenses, EUR a month at the prices of the first month, and what the optimum loses by it, R
    /// over an episode.
    package struct Point: Sendable, Equatable, Codable {
        package var rise, loss: Double

        package init(rise: Double, loss: Double) {
            (self.rise, self.loss) = (rise, loss)
        }
    }

    /// In rising order, from nothing on.
    package fileprivate(set) var points: [Point]

    /// - Parameter points: in rising order; the first is nothing, which costs nothing.
    package init(points: [Point] = [Point(rise: 0, loss: 0)]) {
        self.points = points
    }

    /// - Parameter loss: R over an episode.
    /// - Returns: EUR a month, at least 0; nil for more than the curve reaches.
    package func callAsFunction(loss: Double) -> Double? {
        guard loss > 0 else { return 0 }
        guard let upper = points.indices.dropFirst().first(where: { points[$0].loss >= loss }) else { return nil }
        let (low, high) = (points[upper - 1], points[upper])
        return low.rise + (high.rise - low.rise) * (loss - low.loss) / (high.loss - low.loss)
    }
}

/// What a loss of reward is worth in euros a month: the rise of the fixed expenses, at the prices of the first month,
/// that makes the optimum lose as much.
///
///     V_1(fixed_expenses + x) = V_1(fixed_expenses) − loss
///
/// The dynamic programme is solved at rises that double, from a thousandth of the income on, and the loss is linear
/// between them; on a coarser grid than the optimum's own, as differences need no finer one.
package struct MonthlyCost: Sendable {
    private static let pointsPerDeviation = 3.0

    private let scenario: Scenario
    private let weights: RewardWeights
    /// V_1 without a rise.
    private let value: Double
    /// As far as it was wanted so far.
    package private(set) var curve = CostCurve()

    /// nil where no optimum is computed for the household's objective.
    package init?(_ scenario: Scenario) {
        guard case .weighted(let weights) = scenario.objective else { return nil }
        self.scenario = scenario
        self.weights = weights
        value = Self.value(scenario, weights)
    }

    /// - Parameter loss: R over an episode.
    /// - Returns: EUR a month, at least 0; nil where even a rise by the whole income costs less.
    package mutating func callAsFunction(loss: Double) -> Double? {
        let income = scenario.environment.income
        while let last = curve.points.last, last.loss < loss {
            guard last.rise < income else { return nil }
            let rise = min(max(2 * last.rise, income / 1000), income)
            var dearer = scenario
            dearer.environment.fixedExpenses += rise
            curve.points.append(CostCurve.Point(rise: rise, loss: value - Self.value(dearer, weights)))
        }
        return curve(loss: loss)
    }

    private static func value(_ scenario: Scenario, _ weights: RewardWeights) -> Double {
        OptimalPolicy(calendar: scenario.calendar, weights: weights, pointsPerDeviation: pointsPerDeviation).value
    }
}
