import Logging

/// Diagnostics for the user: one line a message on standard error, without time stamps.
struct StandardErrorLogHandler: LogHandler {
    var metadata = Logger.Metadata()
    var metadataProvider: Logger.MetadataProvider?
    var logLevel = Logger.Level.notice

    func log(event: LogEvent) {
        let style = TerminalStyle.ofStandardError
        let prefix =
            switch event.level {
            case .trace, .debug, .info: "debug:"
            case .notice: "note:"
            case .warning: style.text("warning:", .yellow)
            case .error, .critical: style.text("error:", .red)
            }
        StandardStream.error.writeIfPossible("\(prefix) \(TerminalText.oneLine("\(event.message)"))\n")
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }
}
