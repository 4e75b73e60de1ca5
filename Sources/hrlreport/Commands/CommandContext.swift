import Foundation
import Glibc
import Jobs
import RunStorage
import SystemPackage

/// What every command works with, made of its common options.
struct CommandContext: Sendable {
    let options: CommonOptions
    let output: Output

    init(_ options: CommonOptions) {
        self.options = options
        output = Output(root: FilePath(options.output))
    }

    /// Runs the command's jobs.
    ///
    /// - Parameters:
    ///   - threads: nil for one a core.
    ///   - stop: ends a job early.
    ///   - hears: what is told, but for notes, which are printed.
    func jobs(
        threads: Int? = nil, stop: StopRequest = StopRequest(), hears: @escaping (JobEvent) -> Void = { _ in }
    ) -> JobRunner {
        JobRunner(
            output: output, scenarios: options.scenarios, templates: options.templates,
            threads: threads ?? ProcessInfo.processInfo.activeProcessorCount, stop: stop
        ) { event in
            if case .note(let level, let text) = event { note(level, text) } else { hears(event) }
        }
    }

    /// Tells on standard error what is no error, if the user wants to know.
    func note(_ level: NoteLevel, _ text: String) {
        guard !options.quiet, level > .debug || options.verbose else { return }
        let style = TerminalStyle.ofStandardError
        let prefix =
            switch level {
            case .debug: "debug:"
            case .notice: "note:"
            case .warning: style.text("warning:", .yellow)
            }
        StandardStream.error.writeIfPossible("\(prefix) \(PrintableText.oneLine(text))\n")
    }

    /// Makes sure that there is an output, for commands that only read it.
    ///
    /// - Throws: `JobError.outputIsNoFolder`, `.fileNotFound`.
    func requireOutput() throws {
        let path = output.root.string
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw JobError.fileNotFound(path)
        }
        if !isFolder.boolValue { throw JobError.outputIsNoFolder(path) }
    }

    /// Prints the files that a command has written, a path on each line; nothing where it is to be quiet.
    func print(_ paths: [FilePath]) throws {
        guard !options.quiet else { return }
        // A name may hold what a terminal obeys; a script gets it as it is.
        let isTerminal = isatty(STDOUT_FILENO) == 1
        try StandardStream.output.write(
            paths.map { (isTerminal ? PrintableText.oneLine("\($0)") : "\($0)") + "\n" }.joined())
    }

    /// Does something for each of several arguments; the failure of one, which is told, does not stop the others.
    ///
    /// - Returns: the worst exit code.
    static func each<Element>(_ elements: [Element], _ body: (Element) throws -> Void) -> ExitStatus {
        var worst = ExitStatus.done
        for element in elements {
            do {
                try body(element)
            } catch {
                worst = max(worst, tell(error))
            }
        }
        return worst
    }

    /// Tells an error on standard error, unless it is the stop that the user asked for.
    ///
    /// - Returns: the exit code that it leads to.
    static func tell(_ error: any Error) -> ExitStatus {
        if let stopped = error as? Stopped { return ExitStatus(stopped.reason) }
        return Failure(error).tell()
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
        guard let text = environment["SOURCE_DATE_EPOCH"], !text.isEmpty else { return .now }
        guard let seconds = Int(text), let timestamp = Timestamp(secondsSince1970: seconds) else {
            throw .invalidSourceDateEpoch(text)
        }
        return timestamp
    }
}
