import ArgumentParser
import Foundation

/// Feeds what a stranger might send to everything that reads: nothing may crash, hang, or cost more than its share.
struct FuzzBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fuzz", abstract: "Feed structured and damaged inputs to every reader.",
        discussion: "An input follows from the seed and its number, so that what is found can be found again.")

    @Argument(help: "Readers (default: all): \(FuzzTarget.allCases.map(\.rawValue).joined(separator: ", ")).")
    var targets: [String] = []

    @Option(help: "Inputs to each reader.")
    var inputs = 100_000

    @Option(help: "Seed of the inputs.")
    var seed: UInt64 = 1

    @Option(help: "Read only the input of this number.")
    var only: Int?

    @Option(help: ArgumentHelp("Work in this process, and write the number of each input here.", visibility: .hidden))
    var worker: String?

    /// Seconds without progress after which a reader hangs.
    private static let patience = 120.0

    func validate() throws {
        guard inputs >= 1, only ?? 0 >= 0 else { throw ValidationError("--inputs wants at least 1") }
        for target in targets where FuzzTarget(rawValue: target) == nil {
            throw ValidationError("\(target): there is no such reader")
        }
    }

    private var range: Range<Int> { only.map { $0..<$0 + 1 } ?? 0..<inputs }

    func run() throws {
        if let worker, let target = targets.first.flatMap(FuzzTarget.init(rawValue:)) {
            let accepted = try FuzzWorker(target: target, seed: seed, progress: worker).run(range)
            return print("\(target.rawValue): \(range.count) inputs, \(accepted) of them accepted")
        }
        let directory = try ScratchDirectory()
        var failed = false
        for target in targets.isEmpty ? FuzzTarget.allCases.map(\.rawValue) : targets {
            if let failure = try judge(target, progress: directory.write("", to: target)) {
                failed = true
                print("\(target): FAILED: \(failure)")
                print("  again: fuzz \(target) --seed \(seed) --only N")
            }
        }
        if failed { throw ExitCode.failure }
    }

    /// Runs a worker, and watches over it.
    /// - Returns: what is wrong; nil where nothing is.
    private func judge(_ target: String, progress: String) throws -> String? {
        let process = Process()
        process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments =
            ["fuzz", target, "--seed", "\(seed)", "--inputs", "\(inputs)", "--worker", progress]
            + (only.map { ["--only", "\($0)"] } ?? [])
        try process.run()
        var (last, since) = ("", Date())
        while process.isRunning {
            usleep(20_000)
            let now = number(in: progress)
            if now != last { (last, since) = (now, Date()) }
            if Date().timeIntervalSince(since) > Self.patience {
                kill(process.processIdentifier, SIGKILL)
                process.waitUntilExit()
                return "input \(last) hangs"
            }
        }
        if process.terminationReason == .uncaughtSignal {
            return "input \(number(in: progress)) crashes with signal \(process.terminationStatus)"
        }
        return process.terminationStatus == 0 ? nil : "see above"
    }

    private func number(in progress: String) -> String {
        let text = String(decoding: FileManager.default.contents(atPath: progress) ?? Data(), as: UTF8.self)
        return String(text.prefix { $0 != "\n" })
    }
}
