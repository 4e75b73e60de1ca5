import Dispatch
import RunStorage
import SystemPackage
import Testing

@Suite struct ArchiveTests {
    private let directory: TemporaryDirectory
    private let store: RunStore
    private let name: RunName
    private let time: Timestamp
    private let pdf = Array("%PDF-1.4 one".utf8)

    init() throws {
        directory = try TemporaryDirectory()
        store = RunStore(root: directory.path.appending("output"))
        name = try RunName("bologna")
        time = try #require(Timestamp("2026-11-22T10:30:00Z"))
    }

    private var archive: FilePath { store.root.appending("archive") }

    @Test func namesCopiesByRunTimeAndContent() throws {
        let path = try store.archive(pdf: pdf, run: name, startTime: time)
        let hash = ContentHash(of: pdf)
        #expect(path == archive.appending("bologna_20261122T103000Z_\(hash.hex.prefix(8)).pdf"))
        #expect(try bytes(path) == pdf)
        #expect(try run("sha256sum", ["--check", "--strict", "SHA256SUMS"], in: archive).code == 0)
    }

    @Test func theSameDocumentIsKeptOnceAndAnotherBesideIt() throws {
        try store.archive(pdf: pdf, run: name, startTime: time)
        let before = try tree(archive)
        try store.archive(pdf: pdf, run: name, startTime: time)
        #expect(try tree(archive) == before)
        try store.archive(pdf: pdf + [1], run: name, startTime: time)
        #expect(try tree(archive).count == 3)
        #expect(try tree(archive).filter { before[$0.key] != nil && $0.key != "SHA256SUMS" }.values.first == pdf)
    }

    @Test func nothingIsEverOverwritten() throws {
        // Another content under the very name: the copy gets a longer one.
        let path = try store.archive(pdf: pdf, run: name, startTime: time)
        try write([9], to: path)
        let second = try store.archive(pdf: pdf, run: name, startTime: time)
        #expect(second != path && second.string.contains(ContentHash(of: pdf).hex.prefix(16)))
        #expect(try bytes(path) == [9] && bytes(second) == pdf)
        #expect(try store.verify().problems.map(\.location) == [path.string])
    }

    @Test func aDocumentWhoseWriterWasKilledIsListedByTheNext() throws {
        for call in 1... {
            let root = directory.path.appending("killed\(call)")
            let injector = FaultInjector(.death, atCall: call)
            do {
                try RunStore(root: root, files: injector.operations).archive(pdf: pdf, run: name, startTime: time)
                if !injector.hasStruck { break }
            } catch is StorageError {}
            let store = RunStore(root: root)
            try store.removeLeftovers()
            try store.archive(pdf: pdf + [1], run: name, startTime: time)
            #expect(try store.verify().problems == [])
            try store.archive(pdf: pdf, run: name, startTime: time)
            #expect(try tree(root).count == 3)
        }
    }

    @Test func manyAtOnceLoseNothing() throws {
        let (store, name, time) = (store, name, time)
        DispatchQueue.concurrentPerform(iterations: 40) { index in
            _ = try? store.archive(pdf: [UInt8(index)], run: name, startTime: time)
        }
        #expect(try tree(archive).count == 41)
        #expect(try run("sha256sum", ["--check", "--strict", "SHA256SUMS"], in: archive).code == 0)
        let verified = try store.verify()
        #expect(verified.problems == [] && verified.documents == 40)
    }
}
