import RunStorage
import SystemPackage
import Testing

/// A training that is killed, or whose disk fails, at every call in turn.
@Suite struct RunWriterTests {
    private let directory: TemporaryDirectory
    private let reference: [String: [UInt8]]
    private let name: RunName

    init() throws {
        directory = try TemporaryDirectory()
        name = try RunName("bologna")
        let output = Output(root: directory.path.appending("reference"))
        try SampleTraining().run(in: output)
        reference = try tree(output.root)
    }

    /// Runs `body` again and again in fresh directories, with the fault one call later each time, until it is over
    /// before the fault.
    private func atEveryCall(
        _ fault: FaultInjector.Fault, prepare: (Output) throws -> Void,
        body: (Output) throws -> Void, then check: (FilePath, StorageError?) throws -> Void
    ) throws -> Int {
        for call in 1...10_000 {
            let root = directory.path.appending("output\(call)")
            try prepare(Output(root: root))
            let injector = FaultInjector(fault, atCall: call)
            var failure: StorageError?
            do {
                try body(Output(root: root, files: injector.operations))
            } catch let error as StorageError {
                failure = error
            }
            if !injector.hasStruck { return call - 1 }
            try check(root, failure)
            try remove(root)
        }
        return 10_000
    }

    /// Goes on after a fault as a user would, and expects what an undisturbed training leaves.
    private func expectRecovery(_ root: FilePath) throws {
        let output = Output(root: root)
        try output.removeLeftovers()
        #expect(try tree(root).keys.filter { $0.contains(".tmp") || $0.contains(".running") } == [])
        try SampleTraining().run(in: output, mode: .resume)
        #expect(try tree(root) == reference)
    }

