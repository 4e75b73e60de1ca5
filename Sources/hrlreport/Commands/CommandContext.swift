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

    /// Makes the output ready to be written to: removes what killed processes left.
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
        do {
            try IndexJob.refreshIfStale(self)
        } catch let error as CommandError {
            // Without templates there is no page; what the command is for may not need them.
            logger.warning("\(error.message); index.html shows a report that was deleted")
        }
    }

    /// Makes sure that there is an output, for commands that only read it.
    ///
    /// - Throws: `CommandError.outputIsNoFolder`, `.folderNotFound`.
    func requireOutput() throws {
        let path = store.root.string
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw CommandError.fileNotFound(path)
        }
        if !isFolder.boolValue { throw CommandError.outputIsNoFolder(path) }
    }

    /// Prints the result of a command: a path on each line.
    func print(_ paths: [FilePath]) throws {
        guard !options.quiet else { return }
        try StandardStream.output.write(paths.map { "\($0)\n" }.joined())
    }

    /// Prints the path or name that an error is about, and keeps the worst exit code of several.
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
