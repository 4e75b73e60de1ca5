import Dispatch
import Glibc
import RunStorage
import Synchronization
import SystemPackage
import Testing

@Suite struct SiteTests {
    private let directory: TemporaryDirectory
    private let output: Output
    private let site: FilePath

    init() throws {
        directory = try TemporaryDirectory()
        output = Output(root: directory.path.appending("output"))
        site = directory.path.appending("www/household")
        try Self.prepare(output)
    }

    private static func prepare(_ output: Output) throws {
        for run in ["a", "b"] {
            try SampleTraining(name: run).run(in: output)
            let files = ["index_entry.json", "charts/reward.png", "history.csv", "\(run).pdf", "index.html"].map {
                NamedBytes(name: $0, bytes: Array("\(run) \($0)".utf8))
            }
            try output.site.writeReport(run: RunName(run), checkpoint: nil, files: files)
        }
        try output.site.writeReport(
            run: RunName("a"), checkpoint: 30, files: [NamedBytes(name: "index.html", bytes: [3])])
        try writeIndex(output)
    }

    private static func writeIndex(_ output: Output) throws {
        _ = try output.site.writeIndex { _ in
            ""
        } html: { part in
            Array(part.reports.map(\.name.description).joined(separator: "\n").utf8)
        }
    }

    private static let listName = ".hrlreport_published"

    /// The site without its list.
    private func published(_ site: FilePath) throws -> [String: [UInt8]] {
        try tree(site).filter { ![Self.listName, ".hrlreport_owner"].contains($0.key) }
    }

    private func expected(_ output: Output) throws -> [String: [UInt8]] {
        try tree(output.root).filter { name, _ in
            let isOwn = ["index_entry.json", "SHA256SUMS"].contains { name.hasSuffix($0) }
            return name == "index.html" || name.hasPrefix("reports/") && !isOwn
        }
    }

    @Test func theSiteIsIndexAndReportsAndNothingElse() throws {
        let first = try output.site.publish(to: site)
        #expect(first.written.count == 10 && first.written.last == "index.html" && first.unchanged == 0)
        #expect(try published(site) == expected(output))
        #expect(try published(site).keys.sorted().first == "index.html")
        let second = try output.site.publish(to: site)
        #expect(second.written == [] && second.unchanged == 10 && second.removed == [])
        #expect(try run("sha256sum", ["--check", "--strict", Self.listName], in: site).code == 0)
    }

    @Test func whatIsDamagedIsNotPublished() throws {
        let page = output.root.appending("reports/a/index.html")
        let intact = try bytes(page)
        try write(intact + [1], to: page)
        let error = #expect(throws: StorageError.self) { try output.site.publish(to: site) }
        #expect(error?.location == page.string && error?.kind == .invalidData)
        #expect(!exists(site))
        try write(intact, to: page)
        #expect(try output.site.publish(to: site).written.count == 10)
    }

    @Test func onlyWhatChangedIsWrittenAndOnlyOurOwnIsRemoved() throws {
        try output.site.publish(to: site)
        try write([9], to: site.appending("robots.txt"))
        try write([9], to: site.appending("reports/a/charts/own.png"))
        try output.site.writeReport(
            run: RunName("b"), checkpoint: nil, files: [NamedBytes(name: "b.pdf", bytes: [1, 2])])
        try output.runs.delete(RunName("a"))
        try Self.writeIndex(output)
        let second = try output.site.publish(to: site)
        #expect(second.written == ["reports/b/b.pdf", "index.html"] && second.unchanged == 3)
        #expect(second.removed.count == 5 && second.removed.allSatisfy { $0.hasPrefix("reports/a/") })
        var whole = try expected(output)
        whole["robots.txt"] = [9]
        whole["reports/a/charts/own.png"] = [9]
        #expect(try published(site) == whole)
        #expect(!exists(site.appending("reports/a/checkpoint_30")))
    }

    @Test func strayFilesAmongRunsAndReportsStopNothing() throws {
        let strays = ["models/checkpoints/notes.txt", "reports/notes.txt"].map(output.root.appending)
        for path in strays { try write([9], to: path) }
        #expect(try output.removeLeftovers() == [])
        #expect(try output.site.publish(to: site).written.count == 10)
        #expect(try output.verify().problems.map(\.location) == strays.map(\.string))
    }

