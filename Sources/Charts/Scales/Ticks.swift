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
    /// - Parameter isWhole: only whole numbers.
    /// - Precondition: the range has a finite width of which a `Double` at its ends can tell thousandths.
    package init(in range: ClosedRange<Double>, target: Int = 5, isWhole: Bool = false) {
        let all = Self.steps(in: range, target: target, isWhole: isWhole).map { Ticks(in: range, step: $0) }
        self = all[Self.nearest(to: target, all)]
    }

    /// The multiples of `step` inside `range`.
    package init(in range: ClosedRange<Double>, step: DecimalNumber) {
        self.step = step
        values = Self.multiples(of: step, in: range).map {
            DecimalNumber($0 * step.mantissa, exponent: step.exponent)
        }
    }

    /// Round steps that lead to about `target` ticks, from fine to coarse.
    static func steps(in range: ClosedRange<Double>, target: Int, isWhole: Bool) -> [DecimalNumber] {
        let width = range.upperBound - range.lowerBound
        precondition(width > 0 && width.isFinite, "an axis needs a finite width")
        let power = Int(log10(width / Double(max(1, target))).rounded(.down))
        let steps = (power - 1...power + 1).flatMap { exponent in
            [1, 2, 5].map { DecimalNumber($0, exponent: exponent) }
        }
        guard isWhole else { return steps }
        let whole = steps.filter { $0.exponent >= 0 }
        return whole.isEmpty ? [DecimalNumber(1, exponent: 0)] : whole
    }

    /// Which of `options` has the number of ticks nearest to `target`; the coarser one of two.
    static func nearest(to target: Int, _ options: [Ticks]) -> Int {
        func distance(_ index: Int) -> Int { abs(options[index].values.count - target) }
        return options.indices.min { (distance($0), -$0) < (distance($1), -$1) } ?? 0
    }

    /// Which multiples of `step` the range holds.
    private static func multiples(of step: DecimalNumber, in range: ClosedRange<Double>) -> Range<Int> {
        // Ends that miss a tick by rounding only, such as 0.1 + 0.2, are on it.
        let slack = 1e-6
        let first = (range.lowerBound / step.value - slack).rounded(.up)
        let last = (range.upperBound / step.value + slack).rounded(.down)
        guard first.magnitude < 1e15, last.magnitude < 1e15, first <= last else { return 0..<0 }
        return Int(first)..<Int(last) + 1
    }
}
