import Glibc
import SystemPackage
import RunStorage

/// The training that goes on in another process.
package enum OtherTraining {
    /// The one that is meant: of the run that is named, or the only one there is.
    ///
    /// - Returns: nil where none goes on.
    /// - Throws: `JobError.severalTrainings`, `StorageError`.
    package static func find(_ name: String?, in output: Output) throws -> RunningTraining? {
        if let name { return try output.runs.running(RunName(name)) }
        let all = try output.runs.running()
        guard all.count <= 1 else {
            throw JobError.severalTrainings(all.map(\.runName.description))
        }
        return all.first
    }

    /// Asks the training to stop, and waits until its process has given up the run.
    ///
    /// - Parameter patience: how long to wait; nil for as long as it takes.
    /// - Returns: false where it had not given up the run by then.
    /// - Throws: `JobError.notStopped`, `.runsElsewhere`, `StorageError`.
    @discardableResult
    package static func stop(
        _ training: RunningTraining, in output: Output, patience: Duration? = nil
    ) throws -> Bool {
        guard try isIdentified(training, in: output) else {
            if let host = training.otherHost {
                throw JobError.runsElsewhere(
                    training.runName.description, host: host, process: training.processID)
            }
            throw JobError.notStopped(training.runName.description, process: training.processID, .noSuchProcess)
        }
        guard kill(training.processID, SIGTERM) == 0 else {
            let number = Errno(rawValue: errno)
            // It has ended in between.
            if number == .noSuchProcess { return true }
            throw JobError.notStopped(training.runName.description, process: training.processID, number)
        }
        let began = ContinuousClock.now
        while try output.runs.isHeld(by: training) {
            if let patience, ContinuousClock.now - began > patience { return false }
            usleep(pollingInterval)
        }
        return true
    }

    /// Whether the process of that number is the one that trains. One that has just begun may not have said who it is.
    private static func isIdentified(_ training: RunningTraining, in output: Output) throws -> Bool {
        for _ in 0..<(training.otherHost == nil ? identificationAttempts : 1) {
            if try output.runs.isHeld(by: training) { return true }
            usleep(pollingInterval)
        }
        return false
    }

    /// Microseconds.
    private static let pollingInterval: UInt32 = 20_000
    private static let identificationAttempts = 25
}
