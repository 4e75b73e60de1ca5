import Charts
import Households
import Learning
import Reports
import RunStorage
import ScenarioFiles

/// An error as a user is told of it.
package struct Failure: Sendable, Equatable {
    package struct Entry: Sendable, Equatable, Encodable {
        /// `WHERE: WHAT`
        package var message: String
        package var hint: String?
    }

    package var kind: FailureKind
    package var entries: [Entry]

    package init(_ kind: FailureKind, _ message: String, hint: String? = nil) {
        self.init(kind: kind, entries: [Entry(message: message, hint: hint)])
    }

    init(kind: FailureKind, entries: [Entry]) {
        self.kind = kind
        self.entries = entries
    }

    /// What `error` means to the user. An error that nobody foresaw is a defect.
    package init(_ error: any Error) {
        self = (error as? any ExplainedError)?.failure ?? .defect(error)
    }

    fileprivate static func defect(_ error: any Error) -> Failure {
        Failure(.defect, "internal: \(error)", hint: "this is a defect of hrlreport; please report it")
    }
}

/// An error that knows what to tell the user.
package protocol ExplainedError: Error {
    var failure: Failure { get }
}

extension InvalidScenario: ExplainedError {
    package var failure: Failure {
        Failure(kind: .invalidData, entries: messages.map { Failure.Entry(message: $0.message, hint: $0.hint) })
    }
}

extension StorageError: ExplainedError {
    package var failure: Failure { Failure(kind, description, hint: hint) }
}

extension TrainingError: ExplainedError {
    package var failure: Failure {
        let hint: String? =
            switch self {
            case .diverged: "a smaller training.learning_rate_low or training.learning_rate_high helps"
            case .wrongState: nil
            }
        return Failure(.invalidData, description, hint: hint)
    }
}

extension ModelError: ExplainedError {
    package var failure: Failure { Failure(.invalidData, "\(self)") }
}

extension OptimumUnknown: ExplainedError {
    package var failure: Failure { Failure(.invalidData, description) }
}

extension PolicyUnknown: ExplainedError {
    package var failure: Failure {
        Failure(
            .wrongUsage, "--policy \(policy.shortName): this household has no such policy",
            hint: "its policies are " + known.map(\.shortName).joined(separator: ", "))
    }
}

extension ReportError: ExplainedError {
    /// A broken PDF is the program's own fault, everything else that of a template.
    package var failure: Failure {
        switch self {
        case .unexpectedPDF, .startTimeMalformed: Failure(.defect, description)
        default: Failure(.invalidData, description)
        }
    }
}

extension ChartsError: ExplainedError {
    /// Fonts are what the machine lacks, everything else is the program's own fault.
    package var failure: Failure {
        guard case .noFonts = self else { return .defect(self) }
        return Failure(
            .inputOutputFailed, "fonts: none is installed, so no text can be drawn",
            hint: "install some; on Debian: apt-get install fonts-inter fonts-dejavu-core")
    }
}
