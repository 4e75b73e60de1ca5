import Foundation
import Households
import Learning
import RunStorage
import SystemPackage

/// A checkpoint of a stranger: its metadata is the input, and all hashes are right.
struct CheckpointFixture: FuzzedReader {
    /// As it was written.
    private let metadata: [UInt8]
    private let output: Output
    private let path: FilePath
    private let sums: Checksums
    private let directory: ScratchDirectory

    private static let metadataName = "metadata.json"
    /// Units of a hidden layer.
    private static let largestNetwork = 100

    init() throws {
        directory = try ScratchDirectory()
        output = Output(root: FilePath(directory.path("output")))
        let environment = EnvironmentParameters(
            income: 3200, fixedExpenses: 1800, variableExpenseMean: 800, variableExpenseStd: 150, inflation: 0.02,
            safetyThreshold: 3500, maxMonths: 120, initialCash: 10000, riskTolerance: 0.5)
        var scenario = Scenario(name: "fuzzed", environment: environment)
        scenario.training.numEpisodes = 20
        guard let time = Timestamp("2026-11-22T10:30:00Z") else { throw BenchmarkFailure("the time is not one") }
        let plan = try RunPlan(
            name: try RunName("fuzzed"), scenario: scenario, scenarioText: "", seed: 1, programVersion: "1.0.0",
            startTime: time)
        guard case .train(let start) = try output.runs.begin(plan, mode: .fresh) else {
            throw BenchmarkFailure("the run is there already")
        }
        path = try start.writer.saveStop(
            history: TrainingHistory(), state: HRLTrainer(scenario: scenario, seed: 1, threads: 1).state)
        metadata = try Self.bytes(path.appending(Self.metadataName))
        sums = try Checksums(parsing: Self.bytes(path.appending(Checksums.fileName)))
    }

    func make(_ random: inout SplitMix) -> [UInt8] { metadata }

    /// What is accepted can be gone on from.
    func read(_ bytes: [UInt8]) throws -> Bool {
        var sums = sums
        sums[name: Self.metadataName] = ContentHash(of: bytes)
        try Data(bytes).write(to: URL(filePath: path.appending(Self.metadataName).string))
        try Data(sums.bytes).write(to: URL(filePath: path.appending(Checksums.fileName).string))
        do {
            let checkpoint = try output.runs.checkpoint(at: path)
            let (state, history) = try checkpoint.resumePoint()
            let run = checkpoint.metadata.run
            // Networks that are allowed, and larger than those that are stored, take their time to be made.
            guard run.scenario.training.hidden <= Self.largestNetwork else { return true }
            _ = try HRLTrainer(resuming: state, history: history, scenario: run.scenario, seed: run.seed, threads: 1)
            return true
        } catch let error as StorageError where error.kind == .invalidData {
            return false
        } catch is ModelError, is TrainingError {
            return false
        }
    }

    private static func bytes(_ path: FilePath) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(filePath: path.string)))
    }
}
