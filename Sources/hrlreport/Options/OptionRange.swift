import ArgumentParser

/// The numbers that an option takes.
enum OptionRange {
    /// - Throws: `ValidationError` for a value outside the range.
    static func check(_ option: String, _ value: Int?, _ range: ClosedRange<Int>) throws {
        guard let value, !range.contains(value) else { return }
        throw ValidationError(
            "\(option): must be from \(range.lowerBound) to \(range.upperBound), found \(value)")
    }
}
