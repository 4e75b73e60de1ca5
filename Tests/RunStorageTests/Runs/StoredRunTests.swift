import Households
import RunStorage
import SystemPackage
import Testing

/// Whatever happens to a stored file is found, and the file is named.
@Suite struct StoredRunTests {
    private let directory: TemporaryDirectory
    private let output: Output
    private let name: RunName
    private let content: [String: [UInt8]]

    init() throws {
        directory = try TemporaryDirectory()
        output = Output(root: directory.path.appending("output"))
        name = try RunName("bologna")
        try SampleTraining(episodes: 25).run(in: output)
        try output.runs.save(sampleEvaluation(reward: 1), for: name)
        // The list of the output is what `verify` reads, and nobody who reads a run.
        content = try tree(output.root).filter { $0.key != "SHA256SUMS" }
    }

    /// Runs `body`, expects that the run is found damaged, and returns where.
    private func damage(_ what: String, _ body: () throws -> Void) throws -> String? {
        try body()
        let error = #expect(throws: StorageError.self, "\(what)") { try output.runs.run(name) }
        guard case .damaged(let path, _)? = error else {
            Issue.record("\(what): \(String(describing: error))")
            return nil
        }
        #expect(error?.kind == .invalidData)
        #expect(try !output.verify().isIntact, "\(what)")
        return String(path.string.dropFirst(output.root.string.utf8.count + 1))
    }

    private func path(_ file: String) -> FilePath { output.root.appending(file) }

    /// What may be named where a file is damaged: itself; for a list also what it lists; for what is listed in a list
    /// nothing else.
    private func isNamed(_ found: String?, for file: String) -> Bool {
        guard let found else { return false }
        if found == file { return true }
        let home = file.replacing("/SHA256SUMS", with: "")
        return file.hasSuffix("SHA256SUMS") && found.hasPrefix(home)
    }

