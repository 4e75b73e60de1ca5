import RunStorage
import SystemPackage
import Testing

@Suite struct RunsBeginTests {
    private let directory: TemporaryDirectory
    private let output: Output

    init() throws {
        directory = try TemporaryDirectory()
        output = Output(root: directory.path.appending("output"))
    }

    @Test func aFinishedRunHasTheDocumentedFiles() throws {
        let run = try #require(try SampleTraining().run(in: output))
        #expect(run.isFinished && run.checkpoints.map(\.episode) == [15, 30, 45, 50])
        let states = [15, 30, 45, 50].flatMap { episode in
            ["high_agent.safetensors", "low_agent.safetensors", "metadata.json", "training_history.json", "SHA256SUMS"]
                .map { "models/checkpoints/bologna/checkpoint_episode_\(episode)/\($0)" }
        }
        let others = [
            "models/bologna_high_agent.safetensors", "models/bologna_low_agent.safetensors",
            "models/bologna_history.json", "models/checkpoints/bologna/manifest.json",
            "models/checkpoints/bologna/SHA256SUMS", "SHA256SUMS",
        ]
        #expect(try Set(tree(output.root).keys) == Set(states + others))
    }

    @Test func sha256sumAcceptsEveryList() throws {
        try SampleTraining().run(in: output)
        let home = output.root.appending("models/checkpoints/bologna")
        for list in [home] + [15, 30, 45, 50].map({ home.appending("checkpoint_episode_\($0)") }) {
            let result = try run("sha256sum", ["--check", "--strict", "SHA256SUMS"], in: list)
            #expect(result.code == 0, "\(list): \(result.output)")
        }
    }

