import Foundation
import Households
import Learning
import RunStorage
import SystemPackage
import Testing

/// Runs as version 0.1.0 wrote them, in `Tests/Fixtures/0.1.0`: one is finished, one was stopped. They open for ever.
@Suite struct ReleasedRunTests {
    private static let fixture = FilePath(#filePath).removingLastComponent().appending("../../Fixtures/0.1.0")

    private let directory: TemporaryDirectory
    private let output: Output
    private let finished: RunName
    private let stopped: RunName

    init() throws {
        directory = try TemporaryDirectory()
        output = Output(root: directory.path.appending("output"))
        try FileManager.default.copyItem(
            atPath: Self.fixture.appending("output").string, toPath: output.root.string)
        finished = try RunName("small")
        stopped = try RunName("stopped")
    }

    private func home(_ name: RunName) -> FilePath { output.root.appending("models/checkpoints/\(name)") }

    /// As the run that was stopped was begun.
    private func plan() throws -> RunPlan {
        let run = try output.runs.run(stopped).description
        return try RunPlan(
            name: stopped, scenario: run.scenario, scenarioFile: run.scenarioFile, scenarioText: run.scenarioText,
            seed: run.seed, programVersion: run.programVersion, startTime: run.startTime)
    }

    @Test func theyOpenAndAreIntact() throws {
        let run = try output.runs.run(finished)
        #expect(run.checkpoints.map(\.episode) == [20, 40, 48] && run.isFinished && run.stops.isEmpty)
        #expect(run.evaluation?.episodes == 100)
        let unfinished = try output.runs.run(stopped)
        #expect(unfinished.checkpoints.map(\.episode) == [20, 40] && unfinished.stops.map(\.episode) == [48])
        #expect(try output.runs.names() == [finished, stopped])
        let simulation = try #require(try output.simulations.simulation(finished))
        #expect(simulation.evaluation.episodes == 50 && simulation.model?.run == finished)
        let verification = try output.verify()
        #expect(verification.problems.isEmpty)
        #expect(verification.checked.runs == 2 && verification.checked.documents == 1 && verification.foreign.isEmpty)
    }

    /// Whatever keys and series there are by now.
    @Test func theyWouldBeWrittenTheSameToday() throws {
        for name in [finished, stopped] {
            let run = try output.runs.run(name)
            let description = run.description
            #expect(try RunIdentity.of(description.scenario, seed: description.seed) == description.identity)
            for checkpoint in run.checkpoints + run.stops {
                #expect(
                    try JSONDocument.encode(checkpoint.metadata) == bytes(checkpoint.path.appending("metadata.json")))
                let history = try checkpoint.history()
                #expect(history.low.entropy.isEmpty && !history.low.losses.isEmpty)
                var encoder = HistoryEncoder()
                #expect(try encoder.encode(history) == checkpoint.historyBytes())
            }
        }
    }

    /// The hashes are those that version 0.1.0 left behind when it resumed the run.
    @Test func theOneThatWasStoppedEndsAsItWouldHave() throws {
        let run = try output.runs.run(stopped).description
        guard case .train(let start) = try output.runs.begin(plan(), mode: .resume) else {
            Issue.record("the run is finished")
            return
        }
        #expect(start.discarded.isEmpty)
        let (state, history) = try #require(start.checkpoint).resumePoint()
        let trainer = try HRLTrainer(
            resuming: state, history: history, scenario: run.scenario, seed: run.seed, threads: 2)
        let recorder = CheckpointRecorder(
            writer: start.writer, batchSize: run.scenario.training.batchSize, history: trainer.history
        ) { trainer.state }
        _ = try trainer.train { event in
            if case .batchEnded(_, let history, let snapshot) = event {
                _ = try recorder.batchEnded(history: history(), state: snapshot)
            }
            return .continue
        }
        _ = try recorder.drain()
        #expect(try start.writer.finish(history: trainer.history, state: trainer.state).isFinished)
        let expected = try Checksums(parsing: bytes(Self.fixture.appending("expected/stopped/SHA256SUMS")))
        let found = try Checksums(parsing: bytes(home(stopped).appending("SHA256SUMS")))
        for name in expected.names where name != "evaluation.json" {
            #expect(found[name: name] == expected[name: name], "\(name)")
        }
    }

    /// Nothing of a newer program's run is taken for damage and thrown away.
    @Test(arguments: [
        ("metadata.json", "\"shock_pairs\" : 4", "\"shock_pairs\" : 4, \"layers\" : 3"),
        ("training_history.json", "{\n", "{\n\"format\":99,\n"),
        ("training_history.json", "{\n", "{\n\"low_level_step_size\":[],\n"),
    ])
    func whatANewerProgramWroteIsRefusedAndKept(_ file: String, _ value: String, _ replacement: String) throws {
        let plan = try plan()
        let checkpoint = home(stopped).appending("stopped_at_episode_48")
        let text = String(decoding: try bytes(checkpoint.appending(file)), as: UTF8.self)
        let newer = Array(text.replacing(value, with: replacement, maxReplacements: 1).utf8)
        try write(newer, to: checkpoint.appending(file))
        try relist(file, ContentHash(of: newer), in: checkpoint)
        let sums = try ContentHash(of: bytes(checkpoint.appending("SHA256SUMS")))
        try relist("stopped_at_episode_48/SHA256SUMS", sums, in: home(stopped))
        let before = try tree(home(stopped))

        let error = #expect(throws: StorageError.self) { try output.runs.begin(plan, mode: .resume) }
        #expect(
            error?.message.contains("written by a newer version of hrlreport") == true, "\(String(describing: error))")
        #expect(error?.hint == "use the version of the program that wrote it")
        #expect(try tree(home(stopped)) == before)
    }

    private func relist(_ name: String, _ hash: ContentHash, in directory: FilePath) throws {
        let list = directory.appending("SHA256SUMS")
        var sums = try Checksums(parsing: bytes(list))
        sums[name: name] = hash
        try write(sums.bytes, to: list)
    }
}
