import Foundation

/// Another program that trains the same networks: a script that stays in memory, so that what it compiles it compiles once,
/// and trains whenever it is asked to.
///
/// It is sent a line for each training, and answers with a line `STEPS SECONDS`.
final class Peer {
    let kind: Kind
    let epochs: Int
    let cores: Int
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()

    enum Kind: String, CaseIterable {
        case jax = "JAX"
        case stableBaselines = "Stable-Baselines3"

        var script: String {
            switch self {
            case .jax: "jax_ppo.py"
            case .stableBaselines: "sb3_ppo.py"
            }
        }

        /// What it needs of Python.
        var modules: [String] {
            switch self {
            case .jax: ["jax", "optax"]
            case .stableBaselines: ["stable_baselines3"]
            }
        }
    }

    /// Starts the script on the first `cores` cores.
    init(_ kind: Kind, epochs: Int, cores: Int, python: String, scripts: String) throws {
        self.kind = kind
        self.epochs = epochs
        self.cores = cores
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            "taskset", "--cpu-list", "0-\(cores - 1)", python, "\(scripts)/\(kind.script)", "\(epochs)",
        ]
        process.standardInput = input
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
    }

    deinit {
        // At the end of its input the script ends.
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    /// Has the script train once.
    /// - Returns: environment steps a second.
    /// - Throws: `PeerFailed`.
    func measure() throws -> Double {
        try input.fileHandleForWriting.write(contentsOf: Data("train\n".utf8))
        var line = Data()
        while true {
            guard let byte = try output.fileHandleForReading.read(upToCount: 1), !byte.isEmpty else {
                throw PeerFailed(kind: kind)
            }
            if byte[0] == UInt8(ascii: "\n") { break }
            line += byte
        }
        let numbers = String(decoding: line, as: UTF8.self).split(separator: " ").compactMap { Double($0) }
        guard numbers.count == 2, numbers[1] > 0 else { throw PeerFailed(kind: kind) }
        return numbers[0] / numbers[1]
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

/// A peer that ended, or answered with anything but two numbers.
struct PeerFailed: Error, CustomStringConvertible {
    let kind: Peer.Kind

    var description: String { "\(kind.rawValue) did not answer; run \(kind.script) by hand to see why" }
}
