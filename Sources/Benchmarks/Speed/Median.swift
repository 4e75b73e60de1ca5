extension Sequence<Double> {
    /// The middle one by size, of an even number the upper of the middle two; nil of none.
    var median: Double? {
        let sorted = sorted()
        return sorted.isEmpty ? nil : sorted[sorted.count / 2]
    }
}
