import Dispatch
import RunStorage
import SystemPackage
import Testing

@Suite struct ArchiveTests {
    private let directory: TemporaryDirectory
    private let output: Output
    private let name: RunName
    private let time: Timestamp
    private let pdf = Array("%PDF-1.4 one".utf8)

    init() throws {
        directory = try TemporaryDirectory()
        output = Output(root: directory.path.appending("output"))
        name = try RunName("bologna")
        time = try #require(Timestamp("2026-11-22T10:30:00Z"))
    }

    private var archive: FilePath { output.root.appending("archive") }

    @Test func namesCopiesByRunTimeAndContent() throws {
        let path = try output.archive.keep(pdf: pdf, run: name, startTime: time)
        let hash = ContentHash(of: pdf)
        #expect(path == archive.appending("bologna_20261122T103000Z_\(hash.hex.prefix(8)).pdf"))
        #expect(try bytes(path) == pdf)
        #expect(try run("sha256sum", ["--check", "--strict", "SHA256SUMS"], in: archive).code == 0)
    }

    @Test func theSameDocumentIsKeptOnceAndAnotherBesideIt() throws {
        try output.archive.keep(pdf: pdf, run: name, startTime: time)
        let before = try tree(archive)
        try output.archive.keep(pdf: pdf, run: name, startTime: time)
        #expect(try tree(archive) == before)
        try output.archive.keep(pdf: pdf + [1], run: name, startTime: time)
        #expect(try tree(archive).count == 3)
        #expect(try tree(archive).filter { before[$0.key] != nil && $0.key != "SHA256SUMS" }.values.first == pdf)
    }

    @Test func nothingIsEverOverwritten() throws {
        // Another content under the very name: the copy gets a longer one.
        let path = try output.archive.keep(pdf: pdf, run: name, startTime: time)
        try write([9], to: path)
        let second = try output.archive.keep(pdf: pdf, run: name, startTime: time)
        #expect(second != path && second.string.contains(ContentHash(of: pdf).hex.prefix(16)))
        #expect(try bytes(path) == [9] && bytes(second) == pdf)
        #expect(try output.verify().problems.map(\.location) == [path.string])
    }

    @Test func aDocumentThatWasRemovedByHandIsKeptAgain() throws {
        let path = try output.archive.keep(pdf: pdf, run: name, startTime: time)
        try output.archive.keep(pdf: pdf + [1], run: name, startTime: time)
        try remove(path)
        #expect(try output.verify().problems.map(\.location) == [path.string])
        #expect(try output.archive.keep(pdf: pdf, run: name, startTime: time) == path)
        try output.archive.keep(pdf: pdf + [2], run: name, startTime: time)
        #expect(try output.verify().problems == [])
        #expect(try run("sha256sum", ["--check", "--strict", "SHA256SUMS"], in: archive).code == 0)
    }

    @Test func aListThatHasGoneIsMadeAgainByTheNext() throws {
        for byte: UInt8 in 0..<2 { try output.archive.keep(pdf: pdf + [byte], run: name, startTime: time) }
        try remove(archive.appending("SHA256SUMS"))
        #expect(try !output.verify().problems.isEmpty)
        try output.archive.keep(pdf: pdf, run: name, startTime: time)
        #expect(try output.verify().problems == [])
        #expect(try Checksums(parsing: bytes(archive.appending("SHA256SUMS"))).names.count == 3)
    }

    @Test func aDocumentWhoseWriterWasKilledIsListedByTheNext() throws {
        for call in 1... {
            let root = directory.path.appending("killed\(call)")
            let injector = FaultInjector(.death, atCall: call)
            do {
                try Output(root: root, files: injector.operations).archive.keep(pdf: pdf, run: name, startTime: time)
                if !injector.hasStruck { break }
            } catch is StorageError {}
            let output = Output(root: root)
            try output.removeLeftovers()
            try output.archive.keep(pdf: pdf + [1], run: name, startTime: time)
            #expect(try output.verify().problems == [])
            try output.archive.keep(pdf: pdf, run: name, startTime: time)
            // Two documents, their list, and the list of the output.
            #expect(try tree(root).count == 4)
        }
    }

    @Test func manyAtOnceLoseNothing() throws {
        let (output, name, time) = (output, name, time)
        DispatchQueue.concurrentPerform(iterations: 40) { index in
            _ = try? output.archive.keep(pdf: [UInt8(index)], run: name, startTime: time)
        }
        #expect(try tree(archive).count == 41)
        #expect(try run("sha256sum", ["--check", "--strict", "SHA256SUMS"], in: archive).code == 0)
        let verified = try output.verify()
        #expect(verified.problems == [] && verified.checked.documents == 40)
    }
}
