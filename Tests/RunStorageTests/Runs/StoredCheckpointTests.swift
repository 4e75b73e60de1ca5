import Foundation
import RunStorage
import SystemPackage
import Testing

@Suite struct StoredCheckpointTests {
    private let directory: TemporaryDirectory
    private let output: Output

    init() throws {
        directory = try TemporaryDirectory()
        output = Output(root: directory.path.appending("output"))
        try SampleTraining().run(in: output)
    }

    private var original: FilePath { output.root.appending("models/checkpoints/bologna/checkpoint_episode_30") }

    @Test func aCopyElsewhereIsComplete() throws {
        let copy = directory.path.appending("copy")
        try run("cp", ["-r", original.string, copy.string], in: directory.path)
        try remove(output.root)
        let checkpoint = try output.runs.checkpoint(at: copy)
        let training = SampleTraining()
        #expect(checkpoint.episode == 30)
        #expect(checkpoint.metadata.run == (try training.plan().run))
        #expect(checkpoint.metadata.run.scenarioText == "# è\nenvironment:\n")
        let point = try checkpoint.resumePoint()
        #expect(point.state == training.state(20) && point.history == training.history(20))
        #expect(try checkpoint.history() == training.history(40).prefix(30))
    }

    @Test func aPathWithoutACheckpointIsNamed() throws {
        for path in [directory.path.appending("nowhere"), output.root, original.appending("metadata.json")] {
            let error = #expect(throws: StorageError.self) { try output.runs.checkpoint(at: path) }
            #expect(error?.location == path.string)
        }
        let error = #expect(throws: StorageError.notACheckpoint(output.root)) {
            try output.runs.checkpoint(at: output.root)
        }
        #expect(error?.kind == .notFound)
    }

    @Test func aCopyIsCheckedByItself() throws {
        let history = original.appending("training_history.json")
        var flipped = try bytes(history)
        flipped[50] ^= 1
        try write(flipped, to: history)
        #expect(throws: StorageError.self) { try output.runs.checkpoint(at: original) }
        try remove(original.appending("SHA256SUMS"))
        #expect(throws: StorageError.damaged(original.appending("SHA256SUMS"), .missing)) {
            try output.runs.checkpoint(at: original)
        }
    }

    @Test func listsThatWouldBelieveTheWrongValuesAreStillChecked() throws {
        // Someone edits a file and its hash: what the values say of each other must still agree.
        let history = original.appending("training_history.json")
        var encoder = HistoryEncoder()
        let shorter = try encoder.encode(SampleTraining().history(20))
        try write(shorter, to: history)
        var sums = try Checksums(parsing: bytes(original.appending("SHA256SUMS")))
        sums[name: "training_history.json"] = ContentHash(of: shorter)
        try write(sums.bytes, to: original.appending("SHA256SUMS"))
        let checkpoint = try output.runs.checkpoint(at: original)
        #expect(throws: StorageError.damaged(history, .wrongCount(of: "episodes", found: 20, expected: 30))) {
            try checkpoint.history()
        }
    }

    /// Numbers that are out of all range, and texts that take minutes to draw, are refused by whoever reads them.
    @Test(
        arguments: [
            (["boundary", "counters", "low_optimizer_steps"], Int.max as any Sendable),
            (["boundary", "counters", "high_optimizer_steps"], Int.max), (["boundary", "counters", "low_updates"], -1),
            (["boundary", "counters", "high_updates"], -1), (["boundary", "counters", "low_updates"], 1 << 41),
            (["run", "scenario", "name"], String(repeating: "n", count: 10_000)),
            (["run", "scenario", "description"], String(repeating: "d", count: 100_000)),
        ] as [([String], any Sendable)])
    func whatNoTrainingComesToIsRefused(keys: [String], value: any Sendable) throws {
        func changed(_ object: Any, _ keys: ArraySlice<String>) throws -> Any {
            guard let key = keys.first else { return value }
            var members = try #require(object as? [String: Any])
            members[key] = try changed(try #require(members[key], "no \(key)"), keys.dropFirst())
            return members
        }
        let path = original.appending("metadata.json")
        let metadata = try JSONSerialization.jsonObject(with: Data(try bytes(path)))
        let text = Array(try JSONSerialization.data(withJSONObject: try changed(metadata, keys[...])))
        try write(text, to: path)
        var sums = try Checksums(parsing: bytes(original.appending("SHA256SUMS")))
        sums[name: "metadata.json"] = ContentHash(of: text)
        try write(sums.bytes, to: original.appending("SHA256SUMS"))
        let error = #expect(throws: StorageError.self) { try output.runs.checkpoint(at: original) }
        let last = try #require(keys.last)
        #expect(error?.location == path.string && error?.kind == .invalidData)
        // Steps and updates are told of together.
        #expect(error?.message.contains(last.split(separator: "_").last ?? "") == true, "\(String(describing: error))")
    }

    @Test(arguments: [
        ("\"batch_size\" : 10", "\"batch_size\" : 0", "run.scenario.training.batch_size must be"),
        ("\"hidden\" : 64", "\"hidden\" : 1000000000000", "run.scenario.training.hidden must be"),
        ("\"income\" : 3200", "\"income\" : -1", "run.scenario.environment.income must be"),
        ("\"episodes\" : 50", "\"episodes\" : 500", "run.episodes is contradicted"),
        ("\"episode\" : 30", "\"episode\" : 51", "do not fit together"),
        ("\"episodes\" : 20", "\"episodes\" : -1", "do not fit together"),
        ("\"seed\" : 42", "\"seed\" : -42", "number out of range"),
        ("\"high_period\" : 6", "\"high_period\" : 121", "run.scenario.training.high_period does not fit"),
        ("\"income_growth\" : 0", "\"income_growth\" : -0.99", "run.scenario.environment.income_growth does not fit"),
        ("\"name\" : \"bologna\"", "\"name\" : \"../x\"", "run.name is not valid"),
        ("\"fixed_expenses\" : 1800,", "", "run.scenario.environment.fixed_expenses is missing"),
        ("\"stochastic\"", "\"sometimes\"", "run.scenario.environment.investment_return_type is not valid"),
        (
            "\"hidden\" : 64", "\"hidden\" : 64, \"layers\" : 3",
            "the key \"run.scenario.training.layers\" was written by a newer version of hrlreport"
        ),
    ])
    func valuesOfAStrangerAreChecked(_ value: String, _ replacement: String, _ message: String) throws {
        let path = original.appending("metadata.json")
        let text = String(decoding: try bytes(path), as: UTF8.self)
        #expect(text.contains(value))
        let changed = Array(text.replacing(value, with: replacement).utf8)
        try write(changed, to: path)
        var sums = try Checksums(parsing: bytes(original.appending("SHA256SUMS")))
        sums[name: "metadata.json"] = ContentHash(of: changed)
        try write(sums.bytes, to: original.appending("SHA256SUMS"))
        let error = #expect(throws: StorageError.self) { try output.runs.checkpoint(at: original) }
        #expect(
            error?.location == path.string && error?.message.contains(message) == true, "\(String(describing: error))")
    }
}