    @Test func filesOfOthersAreNotReplaced() throws {
        try DurableFiles().makeDirectory(site)
        try write([9], to: site.appending("index.html"))
        let before = try tree(site)
        let error = #expect(throws: StorageError.notPublishedHere(site.appending("index.html"))) {
            try output.site.publish(to: site)
        }
        #expect(error?.kind == .cannotCreate && error?.hint != nil)
        #expect(try tree(site) == before)
        // The very same file may have been copied by hand.
        try write(bytes(output.root.appending("index.html")), to: site.appending("index.html"))
        #expect(try output.site.publish(to: site).unchanged == 1)
    }

    /// Index and reports have locks of their own: while one of them is replaced, publishing waits.
    @Test(arguments: ["index.html", "reports/b/b.pdf"])
    func publishingWaitsForWhatIsBeingReplaced(name: String) throws {
        let root = output.root
        let publisher = BackgroundPublisher(output, site)
        var operations = FileOperations.posix
        operations.rename = { source, target in
            // The file has left the list, and is not in place yet.
            if target == root.appending(name) {
                publisher.start()
                usleep(300_000)
            }
            try FileOperations.posix.rename(source, target)
        }
        let writer = Output(root: root, files: operations)
        if name == "index.html" {
            _ = try writer.site.writeIndex { _ in
                ""
            } html: { _ in
                [7]
            }
        } else {
            try writer.site.writeReport(
                run: RunName("b"), checkpoint: nil, files: [NamedBytes(name: "b.pdf", bytes: [7])])
        }
        #expect(throws: Never.self) { try publisher.wait().get() }
        #expect(try published(site) == expected(output))
    }

    @Test func anInterruptedPublicationIsCompletedByTheNext() throws {
        for call in 1...500 {
            let site = directory.path.appending("site\(call)")
            try output.site.publish(to: site)
            try output.site.writeReport(
                run: RunName("b"), checkpoint: nil,
                files: [NamedBytes(name: "b.pdf", bytes: Array("\(call)".utf8))])
            try remove(output.root.appending("reports/a/a.pdf"))
            let injector = FaultInjector(.death, atCall: call)
            _ = try? Output(root: output.root, files: injector.operations).site.publish(to: site)
            for (name, bytes) in try published(site) where !name.hasSuffix(".tmp") && name != ".hrlreport_publishing" {
                #expect(!bytes.isEmpty, "\(name) is not whole")
            }
            try output.site.publish(to: site)
            #expect(try published(site) == expected(output))
            try output.site.writeReport(
                run: RunName("a"), checkpoint: nil, files: [NamedBytes(name: "a.pdf", bytes: [5])])
            try remove(site)
            if !injector.hasStruck { return }
        }
    }

    /// A server reads what is published, however the umask of who publishes it.
    @Test func publishedFilesCanBeReadByAServer() throws {
        var operations = FileOperations.posix
        operations.open = { path, purpose in
            guard purpose == .writing else { return try FileOperations.posix.open(path, purpose) }
            return try FileDescriptor.open(
                path, .writeOnly, options: [.create, .exclusiveCreate], permissions: [.ownerReadWrite])
        }
        operations.makeDirectory = { path in if mkdir(path.string, 0o700) < 0 { throw Errno(rawValue: errno) } }
        try Output(root: output.root, files: operations).site.publish(to: site)
        func mode(_ path: FilePath) -> mode_t {
            var found = stat()
            return lstat(path.string, &found) == 0 ? found.st_mode & 0o777 : 0
        }
        for name in try published(site).keys { #expect(mode(site.appending(name)) == 0o644, "\(name)") }
        for folder in ["", "reports", "reports/a", "reports/a/charts"] {
            #expect(mode(site.appending(folder)) == 0o755, "\(folder)")
        }
    }

    /// An output on a disk that cannot be written, or of somebody else.
    @Test(arguments: [Errno.permissionDenied, .readOnlyFileSystem])
    func anOutputThatCannotBeWrittenIsPublished(number: Errno) throws {
        let root = output.root
        var operations = FileOperations.posix
        operations.open = { path, purpose in
            if path.starts(with: root), purpose != .reading { throw number }
            return try FileOperations.posix.open(path, purpose)
        }
        operations.makeDirectory = { path in
            if path.starts(with: root) { throw number }
            try FileOperations.posix.makeDirectory(path)
        }
        #expect(try Output(root: root, files: operations).site.publish(to: site).written.count == 10)
        #expect(try published(site) == expected(output))
    }

    /// What somebody wrote into a published page is theirs, whatever is rendered afterwards.
    @Test func whatSomebodyChangedIsNotReplaced() throws {
        try output.site.publish(to: site)
        let page = site.appending("reports/a/index.html")
        try write([7, 7], to: page)
        try output.site.writeReport(
            run: RunName("a"), checkpoint: nil, files: [NamedBytes(name: "index.html", bytes: [8])])
        for _ in 0..<2 {
            let publication = try output.site.publish(to: site)
            #expect(publication.kept == ["reports/a/index.html"] && publication.written.isEmpty)
            #expect(try bytes(page) == [7, 7])
        }
        try remove(page)
        #expect(try output.site.publish(to: site).written == ["reports/a/index.html"])
        #expect(try bytes(page) == [8])
    }

    /// A page that somebody put in the place of a published one is theirs.
    @Test func whatSomebodyChangedIsNotRemoved() throws {
        try output.site.publish(to: site)
        try write([9], to: site.appending("reports/a/index.html"))
        try output.runs.delete(RunName("a"))
        try Self.writeIndex(output)
        let publication = try output.site.publish(to: site)
        #expect(publication.kept == ["reports/a/index.html"] && publication.removed.count == 4)
        #expect(try bytes(site.appending("reports/a/index.html")) == [9])
        // From then on it is no business of ours.
        #expect(try output.site.publish(to: site).kept == [])
    }

    @Test func linksOutOfTheSiteAreNotFollowed() throws {
        try output.site.publish(to: site)
        let elsewhere = directory.path.appending("elsewhere")
        try DurableFiles().makeDirectory(elsewhere.appending("a"))
        try write([9], to: elsewhere.appending("a/index.html"))
        try remove(site.appending("reports"))
        #expect(symlink(elsewhere.string, site.appending("reports").string) == 0)
        #expect(throws: StorageError.notPublishedHere(site.appending("reports"))) { try output.site.publish(to: site) }
        #expect(try tree(elsewhere) == ["a/index.html": [9]])
    }

    /// Two outputs in one folder would remove each other's pages.
    @Test func aFolderTakesTheSiteOfOneOutput() throws {
        try output.site.publish(to: site)
        let before = try tree(site)
        let other = Output(root: directory.path.appending("other"))
        try Self.prepare(other)
        let owner = site.appending(".hrlreport_owner")
        let error = #expect(throws: StorageError.publishedByAnother(owner)) { try other.site.publish(to: site) }
        #expect(error?.kind == .cannotCreate && error?.hint != nil)
        #expect(try tree(site) == before)
    }

    @Test func aDryRunOnlySaysWhatItWouldDo() throws {
        let plan = try output.site.publish(to: site, isDryRun: true)
        #expect(!exists(site))
        #expect(try output.site.publish(to: site) == plan)
        try output.runs.delete(RunName("a"))
        try Self.writeIndex(output)
        let before = try tree(site)
        let second = try output.site.publish(to: site, isDryRun: true)
        #expect(try tree(site) == before && second.removed.count == 5)
        #expect(try output.site.publish(to: site) == second)
    }

    @Test func withoutReportsThereIsNothingToPublish() throws {
        let empty = Output(root: directory.path.appending("empty"))
        #expect(throws: StorageError.nothingToPublish(empty.root)) { try empty.site.publish(to: site) }
        #expect(!exists(site) && !exists(empty.root))
    }
}

/// A publication that goes on beside the test.
private final class BackgroundPublisher: Sendable {
    private let output: Output
    private let site: FilePath
    private let outcome = Mutex<Result<SitePublication, any Error>?>(nil)
    private let finished = DispatchSemaphore(value: 0)

    init(_ output: Output, _ site: FilePath) {
        self.output = output
        self.site = site
    }

    func start() {
        DispatchQueue.global().async { [self] in
            let result = Result { try output.site.publish(to: site) }
            outcome.withLock { $0 = result }
            finished.signal()
        }
    }

    func wait() throws -> Result<SitePublication, any Error> {
        finished.wait()
        let result = outcome.withLock { $0 }
        return try #require(result)
    }
}
