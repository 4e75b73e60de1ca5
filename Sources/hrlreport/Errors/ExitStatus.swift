import Jobs
import RunStorage

/// How the program ends; scripts rely on these codes.
package enum ExitStatus: Int32, Comparable {
    case done = 0
    case wrongUsage = 64
    case invalidData = 65
    case notFound = 66
    case unavailable = 69
    case defect = 70
    case cannotCreate = 73
    case inputOutputFailed = 74
    case alreadyRunning = 75
    case hungUp = 129
    case interrupted = 130
    case terminated = 143

    init(_ kind: FailureKind) {
        self =
            switch kind {
            case .wrongUsage: .wrongUsage
            case .invalidData: .invalidData
            case .notFound: .notFound
            case .unavailable: .unavailable
            case .cannotCreate: .cannotCreate
            case .inputOutputFailed: .inputOutputFailed
            case .alreadyRunning: .alreadyRunning
            case .defect: .defect
            }
    }

    init(_ reason: StopReason) {
        self =
            switch reason {
            case .hungUp: .hungUp
            case .interrupted: .interrupted
            case .terminated: .terminated
            }
    }

    /// The worst of several is the one with the largest code.
    package static func < (a: ExitStatus, b: ExitStatus) -> Bool { a.rawValue < b.rawValue }
}
