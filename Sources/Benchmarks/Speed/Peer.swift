import Foundation

/// Another program that trains the same networks: a script that stays in memory, so that what it compiles it compiles
/// once, and trains whenever it is asked to.
///
/// It says `ready` when it has compiled, is sent a line for each training, and answers with a line `STEPS SECONDS`.
final class Peer {
    let kind: Kind
    let epochs: Int
    /// Numbers of the cores that it may use.
    let cores: [Int]
    /// From process start until everything was compiled, before the first step that counts.
    private(set) var secondsToStart = 0.0
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()

    enum Kind: String, CaseIterable {
        case jax = "JAX"
        case stableBaselines = "Stable-Baselines3"
        /// Of a household that lives for utility; its folder is no part of this repository.
        case jaxLife = "the JAX prototype"

        var script: String { needs.script }

        /// What it needs of Python.
        var modules: [String] { needs.modules }

        private var needs: (script: String, modules: [String]) {
            switch self {
            case .jax: ("jax_ppo.py", ["jax", "optax"])
            case .stableBaselines: ("sb3_ppo.py", ["stable_baselines3"])
            case .jaxLife: ("jax_life.py", ["jax"])
            }
        }
    }

    /// Starts the script, and waits until it is ready.
    ///
    /// - Parameter arguments: what the script is told beside the epochs.
    /// - Throws: `BenchmarkFailure`.
    init(_ kind: Kind, epochs: Int, cores: [Int], python: String, scripts: String, arguments: [String]) throws {
        self.kind = kind
        self.epochs = epochs
        self.cores = cores
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments =
            [
                "taskset", "--cpu-list", cores.map { "\($0)" }.joined(separator: ","), python,
                "\(scripts)/\(kind.script)", "\(epochs)",
            ] + arguments
        process.standardInput = input
        process.standardOutput = output
        let clock = ContinuousClock()
        let start = clock.now
        try process.run()
        guard try answer() == "ready" else { throw failure }
        secondsToStart = (clock.now - start) / .seconds(1)
    }

    deinit {
        // At the end of its input the script ends.
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    /// Has the script train once.
    /// - Returns: environment steps a second; months of a life, those lived in comparison included.
    /// - Throws: `BenchmarkFailure`.
    func measure() throws -> Double {
        try input.fileHandleForWriting.write(contentsOf: Data("train\n".utf8))
        let numbers = try answer().split(separator: " ").compactMap { Double($0) }
        guard numbers.count == 2, numbers[1] > 0 else { throw failure }
        return numbers[0] / numbers[1]
    }

    /// Where the script ends, or answers with anything but two numbers.
    private var failure: BenchmarkFailure {
        BenchmarkFailure("\(kind.rawValue) did not answer; run \(kind.script) by hand to see why")
    }

    /// The next line that the script prints.
    private func answer() throws -> String {
        var line = Data()
        while let byte = try output.fileHandleForReading.read(upToCount: 1), !byte.isEmpty {
            if byte[0] == UInt8(ascii: "\n") { return String(decoding: line, as: UTF8.self) }
            line += byte
        }
        throw failure
    }

    /// The cores that this process may run on, as in `0-1,4`.
    static func allowedCores() throws -> [Int] {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = status.split(separator: "\n").first { $0.hasPrefix("Cpus_allowed_list:") } ?? ""
        return line.drop { !$0.isNumber }.split(separator: ",").flatMap { range in
            let ends = range.split(separator: "-").compactMap { Int($0) }
            return ends.isEmpty ? [] : Array(ends[0]...ends[ends.count - 1])
        }
    }

    /// Whether this Python has what the kind needs.
    static func isInstalled(_ kind: Kind, python: String) -> Bool {
        let probe = Process()
        probe.executableURL = URL(filePath: "/usr/bin/env")
        probe.arguments = [python, "-c", "import " + kind.modules.joined(separator: ", ")]
        probe.standardOutput = FileHandle.nullDevice
        probe.standardError = FileHandle.nullDevice
        guard (try? probe.run()) != nil else { return false }
        probe.waitUntilExit()
        return probe.terminationStatus == 0
    }
}
