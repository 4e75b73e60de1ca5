/// Picks some of many places so that they are spread evenly.
package enum EvenSpread {
    /// At most `limit` of the indices 0..<`count`, ascending, with the first and the last.
    ///
    /// - Precondition: `limit` is at least 2.
    package static func indices(count: Int, limit: Int) -> [Int] {
        precondition(limit >= 2, "the first and the last are always kept")
        guard count > limit else { return Array(0..<max(0, count)) }
        return (0..<limit).map { place in
            Int((Double(place) * Double(count - 1) / Double(limit - 1)).rounded())
        }
    }
}
