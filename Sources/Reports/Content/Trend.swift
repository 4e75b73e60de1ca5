/// How a quantity moved, in words that its formatted numbers bear out.
enum Trend {
    /// A way that leaves the range between its ends by more than this part of its whole range is no rise and no fall.
    private static let detour = 0.25

    /// `rises from 1,050 to 1,210`, `falls from …`, `is 1,050 throughout`; where it is neither up nor down,
    /// `begins at 6,309, ends at 6,012 and lies between 6,012 and 7,540`.
    ///
    /// - Precondition: at least one value.
    static func words(over values: [Double], _ format: (Double) -> String) -> String {
        precondition(!values.isEmpty, "nothing moves where there is nothing")
        let (first, last) = (values[0], values[values.count - 1])
        let (start, end) = (format(first), format(last))
        let (least, most) = values.reduce((first, first)) { (min($0.0, $1), max($0.1, $1)) }
        if format(least) == format(most) { return "is \(start) throughout" }
        let beyond = max(most - max(first, last), min(first, last) - least)
        guard start != end, beyond <= detour * (most - least) else {
            return "begins at \(start), ends at \(end) and lies between \(format(least)) and \(format(most))"
        }
        return "\(last > first ? "rises" : "falls") from \(start) to \(end)"
    }
}
