import Households
import Learning
import Reports
import RunStorage

/// An error as the program tells it: lines of `error:` and `hint:`, and the exit code.
package struct ErrorReport: Equatable {
    package struct Entry: Equatable {
        /// `WHERE: WHAT`
        package var message: String
        package var hint: String?
    }

    package var entries: [Entry]
    package var status: ExitStatus

    init(_ status: ExitStatus, _ entries: [Entry]) {
        self.entries = entries
        self.status = status
    }

    init(_ status: ExitStatus, _ message: String, hint: String? = nil) {
        self.init(status, [Entry(message: message, hint: hint)])
    }

    /// What `error` means to the user. An error that nobody foresaw is a defect.
    package init(_ error: any Error) {
        switch error {
        case let error as CommandError: self.init(error.status, error.message, hint: error.hint)
        case let error as InvalidScenario:
            self.init(.invalidData, error.messages.map { Entry(message: $0.message, hint: $0.hint) })
        case let error as StorageError:
            self.init(
                ExitStatus(rawValue: error.exitClass.rawValue) ?? .defect, error.description, hint: error.hint)
        case let error as TrainingError: self.init(.invalidData, error.description, hint: error.hint)
        case let error as ModelError: self.init(.invalidData, "\(error)")
        case let error as ReportError: self.init(error.status, error.description)
        default:
            self.init(.defect, "internal: \(error)", hint: "this is a defect of hrlreport; please report it")
        }
    }

    /// The lines for standard error; each message on one line, whatever it quotes.
    package func text(_ style: TerminalStyle = .plain) -> String {
        entries.map { entry in
            let hint = entry.hint.map { "\(style.text("hint:", .cyan)) \(TerminalText.oneLine($0))\n" } ?? ""
            return "\(style.text("error:", .red)) \(TerminalText.oneLine(entry.message))\n\(hint)"
        }.joined()
    }
}

extension TrainingError {
    fileprivate var hint: String? {
        switch self {
        case .diverged: "a smaller training.learning_rate_low or training.learning_rate_high helps"
        case .wrongState: nil
        }
    }
}

extension ReportError {
    /// A broken PDF is the program's own fault, everything else that of a template.
    fileprivate var status: ExitStatus {
        switch self {
        case .unexpectedPDF, .startTimeMalformed: .defect
        default: .invalidData
        }
    }
}
