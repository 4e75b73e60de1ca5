import ArgumentParser
import Foundation
import Jobs
import Logging
import RunStorage
import SystemPackage
import TrainingService

/// The service with a trainer that only pretends, as a process of its own.
struct ServiceHost: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "service-host", shouldDisplay: false)

    @Option var program: String
    @Option var output: String
    @Option var scenarios: String
    @Option var templates: String

    func run() throws {
        var configuration = ServiceConfiguration(output: Output(root: FilePath(output)))
        configuration.program = program
        configuration.scenarios = scenarios
        configuration.templates = templates
        configuration.port = 0
        guard let lock = try configuration.output.lockForService() else {
            throw BenchmarkFailure("another service works on \(output)")
        }
        let service = try TrainingService(
            configuration, logger: Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() })
        try service.run(until: StopRequest()) { address in
            print("serving \(address)")
            fflush(nil)
        }
        // Until here nobody else works on this output.
        _ = consume lock
    }
}

/// A service that is measured: its process, what it costs, and where it listens.
final class MeasuredService {
    enum Kind: String, CaseIterable {
        case ours = "hrlreport"
        case socketIO = "python-socketio"
    }

    let port: Int
    private let process = Process()

    /// - Parameters:
    ///   - rate: episodes a second; 0 for as fast as it goes.
    ///   - script: the peer's script, where it is the one.
    /// - Throws: `BenchmarkFailure`.
    init(_ kind: Kind, rate: Int, episodes: Int, folder: String, templates: String, python: String, peers: String)
        throws
    {
        let trainer = "\(folder)/trainer"
        try Data("#!/bin/sh\nexec '\(BesideThis.path("Benchmarks"))' trainer\n".utf8).write(to: URL(filePath: trainer))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: trainer)
        switch kind {
        case .ours:
            process.executableURL = URL(filePath: BesideThis.path("Benchmarks"))
            process.arguments = [
                "service-host", "--program", trainer, "--output", "\(folder)/output-\(UUID().uuidString)",
                "--scenarios",
                "\(folder)/scenarios", "--templates", templates,
            ]
        case .socketIO:
            process.executableURL = URL(filePath: "/usr/bin/env")
            process.arguments = [python, "\(peers)/socketio_service.py", trainer]
        }
        process.environment = ProcessInfo.processInfo.environment.merging([
            "TRAINER_RATE": "\(rate)", "TRAINER_EPISODES": "\(episodes)",
        ]) { $1 }
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        var line = Data()
        while let byte = try output.fileHandleForReading.read(upToCount: 1), !byte.isEmpty, byte[0] != 0x0A {
            line += byte
        }
        guard let port = String(decoding: line, as: UTF8.self).split(separator: ":").last.flatMap({ Int($0) }) else {
            throw BenchmarkFailure("\(kind.rawValue) does not begin to serve")
        }
        self.port = port
    }

    deinit {
        process.terminate()
        usleep(50_000)
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// Seconds of the processor so far, by its own clock: ticks of /proc are too coarse for who does nearly nothing.
    var processorTime: Double {
        var (clock, time) = (clockid_t(), timespec())
        guard clock_getcpuclockid(process.processIdentifier, &clock) == 0, clock_gettime(clock, &time) == 0 else {
            return 0
        }
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// Resident bytes, and those of them that are the process's own: the rest are pages of files, the program's.
    var memory: (resident: Int, own: Int) {
        let text = (try? String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)) ?? ""
        func bytes(_ name: String) -> Int {
            let line = text.split(separator: "\n").first { $0.hasPrefix(name + ":") } ?? ""
            return 1024 * (line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0)
        }
        return (bytes("VmRSS"), bytes("RssAnon"))
    }
}
