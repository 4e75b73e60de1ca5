import Foundation

/// Numbers in progress: the same in every locale.
package enum ProgressFormat {
    static func decimal(_ value: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", value) }

    /// `0.8 s`, `42 s`, `3 min 05 s`, `2 h 07 min`
    package static func duration(_ seconds: Double) -> String {
        if seconds < 9.95 { return decimal(max(0, seconds), 1) + " s" }
        let whole = Int(min(seconds, 1e15).rounded())
        switch whole {
        case ..<60: return "\(whole) s"
        case ..<3600: return String(format: "%d min %02d s", whole / 60, whole % 60)
        default: return String(format: "%d h %02d min", whole / 3600, whole % 3600 / 60)
        }
    }
}
