/// Intervals by resampling (Efron & Tibshirani, "An introduction to the bootstrap", 1993, chapter 13): within each
/// stratum as many values as it has are drawn with replacement, for studies the seeds within each scenario.
package struct StratifiedBootstrap: Sendable {
    /// Four uniform 32-bit words.
    package typealias Words = @Sendable (_ resample: UInt64, _ block: UInt32) -> SIMD4<UInt32>

    /// The other side of a comparison whose sides are resampled independently takes the resamples from here on.
    package static let firstOfOthers: UInt64 = 1 << 32

    private let words: Words

    /// - Parameter words: a function of its arguments alone, so that a resample is the same whenever it is drawn, and
    ///   of whichever values: what is compared is resampled alike.
    package init(words: @escaping Words) {
        self.words = words
    }

    /// Which value of its stratum takes each place in a resample. The places of all strata are numbered j = 0, 1, 2 …;
    /// place j of a stratum of n values takes word j mod 4 of block ⌊j/4⌋, and the position ⌊word·n/2³²⌋.
    package func positions(resample: UInt64, sizes: [Int]) -> [[Int]] {
        var all: [Int] = []
        forEachPosition(resample: resample, sizes: sizes) { all.append($1) }
        var places = all[...]
        return sizes.map { size in
            defer { places = places.dropFirst(size) }
            return Array(places.prefix(size))
        }
    }

    /// The same positions, one after the other.
    ///
    /// - Parameter body: of the number of values in the strata before, and of the position within its own.
    func forEachPosition(resample: UInt64, sizes: [Int], _ body: (_ before: Int, _ position: Int) -> Void) {
        var place = 0
        var before = 0
        var block = SIMD4<UInt32>()
        for size in sizes {
            for _ in 0..<size {
                if place % 4 == 0 { block = words(resample, UInt32(place / 4)) }
                body(before, Int((UInt64(block[place % 4]) * UInt64(size)) >> 32))
                place += 1
            }
            before += size
        }
    }

    /// `strata` as the resample has them.
    package func draw(_ strata: [[Double]], resample: UInt64) -> [[Double]] {
        zip(strata, positions(resample: resample, sizes: strata.map(\.count))).map { values, positions in
            positions.map { values[$0] }
        }
    }

    /// The percentile interval of a statistic that holds 95 %: from its 2.5th to its 97.5th percentile over resamples.
    ///
    /// - Parameters:
    ///   - resamples: how many, at least one; bounds of 10,000 err by 2.7 % of a standard error.
    ///   - statistic: of the resample with that number, from 0.
    package static func interval(resamples: Int, _ statistic: (UInt64) -> Double) -> ClosedRange<Double> {
        var values = (0..<resamples).map { statistic(UInt64($0)) }
        return interval(of: &values)
    }

    /// The percentile interval of a statistic whose values in all resamples are known. `values` is reordered.
    package static func interval(of values: inout [Double]) -> ClosedRange<Double> {
        let lower = Quantile.value(0.025, of: &values)
        return lower...Quantile.value(0.975, of: &values)
    }

    /// The interval of a statistic of `strata`.
    package func interval(
        of strata: [[Double]], resamples: Int, _ statistic: ([[Double]]) -> Double
    ) -> ClosedRange<Double> {
        Self.interval(resamples: resamples) { statistic(draw(strata, resample: $0)) }
    }
}
