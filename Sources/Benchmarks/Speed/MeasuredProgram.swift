import Foundation
import Glibc
import Synchronization

/// A program that is run from start to end: how long it takes, how much memory, and when it prints what.
struct MeasuredProgram {
    let path: String
    let arguments: [String]

    struct Result {
        /// From before the process is made to its end.
        let seconds: Double
        /// The largest resident set, in bytes, as seen every few milliseconds.
        let peakMemory: Int
        /// Lines of standard output with the seconds at which they came.
        let lines: [(text: String, seconds: Double)]
    }

    /// - Throws: `BenchmarkFailure` where it cannot be started or does not succeed.
    func run() throws -> Result {
        let clock = ContinuousClock()
        let start = clock.now
        let (process, output) = try spawn()
        let memory = PeakMemory(of: process)
        let lines = Self.lines(of: output) { (clock.now - start) / .seconds(1) }
        var status = Int32(0)
        while waitpid(process, &status, 0) < 0 {
            guard errno == EINTR else { throw failure }
        }
        let seconds = (clock.now - start) / .seconds(1)
        guard status == 0 else { throw failure }
        return Result(seconds: seconds, peakMemory: memory.bytes, lines: lines)
    }

    private var failure: BenchmarkFailure {
        BenchmarkFailure("'\(([path] + arguments).joined(separator: " "))' failed")
    }

    private func spawn() throws -> (process: pid_t, output: FileHandle) {
        let pipe = Pipe()
        let (reading, writing) = (pipe.fileHandleForReading, pipe.fileHandleForWriting)
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, writing.fileDescriptor, STDOUT_FILENO)
        posix_spawn_file_actions_addclose(&actions, reading.fileDescriptor)
        var words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var process = pid_t()
        let error = posix_spawn(&process, path, &actions, nil, &words, environ)
        try writing.close()
        guard error == 0 else { throw failure }
        return (process, reading)
    }

    private static func lines(of output: FileHandle, now: () -> Double) -> [(text: String, seconds: Double)] {
        var (lines, rest): ([(text: String, seconds: Double)], Data) = ([], Data())
        while case let chunk = output.availableData, !chunk.isEmpty {
            let seconds = now()
            rest += chunk
            while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                lines.append((String(decoding: rest[..<end], as: UTF8.self), seconds))
                rest = Data(rest[(end + 1)...])
            }
        }
        return lines
    }
}

/// Watches the largest resident set of a process until it ends. (What `wait4` tells of a process includes what had been
/// resident in the one that started it.)
private final class PeakMemory: Sendable {
    private let largest = Mutex(0)

    init(of process: pid_t) {
        let thread = Thread { [self] in
            while let bytes = Self.highWaterMark(of: process) {
                largest.withLock { $0 = max($0, bytes) }
                usleep(5000)
            }
        }
        thread.start()
    }

    var bytes: Int { largest.withLock { $0 } }

    /// `VmHWM`, which a process has no more when it has ended.
    private static func highWaterMark(of process: pid_t) -> Int? {
        guard let status = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8) else { return nil }
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return line.flatMap { Int($0.filter(\.isNumber)) }.map { $0 * 1024 }
    }
}
