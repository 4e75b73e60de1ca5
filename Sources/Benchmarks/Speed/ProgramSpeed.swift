import Foundation
import Jobs

/// The real program, from process start to what it leaves on disk.
struct ProgramSpeed {
    let program: String
    let scenarioFile: String
    private let directory: ScratchDirectory

    init(program: String, scenarioFile: String) throws {
        self.program = program
        self.scenarioFile = scenarioFile
        directory = try ScratchDirectory()
    }

    /// Training with the scenario's defaults, page and PDF.
    func measureJob(into measurements: inout SpeedMeasurements) throws {
        let result = try run("train-and-report", options: [], output: "job")
        measurements.add(.jobSeconds, result.seconds)
        measurements.add(.jobMemory, Double(result.peakMemory))
        if let seconds = events(of: result).first(where: { $0.event.event == "training_completed" })?.event.elapsed_time
        {
            measurements.add(.jobTrainingSeconds, seconds)
        }
    }

    /// Until a checkpoint is on disk whose policy reaches `norm` on the evaluation's episodes.
    ///
    /// - Returns: where that is; looked for where `target` is not known, and never different with the same program.
    func measureTime(
        toReach norm: Double, _ target: NormTarget, into measurements: inout SpeedMeasurements
    ) throws -> NormTarget {
        if target == .neverReached { return target }
        let result = try run("train", options: ["--save-interval", "20"], output: "norm")
        let saved = events(of: result).filter { $0.event.event == "checkpoint_saved" }
        var found = target
        if target == .unknown {
            let episode = try saved.compactMap(\.event.episode).first { try self.norm(at: $0) >= norm }
            found = episode.map { .reached(episode: $0) } ?? .neverReached
        }
        if let first = saved.first(where: { $0.event.episode == found.episode }) {
            measurements.add(.secondsToNorm, first.seconds)
        }
        return found
    }

    /// A long training.
    func train(episodes: Int, saveInterval: Int) throws -> MeasuredProgram.Result {
        try run(
            "train", options: ["--episodes", "\(episodes)", "--save-interval", "\(saveInterval)"], output: "long")
    }

    private func run(_ command: String, options: [String], output: String) throws -> MeasuredProgram.Result {
        let path = directory.path(output)
        if FileManager.default.fileExists(atPath: path) { try FileManager.default.removeItem(atPath: path) }
        return try MeasuredProgram(
            path: program,
            arguments: [command, scenarioFile, "--name", "speed", "--output", path, "--progress", "json"] + options
        ).run()
    }

    private func norm(at episode: Int) throws -> Double {
        var request = SimulationRequest(run: "speed")
        request.checkpoint = .episode(episode)
        let policies = try directory.jobs(output: "norm").simulate(request).simulation.evaluation.policies
        return policies.first { $0.policy == .trained }?.normalizedReward ?? -.infinity
    }

    private func events(of result: MeasuredProgram.Result) -> [(event: ProgressLine, seconds: Double)] {
        let decoder = JSONDecoder()
        return result.lines.compactMap { line in
            (try? decoder.decode(ProgressLine.self, from: Data(line.text.utf8))).map { ($0, line.seconds) }
        }
    }

    // The names are those of the program's documents.
    private struct ProgressLine: Decodable {
        let event: String
        let episode: Int?
        let elapsed_time: Double?
    }
}

/// The checkpoint at which a norm is reached.
enum NormTarget: Equatable {
    case unknown, neverReached
    case reached(episode: Int)

    var episode: Int? { if case .reached(let episode) = self { episode } else { nil } }
}
