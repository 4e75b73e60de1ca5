import ArgumentParser

/// How progress is shown.
enum ProgressMode: String, ExpressibleByArgument, CaseIterable {
    /// `bar` on a terminal, `plain` elsewhere.
    case auto
    case bar, plain, json, none

    /// What `auto` means here and now.
    func resolved(canRedraw: Bool, isQuiet: Bool) -> ProgressMode {
        switch self {
        case .auto where isQuiet: .none
        case .auto: canRedraw ? .bar : .plain
        default: self
        }
    }
}
