import Foundation

/// Round numbers along an axis: multiples of 1, 2 or 5 times a power of ten.
package struct Ticks: Equatable, Sendable {
    /// The distance of two ticks.
    package let step: DecimalNumber
    /// Ascending, all multiples of `step`.
    package let values: [DecimalNumber]

    /// Magnitudes that can be told from zero and from infinity on an axis.
    static let drawable = 1e-290...1e290

    /// Ticks inside `range`, as near to `target` of them as round steps allow.
    ///
    /// - Parameters:
    ///   - isWhole: only whole numbers.
    ///   - outward: also the ticks next to the range, unless its ends are ticks.
    /// - Precondition: the range has a finite width of which a `Double` at its ends can tell thousandths.
    package init(in range: ClosedRange<Double>, target: Int = 5, isWhole: Bool = false, outward: Bool = false) {
        let width = range.upperBound - range.lowerBound
        precondition(width > 0 && width.isFinite, "an axis needs a finite width")
        let candidates = Self.steps(near: width / Double(max(1, target)), isWhole: isWhole)
        let all = candidates.map { step in (step, Self.multiples(of: step, in: range, outward: outward)) }
        let best = all.min { abs($0.1.count - target) < abs($1.1.count - target) }
        let (step, multiples) = best ?? (DecimalNumber(1, exponent: 0), 0..<0)
        self.step = step
        values = multiples.map { DecimalNumber($0 * step.mantissa, exponent: step.exponent) }
    }

    /// Finer and coarser round numbers around `width`.
    private static func steps(near width: Double, isWhole: Bool) -> [DecimalNumber] {
        let power = Int(log10(width).rounded(.down))
        let steps = (power - 1...power + 1).flatMap { exponent in
            [1, 2, 5].map { DecimalNumber($0, exponent: exponent) }
        }
        guard isWhole else { return steps }
        let whole = steps.filter { $0.exponent >= 0 }
        return whole.isEmpty ? [DecimalNumber(1, exponent: 0)] : whole
    }

    /// Which multiples of `step` the range holds.
    private static func multiples(
        of step: DecimalNumber, in range: ClosedRange<Double>, outward: Bool
    ) -> Range<Int> {
        // Ends that miss a tick by rounding only, such as 0.1 + 0.2, are on it.
        let slack = 1e-6
        let lower = range.lowerBound / step.value
        let upper = range.upperBound / step.value
        let first = outward ? (lower + slack).rounded(.down) : (lower - slack).rounded(.up)
        let last = outward ? (upper - slack).rounded(.up) : (upper + slack).rounded(.down)
        guard first.magnitude < 1e15, last.magnitude < 1e15, first <= last else { return 0..<0 }
        return Int(first)..<Int(last) + 1
    }
}
