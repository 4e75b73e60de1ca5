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
    /// - Throws: `ProgramFailed`.
    func finish(output: String) throws {
        let (process, errors) = try start(["--resume", "--output", output])
        process.waitUntilExit()
        guard process.terminationReason == .exit, process.terminationStatus == 0 else {
            throw ProgramFailed(status: process.terminationStatus, errors: errors())
        }
    }

    /// Starts the job, and kills it.
    /// - Returns: whether it had not ended by itself before.
    func killed(after delay: Duration, output: String) throws -> Bool {
        let (process, errors) = try start(["--resume", "--output", output])
        usleep(UInt32(max(0, delay / .microseconds(1))))
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        if process.terminationReason == .uncaughtSignal { return true }
        guard process.terminationStatus == 0 else {
            throw ProgramFailed(status: process.terminationStatus, errors: errors())
        }
        return false
    }

    /// What is found that a kill may not leave: anything but files whose writer could not vouch for them any more.
    func problems(output: String) throws -> [String] {
        let found = try Output(root: FilePath(output)).verify(archivedData: ArchivedData.read).problems
        return found.filter { !$0.isLeftByKill }.map(\.description)
    }

    private func start(_ more: [String]) throws -> (Process, () -> String) {
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments + more
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

/// The program ended as it should not have.
struct ProgramFailed: Error, CustomStringConvertible {
    var status: Int32
    var errors: String

    var description: String { "the program ended with \(status): \(errors)" }
}

extension StorageError {
    /// Said of a report, an index page or a copy in the archive that was being written.
    fileprivate var isLeftByKill: Bool {
        switch self {
        case .damaged(_, .incomplete): true
        case .damaged(let path, .missing), .damaged(let path, .notListed): path.lastComponent == "SHA256SUMS"
        default: false
        }
    }
}
