/// How a quantity moved, in words that its formatted numbers bear out.
enum Trend {
    /// `rises from 1,050 to 1,210`, `falls from …`, `begins and ends at 1,050`, `is 1,050 throughout`.
    ///
    /// - Precondition: at least one value.
    static func words(over values: [Double], _ format: (Double) -> String) -> String {
        precondition(!values.isEmpty, "nothing moves where there is nothing")
        let (first, last) = (values[0], values[values.count - 1])
        let (start, end) = (format(first), format(last))
        guard start == end else { return "\(last > first ? "rises" : "falls") from \(start) to \(end)" }
        return values.allSatisfy { format($0) == start } ? "is \(start) throughout" : "begins and ends at \(start)"
    }
}
