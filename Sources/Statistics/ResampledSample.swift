/// A sample in order, of which resamples are looked at by how often they draw each value.
package struct ResampledSample: Sendable {
    /// Of the values in ascending order.
    private let slots: [Int32]
    /// From each value in order to the next.
    private let steps: [Double]
    /// Between the lowest value and the highest.
    private let middle: Double

    /// - Parameters:
    ///   - values: at least one, none of them NaN.
    ///   - slots: of the values among the tallies; values that share a slot are drawn together.
    package init(_ values: [Double], slots: [Int]) {
        precondition(!values.isEmpty && values.count == slots.count, "every value has a slot")
        let order = values.indices.sorted { values[$0] < values[$1] }
        self.slots = order.map { Int32(slots[$0]) }
        steps = (1..<max(order.count, 1)).map { values[order[$0]] - values[order[$0 - 1]] }
        let (lowest, highest) = (values[order[0]], values[order[order.count - 1]])
        middle = lowest + (highest - lowest) / 2
    }

    /// `Aggregate.interquartileMean` of each resample.
    ///
    /// With c, how many draws are not above the value of rank r, of which g are dropped at each end and m are left, the
    /// mean of the middle is x_K − Σ C·(x_(r+1) − x_r)/m, where C is c − g within 0…m, or
    /// (|c − g| − |c − g − m| + m)/2: no resample is put in order.
    package func interquartileMeans(_ tallies: UnsafeBufferPointer<ResampleTallies.Lanes>) -> ResampleTallies.Lanes {
        let dropped = slots.count / 4
        let left = ResampleTallies.Lanes(repeating: Double(slots.count - 2 * dropped))
        var drawn = ResampleTallies.Lanes(repeating: -Double(dropped))
        var lacking = ResampleTallies.Lanes()
        steps.withUnsafeBufferPointer { steps in
            slots.withUnsafeBufferPointer { slots in
                for rank in 0..<steps.count {
                    drawn += tallies[Int(slots[rank])]
                    lacking += (Self.magnitude(drawn) - Self.magnitude(drawn - left)) * steps[rank]
                }
            }
        }
        return ResampleTallies.Lanes(repeating: middle) - lacking / (2 * left)
    }

    /// As bits, since the compiler makes one instruction of it.
    @inline(__always)
    private static func magnitude(_ values: ResampleTallies.Lanes) -> ResampleTallies.Lanes {
        typealias Bits = SIMD8<UInt64>
        let withoutSign = Bits(repeating: (-0.0).bitPattern ^ .max)
        return unsafeBitCast(unsafeBitCast(values, to: Bits.self) & withoutSign, to: ResampleTallies.Lanes.self)
    }

    /// The share of each resample's values that are greater than each threshold.
    ///
    /// - Parameter ranks: of the thresholds, in descending order: how many values are not greater, as `rank` says.
    package func shares(
        above ranks: [Int], _ tallies: UnsafeBufferPointer<ResampleTallies.Lanes>,
        _ body: (_ threshold: Int, _ shares: ResampleTallies.Lanes) -> Void
    ) {
        var rank = slots.count
        var drawn = ResampleTallies.Lanes()
        for (threshold, bound) in ranks.enumerated() {
            while rank > bound {
                rank -= 1
                drawn += tallies[Int(slots[rank])]
            }
            body(threshold, drawn / Double(slots.count))
        }
    }
}
