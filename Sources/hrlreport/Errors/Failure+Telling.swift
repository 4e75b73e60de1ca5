import Jobs

/// An error as the program tells it: lines of `error:` and `hint:`, and the exit code.
extension Failure {
    /// Tells the error on standard error.
    ///
    /// - Returns: the exit code that it leads to.
    func tell() -> ExitStatus {
        StandardStream.error.writeIfPossible(text(.ofStandardError))
        return status
    }

    package var status: ExitStatus { ExitStatus(kind) }

    /// The lines for standard error; each message on one line, whatever it quotes.
    package func text(_ style: TerminalStyle = .plain) -> String {
        entries.map { entry in
            let hint = entry.hint.map { "\(style.text("hint:", .cyan)) \(PrintableText.oneLine($0))\n" } ?? ""
            return "\(style.text("error:", .red)) \(PrintableText.oneLine(entry.message))\n\(hint)"
        }.joined()
    }
}
