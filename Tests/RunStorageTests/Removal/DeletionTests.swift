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
    private func prepare(_ root: FilePath) throws -> Output {
        let output = Output(root: root)
        for run in ["bologna", "other"] {
            try SampleTraining(name: run).run(in: output)
            try output.runs.save(sampleEvaluation(reward: 1), for: RunName(run))
            let page = NamedBytes(name: "index.html", bytes: Array(run.utf8))
            let entry = NamedBytes(name: Site.indexEntryName, bytes: Array(run.utf8))
            try output.site.writeReport(run: RunName(run), checkpoint: nil, files: [entry, page])
            try output.site.writeReport(run: RunName(run), checkpoint: 30, files: [page])
            let startTime = try #require(Timestamp(secondsSince1970: 0))
            try output.archive.keep(pdf: Array(run.utf8), run: RunName(run), startTime: startTime)
        }
        try writeIndex(output)
        return output
    }

    private func writeIndex(_ output: Output) throws {
        _ = try output.site.writeIndex { _ in
            ""
        } html: { part in
            Array(part.reports.map(\.name.description).joined(separator: "\n").utf8)
        }
    }

    /// What is to be left when the deletion is over and the index written: everything that is not the run's.
    private func remainder(_ whole: [String: [UInt8]]) throws -> [String: [UInt8]] {
        var rest = whole.filter { path, _ in path.hasPrefix("archive/") || !path.contains("bologna") }
        let index = Array("other".utf8)
        rest["index.html"] = index
        let lines = String(decoding: whole["SHA256SUMS"] ?? [], as: UTF8.self).split(separator: "\n")
        let kept = lines.filter { !$0.contains("bologna") || $0.contains("archive/") }
        rest["SHA256SUMS"] = Array(kept.map { "\($0)\n" }.joined().utf8)
        var pages = Checksums()
        pages[name: "index.html"] = ContentHash(of: index)
        rest["index_SHA256SUMS"] = pages.bytes
        var entries = Checksums()
        entries[name: "reports/other/index_entry.json"] = ContentHash(of: index)
        rest[".index_entries"] = entries.bytes
        return rest
    }

    @Test func everythingOfTheRunGoesButItsDocumentsInTheArchive() throws {
        let output = try prepare(directory.path)
        let whole = try tree(directory.path)
        try output.runs.delete(name)
        #expect(try output.site.isIndexStale)
        try writeIndex(output)
        #expect(try !output.site.isIndexStale)
        #expect(try tree(directory.path) == remainder(whole))
        #expect(throws: StorageError.runNotFound(name)) { try output.runs.delete(name) }
        #expect(try output.verify().problems == [])
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
            _ = try? Output(root: root, files: injector.operations).runs.delete(name)
            if !injector.hasStruck { break }
            let next = Output(root: root)
            try next.finishDeletions()
            #expect(!exists(root.appending("models/checkpoints/.bologna.deleted")))
            try next.removeLeftovers()
            if try next.runs.names().contains(name) {
                kept += 1
                #expect(try next.runs.run(name).isFinished && tree(root) == whole)
            } else {
                finished += 1
                #expect(try next.site.isIndexStale)
                try writeIndex(next)
                #expect(try tree(root) == remainder(whole))
            }
            try remove(root)
        }
        #expect(kept > 2 && finished > 20)
    }

    @Test func aNameThatWasDeletedCanBeTrainedAtOnce() throws {
        let output = try prepare(directory.path)
        // Interrupted right after the rename: what is left must not become part of the new run.
        let home = directory.path.appending("models/checkpoints/bologna")
        try move(home, to: directory.path.appending("models/checkpoints/.bologna.deleted"))
        #expect(throws: StorageError.runNotFound(name)) { try output.runs.run(name) }
        try SampleTraining(seed: 7).run(in: output)
        #expect(try output.runs.run(name).description.seed == 7)
        #expect(!exists(directory.path.appending("reports/bologna")))
    }

    @Test func aRunThatIsTrainedIsRefused() throws {
        let output = Output(root: directory.path)
        guard case .train(let start) = try output.runs.begin(SampleTraining().plan(), mode: .fresh) else { return }
        let before = try tree(directory.path)
        let error = #expect(throws: StorageError.self) { try output.runs.delete(name) }
        #expect(error?.kind == .alreadyRunning)
        #expect(throws: StorageError.self) { try output.runs.prune(name, keeping: 1) }
        #expect(try tree(directory.path) == before)
        withExtendedLifetime(start) {}
    }

    @Test func aDeletionThatCannotBeFinishedStopsNobodyElse() throws {
        let output = try prepare(directory.path)
        var operations = FileOperations.posix
        operations.removeFile = { path in
            if path.lastComponent == "manifest.json" { throw Errno.notPermitted }
            try FileOperations.posix.removeFile(path)
        }
        let hindered = Output(root: output.root, files: operations)
        let error = try #require(#expect(throws: StorageError.self) { try hindered.runs.delete(name) })
        #expect(try hindered.finishDeletions() == [error] && hindered.removeLeftovers() == [error])
        #expect(throws: error) { try SampleTraining().run(in: hindered) }
        #expect(try SampleTraining(name: "third").run(in: hindered)?.isFinished == true)
        #expect(try output.removeLeftovers() == [])
        #expect(try output.runs.names().map(\.description) == ["other", "third"])
    }

    @Test func aDamagedRunCanBeDeleted() throws {
        let output = try prepare(directory.path)
        try write([0], to: directory.path.appending("models/checkpoints/bologna/manifest.json"))
        try output.runs.delete(name)
        #expect(try output.runs.names().map(\.description) == ["other"])
    }

    @Test func aNameWithoutARunLeavesNothingBehind() throws {
        let root = directory.path.appending("nowhere")
        #expect(throws: StorageError.runNotFound(name)) { try Output(root: root).runs.delete(name) }
        #expect(!exists(root))
    }
}