    @Test func aKilledTrainingIsResumedAndEndsTheSame() throws {
        let calls = try atEveryCall(.death) { _ in
        } body: { output in
            try SampleTraining().run(in: output)
        } then: { root, failure in
            // Only giving up the lock can fail without anyone noticing.
            if failure == nil { #expect(try Output(root: root).runs.run(name).isFinished) }
            try expectRecovery(root)
        }
        #expect(calls > 150)
    }

    @Test(arguments: [Errno.noSpace, .ioError, .permissionDenied, .noSuchFileOrDirectory])
    func aFailingDiskLosesNothingThatWasSaved(_ number: Errno) throws {
        _ = try atEveryCall(.once(number)) { _ in
        } body: { output in
            try SampleTraining().run(in: output)
        } then: { root, failure in
            if let failure {
                #expect([.cannotCreate, .inputOutputFailed].contains(failure.kind), "\(failure)")
                #expect(failure.location.hasPrefix(directory.path.string))
            }
            // No half-written file under a final name: what there is can be read.
            if exists(root.appending("models/checkpoints/bologna")) { _ = try Output(root: root).runs.run(name) }
            try expectRecovery(root)
        }
    }

    @Test func aStoppedTrainingThatIsKilledOnResumingEndsTheSame() throws {
        _ = try atEveryCall(.death) { output in
            try SampleTraining().run(in: output, stopAt: 40)
        } body: { output in
            try SampleTraining().run(in: output, mode: .resume)
        } then: { root, _ in
            try expectRecovery(root)
        }
    }

    @Test func readersSeeTheOldRunOrTheNewOneWhereverAReplacementIsKilled() throws {
        _ = try atEveryCall(.death) { output in
            try SampleTraining(seed: 1).run(in: output)
        } body: { output in
            try SampleTraining().run(in: output, mode: .force)
        } then: { root, _ in
            let output = Output(root: root)
            let seen = try output.runs.run(name)
            #expect(seen.isFinished && [1, 42].contains(seen.description.seed))
            try output.removeLeftovers()
            let after = try output.runs.run(name)
            #expect(after.isFinished && [1, 42].contains(after.description.seed))
            do {
                try SampleTraining().run(in: output, mode: .resume)
            } catch StorageError.nameTaken(name, finished: true) {
                // It was killed before the successor began.
                try SampleTraining().run(in: output, mode: .force)
            }
            #expect(try tree(root) == reference)
        }
    }

    /// Who reads a run to make something of it reads the successor that is complete, and leaves its models in place.
    @Test func putInOrderARunIsAsAnyNextCommandFindsIt() throws {
        var seeds: Set<UInt64> = []
        _ = try atEveryCall(.death) { output in
            try SampleTraining(seed: 1).run(in: output)
        } body: { output in
            try SampleTraining().run(in: output, mode: .force)
        } then: { root, _ in
            let output = Output(root: root)
            #expect(try output.runs.putInOrder(name) == [])
            let seen = try output.runs.run(name)
            let models = try tree(root).filter { $0.key.hasPrefix("models/") }
            #expect(models.keys.count { $0.hasPrefix("models/bologna_") } == 3)
            try output.removeLeftovers()
            #expect(try tree(root).filter { $0.key.hasPrefix("models/") } == models)
            #expect(try output.runs.run(name).description == seen.description && output.verify().problems == [])
            seeds.insert(seen.description.seed)
        }
        #expect(seeds == [1, 42])
    }

    @Test func nothingIsMadeForARunThatIsNotThere() throws {
        let output = Output(root: directory.path.appending("nothing"))
        #expect(try output.runs.putInOrder(name) == [] && !exists(output.root))
    }

    /// `--force` over a run that is not finished: until the new one has begun, the old one can be gone on with.
    @Test func anUnfinishedRunGoesOnlyWhenItsSuccessorHasBegun() throws {
        let before = SampleTraining(seed: 1)
        _ = try atEveryCall(.once(.noSpace)) { output in
            try before.run(in: output, stopAt: 40)
        } body: { output in
            _ = try output.runs.begin(SampleTraining().plan(), mode: .force)
        } then: { root, failure in
            let output = Output(root: root)
            try output.removeLeftovers()
            let seed = try output.runs.run(name).description.seed
            if failure == nil { #expect(seed == 42) }
            // Whichever it is, it can be resumed.
            #expect(try (seed == 1 ? before : SampleTraining()).run(in: output, mode: .resume)?.isFinished == true)
        }
    }

    @Test func evaluationsAreSavedWholeOrNotAtAll() throws {
        let old = sampleEvaluation(reward: 1)
        let new = sampleEvaluation(reward: 2)
        _ = try atEveryCall(.death) { output in
            try SampleTraining().run(in: output)
            try output.runs.save(old, for: name)
        } body: { output in
            try output.runs.save(new, for: name)
        } then: { root, _ in
            let output = Output(root: root)
            let seen = try output.runs.run(name).evaluation
            #expect(seen == nil || seen == old || seen == new)
            try output.removeLeftovers()
            try output.runs.save(new, for: name)
            #expect(try output.runs.run(name).evaluation == new)
            #expect(
                try Set(tree(root).keys).subtracting(reference.keys) == [
                    "models/bologna_evaluation.json", "models/checkpoints/bologna/evaluation.json",
                ])
        }
    }

    @Test func neverWritesWhatIsNotFinite() throws {
        let output = Output(root: directory.path.appending("output"))
        guard case .train(let start) = try output.runs.begin(SampleTraining().plan(), mode: .fresh) else { return }
        let before = try tree(output.root)
        var history = SampleTraining().history(20)
        history.goalAdherence[7] = .nan
        #expect(throws: StorageError.notFinite(.series(name: "goal_adherence", index: 7))) {
            try start.writer.saveStop(history: history, state: SampleTraining().state(20))
        }
        var state = SampleTraining().state(20)
        state.lowAgent[0].values[3] = .infinity
        #expect(throws: StorageError.notFinite(.tensor(name: "actor.0.weight", index: 3))) {
            try start.writer.saveStop(history: SampleTraining().history(20), state: state)
        }
        state = SampleTraining().state(20)
        state.counters.high.returns.mean = .nan
        let error = #expect(throws: StorageError.self) {
            try start.writer.saveStop(history: SampleTraining().history(20), state: state)
        }
        #expect(error == .notFinite(.value("boundary.counters.high_returns.mean")) && error?.kind == .invalidData)
        #expect(try tree(output.root) == before)
    }
}
