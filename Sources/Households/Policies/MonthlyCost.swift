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
    /// Rises, EUR a month, and what the optimum loses by each; those that were wanted so far.
    private var points = [(rise: 0.0, loss: 0.0)]

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
        guard loss > 0 else { return 0 }
        let income = scenario.environment.income
        while points[points.count - 1].loss < loss {
            let last = points[points.count - 1].rise
            guard last < income else { return nil }
            let rise = min(max(2 * last, income / 1000), income)
            var dearer = scenario
            dearer.environment.fixedExpenses += rise
            points.append((rise, value - Self.value(dearer, weights)))
        }
        guard let upper = points.firstIndex(where: { $0.loss >= loss }) else { return nil }
        let (low, high) = (points[upper - 1], points[upper])
        return low.rise + (high.rise - low.rise) * (loss - low.loss) / (high.loss - low.loss)
    }

    private static func value(_ scenario: Scenario, _ weights: RewardWeights) -> Double {
        OptimalPolicy(calendar: scenario.calendar, weights: weights, pointsPerDeviation: pointsPerDeviation).value
    }
}