    @Test func checkpointsHoldTheHistoryOfTheirEpisodeAndTheStateOfTheirBoundary() throws {
        let training = SampleTraining()
        let run = try #require(try training.run(in: output))
        for (episode, boundary, batchEnd) in [(15, 0, 20), (30, 20, 40), (45, 40, 50), (50, 50, 50)] {
            let checkpoint = try run.checkpoint(episode: episode)
            #expect(try checkpoint.history() == training.history(batchEnd).prefix(episode))
            #expect(try checkpoint.state() == training.state(boundary))
            let point = try checkpoint.resumePoint()
            #expect(point.state == training.state(boundary))
            #expect(point.history == training.history(boundary))
        }
        #expect(throws: StorageError.checkpointNotFound(run.path, episode: 31, available: [15, 30, 45, 50])) {
            try run.checkpoint(episode: 31)
        }
    }

    @Test func theSameIdentityIsUpToDate() throws {
        let first = try #require(try SampleTraining().run(in: output))
        let before = try tree(output.root)
        for mode in [BeginMode.fresh, .resume] {
            let plan = try SampleTraining(version: "2.0.0", startTime: 1_800_000_000).plan()
            guard case .upToDate(let run) = try output.runs.begin(plan, mode: mode) else {
                Issue.record("\(mode): trains again")
                continue
            }
            #expect(run.description == first.description)
        }
        #expect(try tree(output.root) == before)
    }

    @Test func sameInputsSameBytes() throws {
        let other = Output(root: directory.path.appending("other"))
        try SampleTraining().run(in: output)
        try SampleTraining().run(in: other)
        #expect(try tree(output.root) == tree(other.root))
    }

    @Test func anotherIdentityUnderATakenNameIsRefused() throws {
        try SampleTraining().run(in: output)
        let name = try RunName("bologna")
        for mode in [BeginMode.fresh, .resume] {
            let error = #expect(throws: StorageError.nameTaken(name, finished: true)) {
                try output.runs.begin(SampleTraining(seed: 43).plan(), mode: mode)
            }
            #expect(error?.kind == .cannotCreate && error?.hint?.contains("--force") == true)
        }
    }

    @Test func anUnfinishedRunWantsResumeOrForce() throws {
        try SampleTraining().run(in: output, stopAt: 40)
        let name = try RunName("bologna")
        let error = #expect(throws: StorageError.unfinished(name, episodesDone: 40, episodes: 50)) {
            try output.runs.begin(SampleTraining().plan(), mode: .fresh)
        }
        #expect(error?.kind == .cannotCreate && error?.hint?.contains("--resume") == true)
        #expect(throws: StorageError.nameTaken(name, finished: false)) {
            try output.runs.begin(SampleTraining(seed: 43).plan(), mode: .resume)
        }
    }

    @Test(arguments: [0, 20, 40])
    func aResumedRunEndsAsIfNeverStopped(_ stop: Int) throws {
        let reference = Output(root: directory.path.appending("reference"))
        try SampleTraining().run(in: reference)
        try SampleTraining().run(in: output, stopAt: stop == 0 ? 20 : stop)
        if stop == 0 {
            // Nothing was saved yet.
            let home = output.root.appending("models/checkpoints/bologna")
            try remove(home.appending("checkpoint_episode_15"))
            try remove(home.appending("stopped_at_episode_20"))
        }
        // The start time is that of the first attempt.
        let later = SampleTraining(startTime: 1_800_000_000)
        guard case .train(let start) = try output.runs.begin(later.plan(), mode: .resume) else {
            Issue.record("does not train")
            return
        }
        #expect(start.checkpoint?.metadata.boundary.episodes ?? 0 == stop)
        #expect(start.discarded.count == (stop == 0 ? 2 : 0))
        try later.train(start)
        #expect(try tree(output.root) == tree(reference.root))
    }

    @Test func severalStopsLeaveOneStateAndThenNone() throws {
        let training = SampleTraining(saveInterval: 50)
        try training.run(in: output, stopAt: 20)
        try training.run(in: output, mode: .resume, stopAt: 40)
        #expect(try output.runs.run(RunName("bologna")).stops.map(\.episode) == [40])
        #expect(try output.runs.run(RunName("bologna")).isFinished == false)
        let run = try #require(try training.run(in: output, mode: .resume))
        #expect(run.stops.isEmpty)
    }

    @Test func resumingIsForTheSameVersionAndSaveInterval() throws {
        try SampleTraining().run(in: output, stopAt: 20)
        let name = try RunName("bologna")
        #expect(throws: StorageError.otherVersion(name, stored: "1.0.0", running: "1.0.1")) {
            try output.runs.begin(SampleTraining(version: "1.0.1").plan(), mode: .resume)
        }
        #expect(throws: StorageError.otherSaveInterval(name, stored: 15, asked: 25)) {
            try output.runs.begin(SampleTraining(saveInterval: 25).plan(), mode: .resume)
        }
        guard case .train(let start) = try output.runs.begin(SampleTraining(saveInterval: nil).plan(), mode: .resume)
        else {
            Issue.record("does not train")
            return
        }
        #expect(start.writer.description.saveInterval == 15)
    }

    @Test func resumingWhereThereIsNothingStartsAnew() throws {
        let run = try SampleTraining().run(in: output, mode: .resume)
        #expect(run?.isFinished == true)
    }

    @Test func aForcedRunReplacesAFinishedOneOnlyWhenItIsComplete() throws {
        let name = try RunName("bologna")
        try SampleTraining(seed: 1).run(in: output)
        let published = try tree(output.root)
        let second = SampleTraining(seed: 2)
        try second.run(in: output, mode: .force, stopAt: 40)
        let old = try output.runs.run(name)
        #expect(old.description.seed == 1 && old.isFinished)
        #expect(try tree(output.root).filter { !$0.key.contains("/.bologna.next/") } == published)
        // Both are known by what they are.
        guard case .upToDate = try output.runs.begin(SampleTraining(seed: 1).plan(), mode: .fresh) else {
            Issue.record("the finished run is not up to date")
            return
        }
        #expect(throws: StorageError.unfinished(name, episodesDone: 40, episodes: 50)) {
            try output.runs.begin(second.plan(), mode: .fresh)
        }
        try second.run(in: output, mode: .resume)
        #expect(try output.runs.run(name).description.seed == 2)
        let reference = Output(root: directory.path.appending("reference"))
        try second.run(in: reference)
        #expect(try tree(output.root) == tree(reference.root))
    }

    @Test func forceTrainsAnUnfinishedOrUpToDateRunAgain() throws {
        try SampleTraining().run(in: output, stopAt: 20)
        guard case .train(let first) = try output.runs.begin(SampleTraining().plan(), mode: .force) else {
            Issue.record("does not train")
            return
        }
        #expect(first.checkpoint == nil)
        try SampleTraining().train(first)
        let later = SampleTraining(startTime: 1_800_000_000)
        #expect(try later.run(in: output, mode: .force)?.description.startTime.secondsSince1970 == 1_800_000_000)
    }

    @Test func publishedFilesThatAreMissingArePublishedAgain() throws {
        try SampleTraining().run(in: output)
        let before = try tree(output.root)
        let history = output.root.appending("models/bologna_history.json")
        try remove(history)
        let error = #expect(throws: StorageError.damaged(history, .notPublished)) {
            try output.runs.run(RunName("bologna"))
        }
        #expect(error?.hint?.contains("publishes") == true)
        try SampleTraining().run(in: output)
        #expect(try tree(output.root) == before)
    }

    @Test func publishedModelsHoldTheKeptWeightsOnly() throws {
        try SampleTraining().run(in: output)
        let models = output.root.appending("models")
        let tensors = try Safetensors.decode(bytes(models.appending("bologna_high_agent.safetensors")))
        let kept = try #require(SampleTraining().state(50).kept)
        #expect(tensors == kept.highAgent && tensors.count == 3)
    }

    @Test func runsAreListedAndMissingOnesNamed() throws {
        #expect(try output.runs.names() == [])
        try SampleTraining(name: "b").run(in: output)
        try SampleTraining(name: "a").run(in: output, stopAt: 20)
        #expect(try output.runs.names().map(\.description) == ["a", "b"])
        let error = #expect(throws: StorageError.runNotFound(try RunName("c"))) { try output.runs.run(RunName("c")) }
        #expect(error?.kind == .notFound)
        #expect(throws: StorageError.notFinished(try RunName("a"), episodesDone: 20, episodes: 50)) {
            try output.runs.run(RunName("a")).finalCheckpoint()
        }
    }

    @Test func stateHashesTellStatesApart() throws {
        let run = try #require(try SampleTraining().run(in: output))
        let hashes = try run.checkpoints.map { try $0.stateHash() }
        #expect(Set(hashes).count == 4)
        var longer = SampleTraining(name: "longer")
        let alone = try longer.plan().run.identity
        longer.startedFrom = .init(run: run.name, state: hashes[3])
        #expect(try longer.plan().run.identity != alone)
    }
}
