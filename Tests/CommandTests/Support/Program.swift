import Foundation
import Glibc
import Testing

/// The built program, run as a user runs it.
enum Program {
    struct Outcome: Equatable {
        var status: Int32
        var output: String
        var errors: String
    }

    /// Beside the tests' own binary.
    static var url: URL { built("hrlreport") }

    /// The benchmarks, which are tests of endurance, too.
    static var benchmarks: URL { built("Benchmarks") }

    private static func built(_ name: String) -> URL {
        let tests = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()
        return tests.deletingLastPathComponent().appending(path: name)
    }

    /// The package's root, in which tests run.
    static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..").standardized

    /// Runs the program to its end.
    static func run(
        _ arguments: [String], in directory: URL = root, environment: [String: String] = [:]
    ) throws -> Outcome {
        try RunningProgram(arguments, in: directory, environment: environment).wait()
    }

    /// Runs a line of shell to its end.
    static func shell(_ line: String) throws -> Outcome {
        try RunningProgram(["-c", line], executable: URL(filePath: "/bin/sh")).wait()
    }
}

/// The program while it runs. Its output goes to files, so that it never waits for the test.
final class RunningProgram {
    private let process = Process()
    private let folder: TemporaryFolder

    init(
        _ arguments: [String], in directory: URL = Program.root, environment: [String: String] = [:],
        executable: URL = Program.url, terminal: FileHandle? = nil
    ) throws {
        folder = try TemporaryFolder()
        // Where the tests themselves are killed, nobody ends it any more: a training must not fill the disk for ever.
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", "ulimit -t 300; exec \"$0\" \"$@\"", executable.path] + arguments
        process.currentDirectoryURL = directory
        // What the caller's surroundings say must not matter, but for what the test sets.
        process.environment = ["PATH": "/usr/bin:/bin", "HOME": folder.url.path].merging(environment) { $1 }
        process.standardInput = terminal ?? FileHandle.nullDevice
        process.standardOutput = try folder.writableFile("output")
        process.standardError = try terminal ?? folder.writableFile("errors")
        try process.run()
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }

    var output: String { folder.text("output") }

    func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

    var isRunning: Bool { process.isRunning }

    var processIdentifier: Int32 { process.processIdentifier }

    /// Waits until the output holds `text`; gives up when the program ends.
    func waitForOutput(_ text: String) throws {
        while !output.contains(text) {
            try #require(process.isRunning, "ended before it printed \(text): \(folder.text("errors"))")
            usleep(2000)
        }
    }

    func wait() -> Program.Outcome {
        process.waitUntilExit()
        // What a signal kills has no exit code of its own.
        let status = process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
        return Program.Outcome(status: status, output: output, errors: folder.text("errors"))
    }
}

/// A folder that goes with its owner.
final class TemporaryFolder {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "hrlreport-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit {
        // Nothing depends on its being gone.
        try? FileManager.default.removeItem(at: url)
    }

    var path: String { url.path }

    func write(_ text: String, to name: String) throws -> String {
        let file = url.appending(path: name)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
        return file.path
    }

    func text(_ name: String) -> String {
        String(decoding: FileManager.default.contents(atPath: url.appending(path: name).path) ?? Data(), as: UTF8.self)
    }

    func writableFile(_ name: String) throws -> FileHandle {
        try FileHandle(forWritingTo: URL(filePath: write("", to: name)))
    }

    /// Every file below, by its path relative to the folder.
    func files() throws -> [String: Data] {
        var result: [String: Data] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: url.path) {
            let file = url.appending(path: path)
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: file.path, isDirectory: &isFolder), !isFolder.boolValue else {
                continue
            }
            result[path] = try Data(contentsOf: file)
        }
        return result
    }
}
