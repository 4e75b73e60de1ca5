import Foundation
import Synchronization

extension Slurm {
    /// The programs that are found in `PATH`. One that is not there is a `SlurmError.notInstalled` once it is called.
    package static let ofThisMachine = Slurm(
        sbatch: { try run("sbatch", $0, $1) }, squeue: { try run("squeue", $0, $1) },
        scancel: { try run("scancel", $0, $1) }, scontrol: { try run("scontrol", $0, $1) })

    /// Variables that would take the place of what a script says.
    private static let overriding = [
        "SBATCH_ARRAY_INX", "SBATCH_CLUSTERS", "SBATCH_INPUT", "SBATCH_JOB_NAME", "SBATCH_NO_REQUEUE",
        "SBATCH_OPEN_MODE",
        "SBATCH_OUTPUT", "SBATCH_REQUEUE", "SBATCH_SIGNAL", "SBATCH_TIMELIMIT", "SBATCH_WAIT", "SLURM_CLUSTERS",
    ]

    private static func run(_ name: String, _ arguments: [String], _ input: String) throws -> Answer {
        var environment = ProcessInfo.processInfo.environment
        let folders = (environment["PATH"] ?? "").split(separator: ":")
        guard let path = folders.map({ "\($0)/\(name)" }).first(where: FileManager.default.isExecutableFile) else {
            throw SlurmError.notInstalled(name)
        }
        for variable in overriding { environment[variable] = nil }
        let process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        process.environment = environment
        let (standardInput, standardOutput, standardError) = (Pipe(), Pipe(), Pipe())
        process.standardInput = standardInput
        process.standardOutput = standardOutput
        process.standardError = standardError
        do {
            try process.run()
        } catch {
            throw SlurmError.failed(name, "\(error.localizedDescription)")
        }
        // One that ends before it has read everything says why.
        try? standardInput.fileHandleForWriting.write(contentsOf: Data(input.utf8))
        try? standardInput.fileHandleForWriting.close()
        // Both at once: a full pipe would stop the program.
        let errors = Mutex(Data())
        let reading = DispatchGroup()
        DispatchQueue.global().async(group: reading) {
            let data = (try? standardError.fileHandleForReading.readToEnd()) ?? Data()
            errors.withLock { $0 = data }
        }
        let output = (try? standardOutput.fileHandleForReading.readToEnd()) ?? Data()
        reading.wait()
        process.waitUntilExit()
        let code = process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus
        return Answer(
            code: code, output: String(decoding: output, as: UTF8.self),
            errors: String(decoding: errors.withLock { $0 }, as: UTF8.self))
    }
}
