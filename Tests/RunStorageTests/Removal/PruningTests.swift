import RunStorage
import SystemPackage
import Testing

@Suite struct PruningTests {
    private let directory: TemporaryDirectory
    private let output: Output
    private let name: RunName

    init() throws {
        directory = try TemporaryDirectory()
        output = Output(root: directory.path)
        name = try RunName("bologna")
    }

    @Test(arguments: [(0, [50]), (1, [45, 50]), (2, [30, 45, 50]), (3, [15, 30, 45, 50]), (9, [15, 30, 45, 50])])
    func theFinalStateAndTheNewestStay(count: Int, kept: [Int]) throws {
        let whole = try #require(try SampleTraining().run(in: output))
        let final = try tree(whole.finalCheckpoint().path)
        let size = try output.sizes(name).run
        let pruning = try output.runs.prune(name, keeping: count)
        #expect(pruning.kept == kept && pruning.removed == [15, 30, 45].filter { !kept.contains($0) })
        let run = try output.runs.run(name)
        #expect(run.checkpoints.map(\.episode) == kept && run.isFinished)
        #expect(try tree(run.finalCheckpoint().path) == final)
        // What was freed is gone from the disk, but for lines of the list.
        #expect((size - pruning.freed - (try output.sizes(name).run)) <= 100 * pruning.removed.count)
        #expect(try output.verify().problems == [])
        guard case .upToDate = try output.runs.begin(SampleTraining().plan(), mode: .fresh) else {
            Issue.record("a pruned run is not up to date")
            return
        }
    }

    /// Pruned while it was stopped, a run ends as one that was not, but for the checkpoints that were removed.
    @Test func aPrunedRunIsResumed() throws {
        let reference = Output(root: directory.path.appending("reference"))
        let whole = try #require(try SampleTraining().run(in: reference))
        try SampleTraining().run(in: output, stopAt: 40)
        let pruning = try output.runs.prune(name, keeping: 0)
        #expect(pruning.kept == [30] && pruning.removed == [15])
        let run = try #require(try SampleTraining().run(in: output, mode: .resume))
        #expect(run.checkpoints.map(\.episode) == [30, 45, 50])
        #expect(try tree(run.finalCheckpoint().path) == tree(whole.finalCheckpoint().path))
    }

    @Test func nothingIntactIsGivenUpForSomethingDamaged() throws {
        let run = try #require(try SampleTraining().run(in: output))
        let path = try run.finalCheckpoint().path.appending("training_history.json")
        var content = try bytes(path)
        content[40] ^= 1
        try write(content, to: path)
        let before = try tree(directory.path)
        let error = #expect(throws: StorageError.self) { try output.runs.prune(name, keeping: 0) }
        #expect(error?.location == path.string)
        #expect(try tree(directory.path) == before)
    }

    @Test func anInterruptedPruningLeavesARunInOrder() throws {
        for call in 1...200 {
            let root = directory.path.appending("output\(call)")
            try SampleTraining().run(in: Output(root: root))
            let injector = FaultInjector(.death, atCall: call)
            _ = try? Output(root: root, files: injector.operations).runs.prune(name, keeping: 0)
            if !injector.hasStruck { return }
            let next = Output(root: root)
            try next.removeLeftovers()
            #expect(try next.runs.run(name).isFinished && next.verify().problems == [])
            #expect(try tree(root).keys.filter { $0.contains(".tmp") } == [])
            #expect(try next.runs.prune(name, keeping: 0).kept == [50])
            try remove(root)
        }
    }
}
