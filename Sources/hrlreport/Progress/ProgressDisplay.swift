/// Shows progress where and how the user wants it: JSON on standard output, everything else on standard error.
struct ProgressDisplay {
    private var mode: ProgressMode
    private var bar = BarProgress()

    /// `mode` is resolved: not `.auto`.
    init(mode: ProgressMode) {
        precondition(mode != .auto, "auto is to be resolved before")
        self.mode = mode
    }

    mutating func show(_ event: ProgressEvent) {
        switch mode {
        case .json: StandardStream.output.writeIfPossible(JSONProgress.line(for: event))
        case .plain: PlainProgress.line(for: event).map(StandardStream.error.writeIfPossible)
        case .bar:
            let text = bar.text(for: event, columns: { Terminal.columns })
            if !text.isEmpty { StandardStream.error.writeIfPossible(text) }
        case .none, .auto: break
        }
    }
}
