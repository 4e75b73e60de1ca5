import Foundation

/// The states of work: at work, on a benefit, without one, each at the levels of the income that last; and how a month
/// moves a household among them.
///
/// A state's index is status · levels + level. Levels are a chain of Rouwenhorst with three points, whose mean is 1 in
/// the long run; they stand still out of work.
package struct WorkChain: Sendable, Equatable {
    /// Of the income, [state].
    package let factors: [Double]
    /// [state].
    package let isAtWork: [Bool]
    /// Probabilities, [from · count + to].
    package let transitions: [Double]
    /// The state in which a life begins.
    package let first: Int
    /// Sums of a row's probabilities up to and with each state, [from · count + to].
    private let cumulated: [Double]

    package var count: Int { factors.count }

    /// Out of work on a benefit, at the level in which a life begins; nil where no work can be lost.
    package var firstOutOfWork: Int? { isAtWork.firstIndex(of: false).map { $0 + first } }

    package init(_ work: WorkParameters) {
        let (levels, moves) = Self.levels(work)
        let (shares, statusMoves) = Self.statuses(work)
        let (size, count) = (levels.count, levels.count * shares.count)
        factors = shares.flatMap { share in levels.map { share * $0 } }
        isAtWork = (0..<count).map { $0 < size }
        var matrix = [Double](repeating: 0, count: count * count)
        for from in 0..<count {
            for to in 0..<count {
                let status = statusMoves[from / size][to / size]
                let level = from < size ? moves[from % size][to % size] : from % size == to % size ? 1 : 0
                matrix[from * count + to] = status * level
            }
        }
        transitions = matrix
        first = size / 2
        var sums = matrix
        for row in 0..<count {
            for column in 1..<max(count, 1) { sums[row * count + column] += sums[row * count + column - 1] }
        }
        cumulated = sums
    }

    /// The state after a month.
    ///
    /// - Parameter uniform: u ~ U[0, 1).
    @inline(__always)
    package func next(_ state: Int, uniform: Double) -> Int {
        let count = factors.count
        guard count > 1 else { return 0 }
        return cumulated.withUnsafeBufferPointer { sums in
            var next = 0
            for column in 0..<count - 1 where uniform >= sums[state &* count &+ column] { next &+= 1 }
            return next
        }
    }

    private static func levels(_ work: WorkParameters) -> ([Double], [[Double]]) {
        guard work.levelStd > 0 else { return ([1], [[1]]) }
        let p = (1 + work.levelPersistence) / 2
        let q = 1 - p
        let factors = [-1.0, 0, 1].map { exp($0 * work.levelStd * 2.0.squareRoot()) }
        let mean = factors[0] * 0.25 + factors[1] * 0.5 + factors[2] * 0.25
        return (
            factors.map { $0 / mean },
            [[p * p, 2 * p * q, q * q], [p * q, p * p + q * q, p * q], [q * q, 2 * p * q, p * p]]
        )
    }

    /// The income's share in each status, and the probabilities of moving among them.
    private static func statuses(_ work: WorkParameters) -> ([Double], [[Double]]) {
        let (loss, finding) = (work.jobLossProbability, work.jobFindingProbability)
        guard loss > 0 else { return ([1], [[1]]) }
        guard work.benefitMonths > 0 else {
            return ([1, work.benefitShare], [[1 - loss, loss], [finding, 1 - finding]])
        }
        let end = 1 / Double(work.benefitMonths)
        return (
            [1, work.benefitShare, work.noBenefitShare],
            [
                [1 - loss, loss, 0], [finding, (1 - finding) * (1 - end), (1 - finding) * end],
                [finding, 0, 1 - finding],
            ]
        )
    }
}
