import Foundation
import Glibc

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

    /// What `verify` finds that a kill may not leave: anything but files whose writer could not vouch for them any
    /// more.
    func problems(output: String) throws -> [String] {
        guard FileManager.default.fileExists(atPath: output) else { return [] }
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = ["verify", "--json", "--output", output]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let document = try JSONDecoder().decode(VerifiedDocument.self, from: data)
        return document.problems.filter { !$0.isAllowed }.map { "\($0.path): \($0.message)" }
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

/// What `verify --json` prints, as far as it is of use here.
private struct VerifiedDocument: Decodable {
    var problems: [Problem]

    struct Problem: Decodable {
        var path, message: String

        /// Said of a report, an index page or a copy in the archive that was being written.
        var isAllowed: Bool {
            message == "was not written to its end"
                || (path.hasSuffix("/SHA256SUMS") && (message == "is missing" || message.hasPrefix("does not list ")))
        }
    }
}
