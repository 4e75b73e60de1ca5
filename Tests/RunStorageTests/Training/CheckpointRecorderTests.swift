import Glibc
import Households
import RunStorage
import Synchronization
import SystemPackage
import Testing

@Suite struct CheckpointRecorderTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    private func writer(_ training: SampleTraining, _ files: FileOperations = .posix) throws -> RunWriter {
        let output = Output(root: directory.path.appending("output"), files: files)
        guard case .train(let start) = try output.runs.begin(training.plan(), mode: .fresh) else {
            throw SampleTraining.ResumedWrongly()
        }
        return start.writer
    }

    @Test(arguments: [1, 7, 15, 20, 30, 100])
    func writesTheScheduledCheckpoints(_ interval: Int) throws {
        let training = SampleTraining(saveInterval: interval)
        let run = try #require(try training.run(in: Output(root: directory.path.appending("output"))))
        #expect(run.checkpoints.map(\.episode) == (1...50).filter { $0 % interval == 0 || $0 == 50 })
        for checkpoint in run.checkpoints {
            let episode = checkpoint.episode
            let boundary = training.boundaries.last { $0 <= episode } ?? 0
            #expect(try checkpoint.history().count == episode)
            #expect(
                try checkpoint.history().episodeRewards == Array(training.history(50).episodeRewards.prefix(episode)))
            #expect(try checkpoint.resumePoint().history == training.history(boundary))
            #expect(try checkpoint.state() == training.state(boundary))
        }
    }

    @Test func asksForStatesOnlyWhereTheyAreNeeded() throws {
        let training = SampleTraining(episodes: 100, saveInterval: 30)
        let writer = try writer(training)
        var asked: [Int] = []
        let recorder = CheckpointRecorder(writer: writer, batchSize: 20, history: TrainingHistory()) {
            asked.append(0)
            return training.state(0)
        }
        var saved: [Int] = []
        for boundary in training.boundaries.dropFirst() {
            saved += try recorder.batchEnded(history: training.history(boundary)) {
                asked.append(boundary)
                return training.state(boundary)
            }.map(\.episode)
        }
        // 30 lies in 20…40, 60 is a boundary, 90 lies in 80…100, 100 is the end.
        #expect(asked == [20, 60, 80, 100])
        saved += try recorder.drain().map(\.episode)
        #expect(saved == [30, 60, 90, 100])
    }

    @Test func saysWhatIsSavedInOrderAndOnce() throws {
        let training = SampleTraining(episodes: 100, saveInterval: 10)
        let writer = try writer(training)
        let recorder = CheckpointRecorder(writer: writer, batchSize: 20, history: TrainingHistory()) {
            training.state(0)
        }
        var saved: [CheckpointRecorder.Saved] = []
        for boundary in training.boundaries.dropFirst() {
            saved += try recorder.batchEnded(history: training.history(boundary)) { training.state(boundary) }
        }
        saved += try recorder.drain()
        #expect(saved.map(\.episode) == Array(stride(from: 10, through: 100, by: 10)))
        #expect(saved.allSatisfy { exists($0.path) })
    }

    @Test func doesNotWaitForTheDisk() throws {
        let gate = Mutex<Bool>(false)
        var slow = FileOperations.posix
        slow.rename = { source, target in
            while target.string.contains("checkpoint_episode") && !gate.withLock({ $0 }) { sched_yield() }
            try FileOperations.posix.rename(source, target)
        }
        let training = SampleTraining(episodes: 60, saveInterval: 20)
        let recorder = CheckpointRecorder(
            writer: try writer(training, slow), batchSize: 20, history: TrainingHistory()
        ) { training.state(0) }
        // Two wait for the disk; the training goes on.
        for boundary in [20, 40] {
            let saved = try recorder.batchEnded(history: training.history(boundary)) { training.state(boundary) }
            #expect(saved.isEmpty)
        }
        gate.withLock { $0 = true }
        #expect(try recorder.drain().map(\.episode) == [20, 40])
    }

    @Test func throwsTheWritersFailureAtTheNextCall() throws {
        var full = FileOperations.posix
        let isFull = Mutex(false)
        full.write = { descriptor, buffer in
            if isFull.withLock({ $0 }) { throw Errno.noSpace }
            return try FileOperations.posix.write(descriptor, buffer)
        }
        let training = SampleTraining(episodes: 100, saveInterval: 20)
        let recorder = CheckpointRecorder(
            writer: try writer(training, full), batchSize: 20, history: TrainingHistory()
        ) { training.state(0) }
        isFull.withLock { $0 = true }
        _ = try recorder.batchEnded(history: training.history(20)) { training.state(20) }
        for _ in 0..<2 {
            let error = #expect(throws: StorageError.self) { try recorder.drain() }
            #expect(error?.kind == .inputOutputFailed && error?.hint?.contains("space") == true)
        }
        #expect(throws: StorageError.self) {
            try recorder.batchEnded(history: training.history(40)) { training.state(40) }
        }
    }
}
