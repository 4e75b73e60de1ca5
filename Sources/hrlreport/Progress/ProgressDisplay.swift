import ArgumentParser
import Jobs

/// Shows progress where and how the user wants it: JSON on standard output, everything else on standard error.
struct ProgressDisplay {
    private var mode: ProgressMode
    private var json = JSONProgress()
    private var bar = BarProgress()

    /// `mode` is resolved: not `.auto`.
    init(mode: ProgressMode) {
        precondition(mode != .auto, "auto is to be resolved before")
        self.mode = mode
    }

    mutating func show(_ event: JobEvent) {
        switch mode {
        case .json:
            let text = json.text(for: event)
            if !text.isEmpty { StandardStream.output.writeIfPossible(text) }
        case .plain: PlainProgress.line(for: event).map(StandardStream.error.writeIfPossible)
        case .bar:
            let text = bar.text(for: event, columns: { Terminal.columns })
            if !text.isEmpty { StandardStream.error.writeIfPossible(text) }
        case .none, .auto: break
        }
    }
}

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
