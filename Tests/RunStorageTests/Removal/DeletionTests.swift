import RunStorage
import SystemPackage
import Testing

@Suite struct DeletionTests {
    private let directory: TemporaryDirectory
    private let name: RunName

    init() throws {
        directory = try TemporaryDirectory()
        name = try RunName("bologna")
    }

    /// Two runs with everything that a run can have.
    private func prepare(_ root: FilePath) throws -> RunStore {
        let store = RunStore(root: root)
        for run in ["bologna", "other"] {
            try SampleTraining(name: run).run(in: store)
            try store.save(sampleEvaluation(reward: 1), for: RunName(run))
            let page = NamedBytes(name: "index.html", bytes: Array(run.utf8))
            try store.writeReport(run: RunName(run), checkpoint: nil, files: [page])
            try store.writeReport(run: RunName(run), checkpoint: 30, files: [page])
            let startTime = try #require(Timestamp(secondsSince1970: 0))
            try store.archive(pdf: Array(run.utf8), run: RunName(run), startTime: startTime)
        }
        try writeIndex(store)
        return store
    }

    private func writeIndex(_ store: RunStore) throws {
        _ = try store.writeIndex { reports in Array(reports.map(\.page).joined(separator: "\n").utf8) }
    }

    /// What is to be left when the deletion is over and the index written: everything that is not the run's.
    private func remainder(_ whole: [String: [UInt8]]) throws -> [String: [UInt8]] {
        var rest = whole.filter { path, _ in path.hasPrefix("archive/") || !path.contains("bologna") }
        let index = Array("reports/other/index.html".utf8)
        rest["index.html"] = index
        var sums = try Checksums(parsing: whole["SHA256SUMS"] ?? [])
        for name in sums.names where name.contains("bologna") { sums[name: name] = nil }
        sums[name: "index.html"] = ContentHash(of: index)
        rest["SHA256SUMS"] = sums.bytes
        return rest
    }

    @Test func everythingOfTheRunGoesButItsDocumentsInTheArchive() throws {
        let store = try prepare(directory.path)
        let whole = try tree(directory.path)
        try store.delete(name)
        #expect(try store.isIndexStale)
        try writeIndex(store)
        #expect(try !store.isIndexStale)
        #expect(try tree(directory.path) == remainder(whole))
        #expect(throws: StorageError.runNotFound(name)) { try store.delete(name) }
        #expect(try store.verify().problems == [])
    }

    @Test func anInterruptedDeletionLeavesTheRunWholeOrIsFinishedByTheNextStart() throws {
        var (kept, finished) = (0, 0)
        for call in 1...1000 {
            let root = directory.path.appending("output\(call)")
            let whole: [String: [UInt8]] = try {
                _ = try prepare(root)
                return try tree(root)
            }()
            let injector = FaultInjector(.death, atCall: call)
            _ = try? RunStore(root: root, files: injector.operations).delete(name)
            if !injector.hasStruck { break }
            let next = RunStore(root: root)
            try next.removeLeftovers()
            if try next.runNames().contains(name) {
                kept += 1
                #expect(try next.run(name).isFinished && tree(root) == whole)
            } else {
                finished += 1
                #expect(try next.isIndexStale)
                try writeIndex(next)
                #expect(try tree(root) == remainder(whole))
            }
            try remove(root)
        }
        #expect(kept > 2 && finished > 20)
    }

    @Test func aNameThatWasDeletedCanBeTrainedAtOnce() throws {
        let store = try prepare(directory.path)
        // Interrupted right after the rename: what is left must not become part of the new run.
        let home = directory.path.appending("models/checkpoints/bologna")
        try move(home, to: directory.path.appending("models/checkpoints/.bologna.deleted"))
        #expect(throws: StorageError.runNotFound(name)) { try store.run(name) }
        try SampleTraining(seed: 7).run(in: store)
        #expect(try store.run(name).description.seed == 7)
        #expect(!exists(directory.path.appending("reports/bologna")))
    }

    @Test func aRunThatIsTrainedIsRefused() throws {
        let store = RunStore(root: directory.path)
        guard case .train(let start) = try store.begin(SampleTraining().plan(), mode: .fresh) else { return }
        let before = try tree(directory.path)
        let error = #expect(throws: StorageError.self) { try store.delete(name) }
        #expect(error?.kind == .alreadyRunning)
        #expect(throws: StorageError.self) { try store.prune(name, keeping: 1) }
        #expect(try tree(directory.path) == before)
        withExtendedLifetime(start) {}
    }

    @Test func aDamagedRunCanBeDeleted() throws {
        let store = try prepare(directory.path)
        try write([0], to: directory.path.appending("models/checkpoints/bologna/manifest.json"))
        try store.delete(name)
        #expect(try store.runNames().map(\.description) == ["other"])
    }

    @Test func aNameWithoutARunLeavesNothingBehind() throws {
        let root = directory.path.appending("nowhere")
        #expect(throws: StorageError.runNotFound(name)) { try RunStore(root: root).delete(name) }
        #expect(!exists(root))
    }
}
