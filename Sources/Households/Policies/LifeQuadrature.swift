import Foundation
import Statistics

/// Values that stand for all that may happen, and their probabilities.
struct LifeQuadrature: Sendable {
    var values: [Double]
    var probabilities: [Double]

    static let certain = LifeQuadrature(values: [0], probabilities: [1])

    /// The standard normal as equal cells of ±4: conditional means, scaled to variance 1. Gauss–Hermite nodes will not
    /// do where ruin is a cliff: an optimum would settle just beyond the outermost of them.
    static func cells(_ count: Int) -> LifeQuadrature {
        guard count > 1 else { return certain }
        let width = 4.0
        var edges = (0...count).map { -width + 2 * width * Double($0) / Double(count) }
        (edges[0], edges[count]) = (-9, 9)
        let masses = zip(edges.dropFirst(), edges).map { upper, lower in
            // The difference of the smaller tails is exact.
            lower >= 0
                ? StandardNormal.distribution(-lower) - StandardNormal.distribution(-upper)
                : StandardNormal.distribution(upper) - StandardNormal.distribution(lower)
        }
        let means = zip(edges, edges.dropFirst()).enumerated().map { index, edge in
            (StandardNormal.density(edge.0) - StandardNormal.density(edge.1)) / masses[index]
        }
        return LifeQuadrature(values: means, probabilities: masses).standardised
    }

    /// Gauss–Hermite: exact for polynomials up to degree 2·count − 1 of a standard normal.
    static func gaussHermite(_ count: Int) -> LifeQuadrature {
        guard count > 1 else { return certain }
        // Roots of the probabilists' polynomial by Newton, from the outermost in, weights n!/(n·He_{n−1})².
        func polynomials(_ x: Double) -> (last: Double, before: Double) {
            var (current, previous) = (1.0, 0.0)
            for degree in 0..<count {
                (current, previous) = (x * current - Double(degree) * previous, current)
            }
            return (current, previous)
        }
        var roots: [Double] = []
        // Between the extrema of neighbouring signs: a fine scan finds every root, bisection makes it exact.
        let bound = 2 * Double(count).squareRoot() + 1
        let steps = 400 * count
        var (lower, below) = (-bound, polynomials(-bound).last)
        for step in 1...steps {
            let upper = -bound + 2 * bound * (Double(step) - 0.5) / Double(steps)
            let above = polynomials(upper).last
            if below * above < 0 {
                var (a, b) = (lower, upper)
                for _ in 0..<80 {
                    let middle = (a + b) / 2
                    if polynomials(middle).last * below > 0 { a = middle } else { b = middle }
                }
                roots.append((a + b) / 2)
            }
            (lower, below) = (upper, above)
        }
        let factorial = (1...count).reduce(1.0) { $0 * Double($1) }
        let weights = roots.map { root in
            let before = polynomials(root).before
            return factorial / (Double(count) * before * Double(count) * before)
        }
        return LifeQuadrature(values: roots, probabilities: weights)
    }

    /// The student distribution scaled to variance 1, as cells that are finer in the tails.
    static func student(_ degreesOfFreedom: Double) -> LifeQuadrature {
        let inner = (0..<20).map { 0.03 + 0.94 * Double($0) / 19 }
        let edges = [0, 0.001, 0.004, 0.012] + inner + [0.988, 0.996, 0.999, 1]
        let masses = zip(edges.dropFirst(), edges).map { $0 - $1 }
        let middles = zip(edges.dropFirst(), edges).map { ($0 + $1) / 2 }
        return LifeQuadrature(
            values: middles.map { StudentDistribution.quantile($0, degreesOfFreedom: degreesOfFreedom) },
            probabilities: masses
        ).standardised
    }

    /// Moved and scaled to mean 0 and variance 1.
    private var standardised: LifeQuadrature {
        let total = probabilities.reduce(0, +)
        let weights = probabilities.map { $0 / total }
        let mean = zip(values, weights).reduce(0) { $0 + $1.0 * $1.1 }
        let variance = zip(values, weights).reduce(0) { $0 + ($1.0 - mean) * ($1.0 - mean) * $1.1 }
        return LifeQuadrature(
            values: values.map { ($0 - mean) / variance.squareRoot() }, probabilities: weights)
    }

    /// Gross returns of a month after tax.
    static func returns(_ returns: PortfolioReturns, nodes: Int) -> LifeQuadrature {
        if returns.distribution == .history {
            // Groups of returns that are alike; months as if they were independent.
            let sorted = returns.history.sorted()
            let groups = min(24, sorted.count)
            let size = sorted.count / groups
            var (values, weights, start) = ([Double](), [Double](), 0)
            for group in 0..<groups {
                let end = start + size + (group < sorted.count % groups ? 1 : 0)
                values.append(returns.net(sorted[start..<end].reduce(0, +) / Double(end - start)))
                weights.append(Double(end - start) / Double(sorted.count))
                start = end
            }
            return LifeQuadrature(values: values, probabilities: weights)
        }
        let count = returns.deviation > 0 ? nodes : 1
        let z =
            returns.distribution == .student && count > 1
            ? student(returns.degreesOfFreedom) : gaussHermite(count)
        var result = LifeQuadrature(
            values: z.values.map { returns.net(returns.ordinary($0)) }, probabilities: z.probabilities)
        if returns.crashProbability > 0 {
            result.probabilities = result.probabilities.map { $0 * (1 - returns.crashProbability) }
            result.values.append(returns.net(returns.crashReturn))
            result.probabilities.append(returns.crashProbability)
        }
        return result
    }
}

/// Student's distribution.
enum StudentDistribution {
    /// The value below which lies `probability`, 0 < p < 1: bisection on the distribution function.
    static func quantile(_ probability: Double, degreesOfFreedom: Double) -> Double {
        if probability < 0.5 { return -quantile(1 - probability, degreesOfFreedom: degreesOfFreedom) }
        if probability == 0.5 { return 0 }
        var (low, high) = (0.0, 1.0)
        while distribution(high, degreesOfFreedom) < probability { high *= 2 }
        for _ in 0..<100 {
            let middle = (low + high) / 2
            if distribution(middle, degreesOfFreedom) < probability { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }

    /// F(t) for t ≥ 0: ½ + ∫₀^t of the density, with t = √ν·tan θ, ∫ cos^(ν−1) θ dθ by Simpson's rule.
    static func distribution(_ t: Double, _ freedom: Double) -> Double {
        let limit = atan(t / freedom.squareRoot())
        let steps = 400
        var sum = 0.0
        for step in 0...steps {
            let weight = step == 0 || step == steps ? 1.0 : step % 2 == 1 ? 4 : 2
            sum += weight * pow(cos(limit * Double(step) / Double(steps)), freedom - 1)
        }
        let scale = exp(lgamma((freedom + 1) / 2) - lgamma(freedom / 2)) / Double.pi.squareRoot()
        return 0.5 + scale * sum * limit / Double(steps) / 3
    }
}