    @Test func anIntactRunIsRead() throws {
        let run = try output.runs.run(name)
        #expect(
            run.isFinished && run.checkpoints.map(\.episode) == [15, 25]
                && run.evaluation == sampleEvaluation(reward: 1))
        #expect(try output.verify().problems == [])
    }

    /// Whatever a household that lives for utility has, the returns of its file included.
    @Test func aLifeIsReadAsItWasStored() throws {
        var training = SampleTraining(name: "life", episodes: 25)
        training.scenario.objectiveKind = .utility
        training.scenario.utility.necessities = 500
        training.scenario.portfolio.distribution = .history
        training.scenario.portfolio.history = ReturnHistory(
            file: "my returns.csv", returns: (0..<30).map { Double($0) / 1000 - 0.01 })
        training.scenario.work.jobLossProbability = 0.01
        training.scenario.debt.overdraftLimit = 1000
        training.scenario.goals = [
            SavingsGoal(month: 24, amount: 4000, worth: 25), SavingsGoal(month: 12, amount: 0.1, worth: 10),
        ]
        try training.run(in: output)
        let (run, planned) = (try output.runs.run(RunName("life")).description, try training.plan().run)
        #expect(run.scenario == planned.scenario && run.identity == planned.identity)
        #expect(try output.verify().problems == [])
    }

    @Test func flippedBitsAreFound() throws {
        for (file, bytes) in content.sorted(by: { $0.key < $1.key }) {
            let step = file.hasSuffix("SHA256SUMS") ? 3 : max(1, bytes.count / 40)
            for index in stride(from: 0, to: bytes.count, by: step) {
                var flipped = bytes
                flipped[index] ^= 1 << UInt8(index % 8)
                let found = try damage("\(file) at \(index)") { try write(flipped, to: path(file)) }
                #expect(isNamed(found, for: file), "\(file) at \(index): \(found ?? "")")
            }
            try write(bytes, to: path(file))
        }
        _ = try output.runs.run(name)
    }

    @Test func truncatedLongerDeletedAndSwappedFilesAreFound() throws {
        for (file, bytes) in content.sorted(by: { $0.key < $1.key }) {
            for variant in [[], Array(bytes.dropLast()), Array(bytes.prefix(bytes.count / 2)), bytes + [0x0A]] {
                let found = try damage("\(file) of \(variant.count) bytes") { try write(variant, to: path(file)) }
                #expect(isNamed(found, for: file), "\(file): \(found ?? "")")
            }
            let found = try damage("\(file) deleted") { try remove(path(file)) }
            #expect(isNamed(found, for: file), "\(file): \(found ?? "")")
            try write(bytes, to: path(file))
        }
        let high = "models/checkpoints/bologna/checkpoint_episode_15/high_agent.safetensors"
        let low = "models/checkpoints/bologna/checkpoint_episode_15/low_agent.safetensors"
        let found = try damage("swapped") {
            try write(content[low] ?? [], to: path(high))
            try write(content[high] ?? [], to: path(low))
        }
        #expect(found == high)
    }

    @Test func foreignFilesAreFound() throws {
        for file in [
            "models/checkpoints/bologna/notes.txt", "models/checkpoints/bologna/checkpoint_episode_15/x",
            "models/checkpoints/bologna/.hidden", "models/checkpoints/bologna/checkpoint_episode_015",
        ] {
            #expect(try damage(file) { try write([1], to: path(file)) } == file)
            try remove(path(file))
        }
    }

    @Test func checkpointsThatAreDeletedSwappedOrForeignAreFound() throws {
        let home = "models/checkpoints/bologna"
        let first = path("\(home)/checkpoint_episode_15")
        let aside = directory.path.appending("aside")
        let found = try damage("deleted checkpoint") { try move(first, to: aside) }
        #expect(found == "\(home)/checkpoint_episode_15")
        try move(path("\(home)/checkpoint_episode_25"), to: first)
        #expect(try damage("swapped checkpoint") {} == "\(home)/checkpoint_episode_25")
        try move(first, to: path("\(home)/checkpoint_episode_25"))
        try move(aside, to: first)
        // Of another run, intact in itself, and not listed.
        try SampleTraining(name: "roma", episodes: 25, saveInterval: 10).run(in: output)
        let foreign = path("\(home)/checkpoint_episode_10")
        try move(path("models/checkpoints/roma/checkpoint_episode_10"), to: foreign)
        try remove(path("models/checkpoints/roma"))
        for file in try tree(path("models")).keys where file.hasPrefix("roma") { try remove(path("models/\(file)")) }
        #expect(try damage("foreign checkpoint") {} == "\(home)/checkpoint_episode_10")
    }

    @Test func symbolicLinksInTheRunAreNotFollowed() throws {
        let file = "models/checkpoints/bologna/checkpoint_episode_15/metadata.json"
        try move(path(file), to: directory.path.appending("metadata.json"))
        try run("ln", ["-s", directory.path.appending("metadata.json").string, path(file).string], in: directory.path)
        #expect(try damage("link") {} == file)
        try remove(path(file))
        try run("mkfifo", [path(file).string], in: directory.path)
        #expect(try damage("pipe") {} == file)
    }

    @Test func newerFormatsAreRefusedWithASentence() throws {
        let manifest = path("models/checkpoints/bologna/manifest.json")
        let sums = path("models/checkpoints/bologna/SHA256SUMS")
        let text = String(decoding: try bytes(manifest), as: UTF8.self)
        let newer = Array(text.replacing("\"format_version\" : 1", with: "\"format_version\" : 2").utf8)
        try write(newer, to: manifest)
        var list = try Checksums(parsing: bytes(sums))
        list[name: "manifest.json"] = ContentHash(of: newer)
        try write(list.bytes, to: sums)
        let error = #expect(throws: StorageError.damaged(manifest, .newerFormat(found: 2, newest: 1))) {
            try output.runs.run(name)
        }
        #expect(
            error?.message
                == "was written by a newer version of hrlreport: its format is 2, this version reads formats up to 1")
    }

    @Test func resumingNamesWhatIsDamagedAndGoesOnFromTheNewestIntactState() throws {
        let training = SampleTraining(name: "stopped", saveInterval: 20)
        try training.run(in: output, stopAt: 40)
        let home = path("models/checkpoints/stopped")
        let damagedFile = home.appending("checkpoint_episode_40/low_agent.safetensors")
        var flipped = try bytes(damagedFile)
        flipped[100] ^= 4
        try write(flipped, to: damagedFile)
        try remove(home.appending("stopped_at_episode_40/training_history.json"))
        guard case .train(let start) = try output.runs.begin(training.plan(), mode: .resume) else { return }
        #expect(start.checkpoint?.episode == 20)
        #expect(
            Set(start.discarded.map(\.location)) == [
                damagedFile.string, home.appending("stopped_at_episode_40/training_history.json").string,
            ])
        let run = try #require(try training.train(start))
        let reference = Output(root: directory.path.appending("reference"))
        try training.run(in: reference)
        #expect(try tree(run.path) == tree(reference.root.appending("models/checkpoints/stopped")))
    }

    @Test func aRunThatIsNotReadableIsNamedAndForceReplacesIt() throws {
        let manifest = path("models/checkpoints/bologna/manifest.json")
        try write([], to: manifest)
        for mode in [BeginMode.fresh, .resume] {
            let error = #expect(throws: StorageError.self) {
                try output.runs.begin(SampleTraining(episodes: 25).plan(), mode: mode)
            }
            #expect(error?.location == manifest.string)
        }
        let run = try SampleTraining(episodes: 25).run(in: output, mode: .force)
        #expect(run?.isFinished == true)
        #expect(try output.verify().problems == [])
    }

    @Test func verifyLooksAtEverything() throws {
        try SampleTraining(name: "roma", episodes: 25).run(in: output)
        try output.archive.keep(pdf: [1, 2, 3], run: name, startTime: try #require(Timestamp(secondsSince1970: 0)))
        let whole = try output.verify()
        let checked = whole.checked
        #expect(whole.isIntact && checked.runs == 2 && checked.checkpoints == 4 && checked.documents == 1)
        try remove(path("models/checkpoints/bologna/manifest.json"))
        try remove(path("models/checkpoints/roma/checkpoint_episode_15/metadata.json"))
        try remove(path("models/checkpoints/roma/checkpoint_episode_25/low_agent.safetensors"))
        #expect(
            try output.verify().problems == [
                .damaged(path("models/checkpoints/bologna/manifest.json"), .missing),
                .damaged(path("models/checkpoints/roma/checkpoint_episode_15/metadata.json"), .missing),
                .damaged(path("models/checkpoints/roma/checkpoint_episode_25/low_agent.safetensors"), .missing),
            ])
    }
}
