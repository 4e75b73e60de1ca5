/// Counts of values in bins of equal width, at round edges.
package struct Histogram: Equatable, Sendable {
    /// Ascending; one more than `counts`, or none.
    package var edges: [Double]
    package var counts: [Int]

    /// About `targetCount` bins whose width is 1, 2 or 5 times a power of ten; values that are not finite are left
    /// out.
    package init(_ values: [Double], targetCount: Int = 30) { edges = []; counts = [] }
}
