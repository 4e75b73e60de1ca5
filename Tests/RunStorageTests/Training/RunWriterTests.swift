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
        let store = RunStore(root: directory.path.appending("reference"))
        try SampleTraining().run(in: store)
        reference = try tree(store.root)
    }

    /// Runs `body` again and again in fresh directories, with the fault one call later each time, until it is over before
    /// the fault.
    private func atEveryCall(
        _ fault: FaultInjector.Fault, prepare: (RunStore) throws -> Void,
        body: (RunStore) throws -> Void, then check: (FilePath, StorageError?) throws -> Void
    ) throws -> Int {
        for call in 1...10_000 {
            let root = directory.path.appending("output\(call)")
            try prepare(RunStore(root: root))
            let injector = FaultInjector(fault, atCall: call)
            var failure: StorageError?
            do {
                try body(RunStore(root: root, files: injector.operations))
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
        let store = RunStore(root: root)
        try store.removeLeftovers()
        #expect(try tree(root).keys.filter { $0.contains(".tmp") || $0.contains(".running") } == [])
        try SampleTraining().run(in: store, mode: .resume)
        #expect(try tree(root) == reference)
    }

    @Test func aKilledTrainingIsResumedAndEndsTheSame() throws {
        let calls = try atEveryCall(.death) { _ in
        } body: { store in
            try SampleTraining().run(in: store)
        } then: { root, failure in
            // Only giving up the lock can fail without anyone noticing.
            if failure == nil { #expect(try RunStore(root: root).run(name).isFinished) }
            try expectRecovery(root)
        }
        #expect(calls > 150)
    }

    @Test(arguments: [Errno.noSpace, .ioError, .permissionDenied, .noSuchFileOrDirectory])
    func aFailingDiskLosesNothingThatWasSaved(_ number: Errno) throws {
        _ = try atEveryCall(.once(number)) { _ in
        } body: { store in
            try SampleTraining().run(in: store)
        } then: { root, failure in
            if let failure {
                #expect([.cannotCreate, .inputOutputFailed].contains(failure.kind), "\(failure)")
                #expect(failure.location.hasPrefix(directory.path.string))
            }
            // No half-written file under a final name: what there is can be read.
            if exists(root.appending("models/checkpoints/bologna")) { _ = try RunStore(root: root).run(name) }
            try expectRecovery(root)
        }
    }

    @Test func aStoppedTrainingThatIsKilledOnResumingEndsTheSame() throws {
        _ = try atEveryCall(.death) { store in
            try SampleTraining().run(in: store, stopAt: 40)
        } body: { store in
            try SampleTraining().run(in: store, mode: .resume)
        } then: { root, _ in
            try expectRecovery(root)
        }
    }

    @Test func readersSeeTheOldRunOrTheNewOneWhereverAReplacementIsKilled() throws {
        _ = try atEveryCall(.death) { store in
            try SampleTraining(seed: 1).run(in: store)
        } body: { store in
            try SampleTraining().run(in: store, mode: .force)
        } then: { root, _ in
            let store = RunStore(root: root)
            let seen = try store.run(name)
            #expect(seen.isFinished && [1, 42].contains(seen.description.seed))
            try store.removeLeftovers()
            let after = try store.run(name)
            #expect(after.isFinished && [1, 42].contains(after.description.seed))
            do {
                try SampleTraining().run(in: store, mode: .resume)
            } catch StorageError.nameTaken(name, finished: true) {
                // It was killed before the successor began.
                try SampleTraining().run(in: store, mode: .force)
            }
            #expect(try tree(root) == reference)
        }
    }

    /// `--force` over a run that is not finished: until the new one has begun, the old one can be gone on with.
    @Test func anUnfinishedRunGoesOnlyWhenItsSuccessorHasBegun() throws {
        let before = SampleTraining(seed: 1)
        _ = try atEveryCall(.once(.noSpace)) { store in
            try before.run(in: store, stopAt: 40)
        } body: { store in
            _ = try store.begin(SampleTraining().plan(), mode: .force)
        } then: { root, failure in
            let store = RunStore(root: root)
            try store.removeLeftovers()
            let seed = try store.run(name).description.seed
            if failure == nil { #expect(seed == 42) }
            // Whichever it is, it can be resumed.
            #expect(try (seed == 1 ? before : SampleTraining()).run(in: store, mode: .resume)?.isFinished == true)
        }
    }

    @Test func evaluationsAreSavedWholeOrNotAtAll() throws {
        let old = sampleEvaluation(reward: 1)
        let new = sampleEvaluation(reward: 2)
        _ = try atEveryCall(.death) { store in
            try SampleTraining().run(in: store)
            try store.save(old, for: name)
        } body: { store in
            try store.save(new, for: name)
        } then: { root, _ in
            let store = RunStore(root: root)
            let seen = try store.run(name).evaluation
            #expect(seen == nil || seen == old || seen == new)
            try store.removeLeftovers()
            try store.save(new, for: name)
            #expect(try store.run(name).evaluation == new)
            #expect(
                try Set(tree(root).keys).subtracting(reference.keys) == [
                    "models/bologna_evaluation.json", "models/checkpoints/bologna/evaluation.json",
                ])
        }
    }

    @Test func neverWritesWhatIsNotFinite() throws {
        let store = RunStore(root: directory.path.appending("output"))
        guard case .train(let start) = try store.begin(SampleTraining().plan(), mode: .fresh) else { return }
        let before = try tree(store.root)
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
        #expect(try tree(store.root) == before)
    }
}
