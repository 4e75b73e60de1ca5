import Foundation
import Glibc
import Jobs
import RunStorage
import SystemPackage

/// A job of the real program, which is killed or runs to its end.
struct KilledProgram {
    let program: String
    let arguments: [String]

    /// Runs the job, going on where it was interrupted.
    /// - Throws: `BenchmarkFailure`.
    func finish(output: String) throws {
        guard try end(of: start(output)) == .exit else { throw BenchmarkFailure("the program was killed by another") }
    }

    /// Starts the job, and kills it.
    /// - Returns: whether it had not ended by itself before.
    func killed(after delay: Duration, output: String) throws -> Bool {
        let run = try start(output)
        usleep(UInt32(max(0, delay / .microseconds(1))))
        kill(run.process.processIdentifier, SIGKILL)
        return try end(of: run) == .uncaughtSignal
    }

    /// Waits until the program has succeeded, or was killed.
    private func end(of run: (process: Process, errors: () -> String)) throws -> Process.TerminationReason {
        run.process.waitUntilExit()
        let (reason, status) = (run.process.terminationReason, run.process.terminationStatus)
        guard reason == .uncaughtSignal || status == 0 else {
            throw BenchmarkFailure("the program ended with \(status): \(run.errors())")
        }
        return reason
    }

    /// What is found that a kill may not leave: anything but files whose writer could not vouch for them any more.
    func problems(output: String) throws -> [String] {
        let found = try Output(root: FilePath(output)).verify(archivedData: ArchivedData.read).problems
        return found.filter { !$0.isLeftByKill }.map(\.description)
    }

    private func start(_ output: String) throws -> (process: Process, errors: () -> String) {
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments + ["--resume", "--output", output]
        // The start of the training is stored: the only thing in which two runs of the same job differ.
        process.environment = ProcessInfo.processInfo.environment.merging(["SOURCE_DATE_EPOCH": "1795343400"]) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        let pipe = Pipe()
        process.standardError = pipe
        try process.run()
        return (process, { String(decoding: pipe.fileHandleForReading.availableData, as: UTF8.self) })
    }
}

extension StorageError {
    /// Said of a report, an index page or a copy in the archive that was being written.
    fileprivate var isLeftByKill: Bool {
        switch self {
        case .damaged(_, .incomplete): true
        case .damaged(let path, .missing), .damaged(let path, .notListed):
            ["SHA256SUMS", "index_SHA256SUMS", ".index_entries"].contains(path.lastComponent?.string)
        default: false
        }
    }
}
