import Jobs

/// An error as the program tells it: lines of `error:` and `hint:`, and the exit code.
package struct ErrorReport {
    package let failure: Failure

    init(_ failure: Failure) {
        self.failure = failure
    }

    package init(_ error: any Error) {
        failure = Failure(error)
    }

    package var status: ExitStatus { ExitStatus(failure.kind) }

    /// The lines for standard error; each message on one line, whatever it quotes.
    package func text(_ style: TerminalStyle = .plain) -> String {
        failure.entries.map { entry in
            let hint = entry.hint.map { "\(style.text("hint:", .cyan)) \(PrintableText.oneLine($0))\n" } ?? ""
            return "\(style.text("error:", .red)) \(PrintableText.oneLine(entry.message))\n\(hint)"
        }.joined()
    }
}
