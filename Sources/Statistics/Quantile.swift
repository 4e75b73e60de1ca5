import Foundation

/// Quantiles by selection, without sorting everything: of n values in order, x[h] with h = share·(n − 1), linear
/// between neighbours ("type 7" of Hyndman & Fan, The American Statistician 50, 1996; NumPy's default).
package enum Quantile {
    /// The lower quartile, median and upper quartile. `values` is reordered.
    ///
    /// - Precondition: `values` is not empty and holds no NaN.
    package static func quartiles(of values: inout [Double]) -> (lower: Double, median: Double, upper: Double) {
        precondition(!values.isEmpty, "no values, no quartiles")
        return values.withUnsafeMutableBufferPointer { buffer in
            let median = quantile(0.5, of: buffer, within: 0..<buffer.count)
            // What is selected already parts the values: each quartile lies on its side of the median.
            let middle = (buffer.count - 1) / 2
            let lower = quantile(0.25, of: buffer, within: 0..<middle + 1)
            let upper = quantile(0.75, of: buffer, within: middle..<buffer.count)
            return (lower, median, upper)
        }
    }

    /// The value below which a share of all values lies. `values` is reordered.
    ///
    /// - Precondition: `values` is not empty and holds no NaN; `share` is 0…1.
    package static func value(_ share: Double, of values: inout [Double]) -> Double {
        precondition(!values.isEmpty && (0...1).contains(share), "no values, no quantiles")
        return values.withUnsafeMutableBufferPointer { quantile(share, of: $0, within: 0..<$0.count) }
    }

    /// The quantile of all values, of which those outside `bounds` are known to lie on their side of those inside.
    private static func quantile(
        _ share: Double, of values: UnsafeMutableBufferPointer<Double>, within bounds: Range<Int>
    ) -> Double {
        let position = share * Double(values.count - 1)
        let index = Int(position)
        select(index, of: values, within: bounds)
        let weight = position - Double(index)
        guard weight > 0, index + 1 < values.count else { return values[index] }
        // After the selection everything right of the index is at least as large: the next in order is the least.
        var next = values[index + 1]
        for value in values[(index + 1)..<max(index + 2, bounds.upperBound)] { next = min(next, value) }
        return values[index] + weight * (next - values[index])
    }

    /// Puts the value of rank `rank` at its place, smaller ones before and larger ones after it (Hoare's selection; of
    /// many values, parted by one of about that rank, as Floyd & Rivest have it, Communications of the ACM 18, 1975).
    static func select(_ rank: Int, of values: UnsafeMutableBufferPointer<Double>, within bounds: Range<Int>) {
        var low = bounds.lowerBound
        var high = bounds.upperBound - 1
        while low < high {
            let pivot: Double
            if high - low > 600 {
                select(rank, of: values, within: sample(around: rank, low: low, high: high))
                pivot = values[rank]
            } else {
                pivot = medianOfThree(values[low], values[low + (high - low) / 2], values[high])
            }
            var left = low
            var right = high
            while left <= right {
                while values[left] < pivot { left += 1 }
                while values[right] > pivot { right -= 1 }
                guard left <= right else { break }
                values.swapAt(left, right)
                left += 1
                right -= 1
            }
            if rank <= right {
                high = right
            } else if rank >= left {
                low = left
            } else {
                return
            }
        }
    }

    /// Some of the values around a rank, so few and so placed that the one selected of them is likely to leave little
    /// on the side of the rank.
    private static func sample(around rank: Int, low: Int, high: Int) -> Range<Int> {
        let count = Double(high - low + 1)
        let share = Double(rank - low) / count
        let size = 0.5 * exp(2 * log(count) / 3)
        let deviation = 0.5 * (log(count) * size * (count - size) / count).squareRoot() * (share < 0.5 ? -1 : 1)
        let first = Double(rank) - share * size + deviation
        let last = Double(rank) + (1 - share) * size + deviation
        return max(low, min(rank, Int(first)))..<min(high, max(rank, Int(last))) + 1
    }

    private static func medianOfThree(_ first: Double, _ second: Double, _ third: Double) -> Double {
        max(min(first, second), min(max(first, second), third))
    }
}

extension [Double] {
    /// The value below which a share of these lies, in whatever order they are.
    ///
    /// - Precondition: there are values, none of them NaN; `share` is 0…1.
    package func quantile(_ share: Double) -> Double {
        var values = self
        return Quantile.value(share, of: &values)
    }
}
