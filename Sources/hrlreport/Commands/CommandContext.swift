import Foundation
import Logging
import RunStorage
import SystemPackage

/// What every command works with, made of its common options.
struct CommandContext: Sendable {
    let options: CommonOptions
    let store: RunStore
    let logger: Logger

    init(_ options: CommonOptions) {
        self.options = options
        store = RunStore(root: FilePath(options.output))
        logger = options.logger
    }

    /// Makes the output ready to be written to: removes what killed processes left, and brings the index page up to date
    /// with what was deleted. The output itself is made when something is written.
    ///
    /// - Throws: `CommandError.outputIsNoFolder`, `StorageError`.
    func prepareOutput() throws {
        var path = store.root
        while !FileManager.default.fileExists(atPath: path.string), path.removeLastComponent() {}
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path.string, isDirectory: &isFolder), !isFolder.boolValue {
            throw CommandError.outputIsNoFolder(path.string)
        }
        try store.removeLeftovers()
        try IndexJob.refreshIfStale(self)
    }

    /// Makes sure that there is an output, for commands that only read it.
    ///
    /// - Throws: `CommandError.outputIsNoFolder`, `.fileNotFound`.
    func requireOutput() throws {
        let path = store.root.string
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw CommandError.fileNotFound(path)
        }
        if !isFolder.boolValue { throw CommandError.outputIsNoFolder(path) }
    }

    /// Prints the files that a command has written, a path on each line; nothing where it is to be quiet.
    func print(_ paths: [FilePath]) throws {
        guard !options.quiet else { return }
        try StandardStream.output.write(paths.map { "\($0)\n" }.joined())
    }

    /// Tells an error on standard error, unless it is the stop that the user asked for.
    ///
    /// - Returns: the exit code that it leads to.
    static func tell(_ error: any Error) -> ExitStatus {
        if let stopped = error as? Stopped { return stopped.signal.status }
        let report = ErrorReport(error)
        StandardStream.error.writeIfPossible(report.text(.ofStandardError))
        return report.status
    }
}

/// When a training begins.
package enum StartTime {
    /// `SOURCE_DATE_EPOCH` where it is set, else now.
    ///
    /// - Throws: `CommandError.invalidSourceDateEpoch`.
    package static func current(
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(CommandError) -> Timestamp {
        guard let text = environment["SOURCE_DATE_EPOCH"], !text.isEmpty else {
            let now = Int(Date().timeIntervalSince1970)
            guard let timestamp = Timestamp(secondsSince1970: now) else {
                preconditionFailure("the clock says \(now)")
            }
            return timestamp
        }
        guard let seconds = Int(text), let timestamp = Timestamp(secondsSince1970: seconds) else {
            throw .invalidSourceDateEpoch(text)
        }
        return timestamp
    }
}
