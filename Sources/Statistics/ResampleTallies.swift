/// How often each value is drawn in some resamples of a bootstrap: what a statistic of the resamples needs when the
/// values are in order. Several samples can share it, so that they are resampled alike.
package struct ResampleTallies: Sendable {
    /// One number for each of the resamples that are looked at together.
    package typealias Lanes = SIMD8<Double>

    /// Values of which a resample is drawn.
    package struct Layout: Sendable, Equatable {
        /// Number of values of each stratum.
        package let sizes: [Int]
        /// Places of the values among all tallies, stratum by stratum.
        package let slots: Range<Int>
    }

    package let layouts: [Layout]
    /// A slot's number of draws in each of the resamples.
    package private(set) var counts: [Lanes]

    /// - Parameter sizes: of the strata, one list for each layout; each layout is resampled by itself.
    package init(sizes: [[Int]]) {
        var layouts: [Layout] = []
        for sizes in sizes {
            let start = layouts.last?.slots.upperBound ?? 0
            layouts.append(Layout(sizes: sizes, slots: start..<start + sizes.reduce(0, +)))
        }
        self.layouts = layouts
        counts = Array(repeating: Lanes(), count: layouts.last?.slots.upperBound ?? 0)
    }

    /// Tallies the draws of consecutive resamples, as many as there are lanes.
    package mutating func draw(from first: UInt64, of bootstrap: StratifiedBootstrap) {
        for slot in counts.indices { counts[slot] = Lanes() }
        for layout in layouts {
            for lane in 0..<Lanes.scalarCount {
                bootstrap.forEachPosition(resample: first + UInt64(lane), sizes: layout.sizes) { start, position in
                    counts[layout.slots.lowerBound + start + position][lane] += 1
                }
            }
        }
    }

    /// Blocks of as many resamples as there are lanes that hold so many resamples.
    package static func blocks(resamples: Int) -> Int { (resamples + Lanes.scalarCount - 1) / Lanes.scalarCount }
}
