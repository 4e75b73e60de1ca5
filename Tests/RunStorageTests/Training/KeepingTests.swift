import RunStorage
import SystemPackage
import Testing

/// What a training replaces is kept for one generation, wherever a process is killed.
@Suite(.timeLimit(.minutes(10))) struct KeepingTests {
    private let directory: TemporaryDirectory
    private let output: Output
    private let name: RunName
    private let previous: RunName

    init() throws {
        directory = try TemporaryDirectory()
        output = Output(root: directory.path.appending("output"))
        name = try RunName("bologna")
        previous = try name.previous
    }

    private func verified(_ output: Output) throws -> [String] {
        try output.verify().problems.map(\.description)
    }

    @Test func aFinishedRunIsKeptWhenItsSuccessorIsComplete() throws {
        let old = try #require(try SampleTraining(seed: 1).run(in: output))
        try output.runs.save(sampleEvaluation(reward: 3), for: name)
        try SampleTraining(seed: 2).run(in: output, mode: .replace, stopAt: 40)
        #expect(try output.runs.names() == [name])
        #expect(try output.runs.run(name).description.seed == 1)
        try SampleTraining(seed: 2).run(in: output, mode: .resume)
        #expect(try output.runs.run(name).description.seed == 2)
        let kept = try output.runs.run(previous)
        #expect(kept.isFinished && kept.description.seed == 1 && kept.description.previousOf == name)
        #expect(kept.evaluation == sampleEvaluation(reward: 3))
        #expect(kept.description.identity == old.description.identity)
        #expect(try kept.checkpoints.map { try $0.stateHash() } == old.checkpoints.map { try $0.stateHash() })
        #expect(try verified(output).isEmpty)
    }

    /// The training that takes its place is not in vain for it, and neither is the next.
    @Test func aDamagedStateStaysBehind() throws {
        try SampleTraining(seed: 1).run(in: output)
        let history = output.root.appending("models/checkpoints/bologna/checkpoint_episode_30/training_history.json")
        var damaged = try bytes(history)
        damaged[40] ^= 1
        try write(damaged, to: history)
        for seed in [2, 3] as [UInt64] {
            let run = try #require(try SampleTraining(seed: seed).run(in: output, mode: .replace))
            #expect(run.isFinished && run.description.seed == seed)
            let kept = try output.runs.run(previous)
            #expect(kept.isFinished && kept.description.seed == seed - 1)
            #expect(kept.checkpoints.contains { $0.episode == 30 } == (seed == 3))
            #expect(try verified(output).isEmpty)
        }
    }

    /// A run that somebody gives that name while the successor is trained is theirs: what was replaced waits.
    @Test func somebodysRunOfThatNameStays() throws {
        try SampleTraining(seed: 1).run(in: output)
        try SampleTraining(seed: 2).run(in: output, mode: .replace, stopAt: 40)
        try SampleTraining(name: previous.description, seed: 7).run(in: output)
        try SampleTraining(seed: 2).run(in: output, mode: .resume)
        #expect(try output.runs.run(name).description.seed == 2)
        #expect(try output.runs.run(previous).description.seed == 7)
        #expect(throws: StorageError.self) {
            try output.runs.begin(SampleTraining(seed: 3).plan(), mode: .replace)
        }
        try output.runs.delete(previous)
        try SampleTraining(seed: 3).run(in: output, mode: .replace)
        #expect(try output.runs.run(previous).description.seed == 2)
    }

    @Test func anUnfinishedRunIsKeptAndCanBeGoneOnWith() throws {
        try SampleTraining(seed: 1).run(in: output, stopAt: 40)
        guard case .train = try output.runs.begin(SampleTraining(seed: 2).plan(), mode: .replace) else {
            Issue.record("does not train")
            return
        }
        let kept = try output.runs.run(previous)
        #expect(!kept.isFinished && kept.episodesDone == 40 && kept.description.seed == 1)
        let finished = try SampleTraining(name: previous.description, seed: 1).run(in: output, mode: .resume)
        #expect(finished?.isFinished == true)
    }

    @Test func whatIsReplacedNextTakesItsPlace() throws {
        for seed in UInt64(1)...3 { try SampleTraining(seed: seed).run(in: output, mode: .replace) }
        #expect(try output.runs.run(name).description.seed == 3)
        #expect(try output.runs.run(previous).description.seed == 2)
        #expect(try output.runs.names() == [name, previous])
        #expect(try verified(output).isEmpty)
    }

    @Test func nothingIsKeptOfWhatHasNothing() throws {
        try SampleTraining(seed: 1).run(in: output)
        try SampleTraining(seed: 2).run(in: output, mode: .replace)
        _ = try output.runs.begin(SampleTraining(seed: 3).plan(), mode: .replace)
        _ = try output.runs.begin(SampleTraining(seed: 4).plan(), mode: .replace)
        #expect(try output.runs.run(previous).description.seed == 1)
    }

    @Test func forceAloneKeepsNothing() throws {
        try SampleTraining(seed: 1).run(in: output)
        try SampleTraining(seed: 2).run(in: output, mode: .replace, stopAt: 20)
        try SampleTraining(seed: 3).run(in: output, mode: .force)
        #expect(try output.runs.names() == [name])
    }

    @Test func somebodysOwnRunOfThatNameIsNotTouched() throws {
        let own = try #require(try SampleTraining(name: "bologna-previous", seed: 9).run(in: output))
        try SampleTraining(seed: 1).run(in: output)
        #expect(throws: StorageError.nameTaken(previous, finished: true)) {
            try SampleTraining(seed: 2).run(in: output, mode: .replace)
        }
        #expect(try output.runs.run(previous).description == own.description)
        #expect(try output.runs.run(name).description.seed == 1)
    }

    @Test func aNameThatLeavesNoRoomIsRefused() throws {
        let long = String(repeating: "x", count: 95)
        try SampleTraining(name: long, seed: 1).run(in: output)
        #expect(throws: StorageError.invalidName(long + "-previous")) {
            try SampleTraining(name: long, seed: 2).run(in: output, mode: .replace)
        }
        #expect(try output.runs.run(RunName(long)).description.seed == 1)
    }

    @Test func whatIsToBeDoneFollowsFromWhatThereIs() throws {
        func beginning(_ training: SampleTraining, resuming: Bool = true) throws -> BeginMode {
            try output.runs.beginning(of: training.plan(), resuming: resuming).mode
        }
        #expect(try beginning(SampleTraining()) == .fresh)
        try SampleTraining().run(in: output, stopAt: 40)
        #expect(try output.runs.beginning(of: SampleTraining().plan(), resuming: true) == (.resume, 40))
        #expect(try beginning(SampleTraining(), resuming: false) == .replace)
        #expect(try beginning(SampleTraining(seed: 7)) == .replace)
        #expect(try beginning(SampleTraining(saveInterval: 25)) == .replace)
        #expect(throws: StorageError.otherVersion(name, stored: "1.0.0", running: "1.0.1")) {
            try beginning(SampleTraining(version: "1.0.1"))
        }
        try SampleTraining().run(in: output, mode: .resume)
        #expect(try beginning(SampleTraining()) == .replace)
        try SampleTraining(seed: 2).run(in: output, mode: .replace, stopAt: 20)
        #expect(try beginning(SampleTraining(seed: 2)) == .resume)
    }

    /// Killed after any call that changes something: both runs can be had afterwards, or the old one only.
    @Test(arguments: [nil, 40]) func nothingThatWasSavedIsLost(stopAt stop: Int?) throws {
        var call = 1
        while true {
            let root = directory.path.appending("killed\(call)")
            let whole = Output(root: root)
            try SampleTraining(seed: 1).run(in: whole, stopAt: stop)
            let injector = FaultInjector(.death, atCall: call)
            do {
                try SampleTraining(seed: 2).run(in: Output(root: root, files: injector.operations), mode: .replace)
            } catch is StorageError {
                // As if it had been killed.
            }
            let isOver = !injector.hasStruck
            try whole.removeLeftovers()
            let seeds = try whole.runs.names().map { try whole.runs.run($0).description.seed }
            #expect(seeds.contains(1), "call \(call): \(seeds)")
            if isOver { #expect(seeds.sorted() == [1, 2]) }
            #expect(try verified(whole).isEmpty, "call \(call)")
            if isOver { break }
            call += 1
        }
        #expect(call > 50)
    }
}
