/// How a quantity moved, in words that its formatted numbers bear out.
enum Trend {
    /// `rises from 1,050 to 1,210`, `falls from …`, `stays at 1,050`.
    static func words(from first: Double, to last: Double, _ format: (Double) -> String) -> String {
        let (start, end) = (format(first), format(last))
        guard start != end else { return "stays at \(start)" }
        return "\(last > first ? "rises" : "falls") from \(start) to \(end)"
    }
}
