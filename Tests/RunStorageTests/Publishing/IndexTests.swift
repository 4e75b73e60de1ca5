import RunStorage
import Synchronization
import SystemPackage
import Testing

@Suite struct IndexTests {
    private let directory: TemporaryDirectory
    private let output: Output

    init() throws {
        directory = try TemporaryDirectory()
        output = Output(root: directory.path.appending("output"))
    }

    /// A report of a training that began at a time.
    private func report(_ name: String, _ time: Int, in output: Output) throws {
        try output.site.writeReport(
            run: RunName(name), checkpoint: nil,
            files: [
                NamedBytes(name: Site.indexEntryName, bytes: Array("\(time)".utf8)),
                NamedBytes(name: "index.html", bytes: Array(name.utf8)),
            ])
    }

    /// A page says what it shows, the newest first, and where its neighbours are.
    @discardableResult
    private func writeIndex(
        _ output: Output, left: (PublishedReport) -> Bool = { _ in false }
    ) throws -> [StorageError] {
        try output.site.writeIndex { report in
            left(report) ? nil : report.indexEntry.map { String(decoding: $0, as: UTF8.self) }
        } html: { part in
            let names = part.reports.reversed().map(\.name.description)
            let around = [part.newer, part.older].map { $0 ?? "-" }
            let which = part.number.map { "#\($0)" } ?? "\(part.total)"
            return Array((around + [which] + names).joined(separator: " ").utf8)
        }.problems
    }

    private func page(_ name: String = "index.html") throws -> String {
        String(decoding: try bytes(output.root.appending(name)), as: UTF8.self)
    }

    /// The pages of the index, and what it knows.
    private func index(_ output: Output) throws -> [String: [UInt8]] {
        try tree(output.root).filter { $0.key.hasPrefix("index") || $0.key.hasPrefix(".index") }
    }

    @Test func theNewestTrainingIsFirstAndOfTheSameTimeTheFirstName() throws {
        for (name, time) in [("b", 20), ("late", 21), ("a", 20), ("old", 19)] { try report(name, time, in: output) }
        try output.site.writeReport(
            run: RunName("bare"), checkpoint: nil, files: [NamedBytes(name: "bare.pdf", bytes: [1])])
        #expect(try writeIndex(output) == [])
        #expect(try page() == "- - 4 late a b old")
        #expect(try index(output).keys.sorted() == [".index_entries", "index.html", "index_SHA256SUMS"])
        for list in [".index_entries", "index_SHA256SUMS"] {
            #expect(try run("sha256sum", ["--check", "--strict", list], in: output.root).code == 0)
        }
        #expect(try output.verify().problems == [] && output.verify().foreign == [])
    }

    /// What was written bit by bit is what is written at once.
    @Test func pagesAreTheSameInWhateverOrderReportsCome() throws {
        let count = 230
        for step in 0..<count {
            // Every time once, in an order that jumps to and fro.
            let time = 1000 + step * 77 % count
            try report("run\(time)", time, in: output)
            if step % 23 == 22 { try writeIndex(output) }
        }
        try writeIndex(output)
        let grown = try index(output)
        #expect(grown.count == 6 && grown["index.html"]?.starts(with: "- index_3.html 230 run1229 ".utf8) == true)
        #expect(try page("index_3.html").hasPrefix("index.html index_2.html #3 run1149 "))
        #expect(try page("index_1.html").hasPrefix("index_2.html - #1 run1049 "))
        let shown = try ["index_1.html", "index_2.html", "index_3.html", "index.html"].flatMap { name in
            try page(name).split(separator: " ").dropFirst(3).reversed()
        }
        #expect(shown == (1000..<1230).map { "run\($0)" })
        #expect(try output.verify().problems == [])
        #expect(try output.site.file("index_2.html") == grown["index_2.html"])
        for name in ["index_4.html", "index_02.html", "index_SHA256SUMS", ".index_entries"] {
            #expect(try output.site.file(name) == nil)
        }
        let published = try output.site.publish(to: directory.path.appending("www")).written
        #expect(published.suffix(4) == ["index_1.html", "index_2.html", "index_3.html", "index.html"])
        try remove(output.root.appending(".index_entries"))
        #expect(try output.verify().problems.map(\.location) == [output.root.appending(".index_entries").string])
        try writeIndex(output)
        #expect(try index(output) == grown)
    }

    /// Also where many trainings began at one time, as with `SOURCE_DATE_EPOCH`.
    @Test func reportsOfOneTimeAreInOneOrder() throws {
        var pages: [[String: [UInt8]]] = []
        for (number, order) in [Array(0..<120), (0..<120).map { $0 * 77 % 120 }, Array((0..<120).reversed())]
            .enumerated()
        {
            let output = Output(root: directory.path.appending("order\(number)"))
            for (step, run) in order.enumerated() {
                try report("run\(1000 + run)", 1000 + run / 60, in: output)
                // One by one, and many at once.
                if number == 0 || step % 40 == 0 { try writeIndex(output) }
            }
            try writeIndex(output)
            pages.append(try index(output))
        }
        #expect(pages[0].keys.contains("index_1.html") && pages[1] == pages[0] && pages[2] == pages[0])
    }

    /// The 420th report costs what the 120th does, and an older page stays as it is.
    @Test func aReportCostsTheSameHoweverManyThereAre() throws {
        let counter = CallCounter()
        let counting = Output(root: output.root, files: counter.operations)
        let time = try #require(Timestamp(secondsSince1970: 0))
        var costs: [Int: CallCounter.Counts] = [:]
        for number in 1...420 {
            _ = counter.take()
            try report("run\(1000 + number)", 1000 + number, in: counting)
            try counting.archive.keep(pdf: Array("\(1000 + number)".utf8), run: RunName("run"), startTime: time)
            try writeIndex(counting)
            costs[number] = counter.take()
        }
        let (early, late) = try (#require(costs[120]), #require(costs[420]))
        #expect(late.calls.count == early.calls.count)
        // A line for each of the older pages, in the list of the pages, which is written twice.
        #expect(late.written - early.written <= 2 * 6 * 80 + 8, "\(early.written), \(late.written)")
        #expect(try output.verify().problems == [])
        let before = try index(output)
        try report("run1421", 1421, in: output)
        try writeIndex(output)
        #expect(
            try index(output).filter { before[$0.key] != $0.value }.keys.sorted()
                == [".index_entries", "index.html", "index_SHA256SUMS"])
    }

    @Test func pagesThatAreNotNeededAnyMoreGo() throws {
        for number in 100..<200 { try report("run\(number)", number, in: output) }
        try writeIndex(output)
        #expect(try index(output)["index_1.html"] != nil)
        let site = directory.path.appending("www")
        try output.site.publish(to: site)
        let name = try RunName("run120")
        try SampleTraining(name: "run120").run(in: output)
        try output.runs.delete(name)
        try writeIndex(output)
        #expect(try output.site.publish(to: site).removed == ["index_1.html", "reports/run120/index.html"])
        #expect(try index(output)["index_1.html"] == nil && !page().contains("run120"))
        #expect(try page().hasPrefix("- - 99 run199 ") && output.verify().problems == [])
    }

    /// What a report is about may be of any size, and its disk away: the index needs none of it.
    @Test func noRunIsRead() throws {
        for run in ["a", "b"] {
            try SampleTraining(name: run).run(in: output)
            try output.runs.save(sampleEvaluation(reward: 5), for: RunName(run))
            try report(run, 1, in: output)
        }
        try write([0], to: output.root.appending("models/checkpoints/a/manifest.json"))
        let models = output.root.appending("models")
        var operations = FileOperations.posix
        operations.open = { path, purpose in
            #expect(!path.starts(with: models), "\(path)")
            return try FileOperations.posix.open(path, purpose)
        }
        #expect(try writeIndex(Output(root: output.root, files: operations)) == [])
        #expect(try page() == "- - 2 a b")
    }

    @Test(arguments: ["large", "folder", "other"]) func anUnusableEntryKeepsOutItsReportAndNoOther(kind: String) throws
    {
        for run in ["a", "b"] { try report(run, 1, in: output) }
        try writeIndex(output)
        let path = output.root.appending("reports/a/index_entry.json")
        switch kind {
        case "large": try write(Array(repeating: 0, count: 1 << 20 + 1), to: path)
        case "folder":
            try remove(path)
            try DurableFiles().makeDirectory(path)
        default: try write([0], to: path)
        }
        let problems = try writeIndex(output) { $0.indexEntry == [0] }
        #expect(problems.map(\.location) == (kind == "other" ? [] : [path.string]))
        #expect(try page() == "- - 1 b")
        try? remove(path)
        try report("a", 2, in: output)
        try writeIndex(output)
        #expect(try page() == "- - 2 a b" && output.verify().problems == [])
    }

    /// A disk that cannot be read for an instant, at whichever call, must not cost the front page its reports.
    @Test func aReadErrorKeepsTheFrontPage() throws {
        for run in ["a", "b", "c"] { try report(run, 1, in: output) }
        try writeIndex(output)
        let whole = try page()
        #expect(whole == "- - 3 a b c")
        var failures = 0
        for call in 1... {
            let left = Mutex(call)
            var operations = FileOperations.posix
            operations.read = { descriptor, buffer in
                let isNow = left.withLock { calls in
                    calls -= 1
                    return calls == 0
                }
                if isNow { throw Errno.ioError }
                return try FileOperations.posix.read(descriptor, buffer)
            }
            do {
                try writeIndex(Output(root: output.root, files: operations))
            } catch StorageError.operationFailed(_, _, .ioError) {
                failures += 1
            }
            #expect(try page() == whole, "after an error of read \(call)")
            if left.withLock({ $0 > 0 }) { break }
        }
        // The entries, their list and that of the pages are read at least.
        #expect(failures > 4)
    }

    /// Older pages show what is there, and nothing else, also where a report goes that a process was just adding to
    /// them, or taking out, when it was killed.
    @Test(arguments: [(110, false), (99, true)])
    func olderPagesThatWereNotWrittenToTheirEndAreMadeUpFor(count: Int, isTakenOut: Bool) throws {
        for number in 0..<count { try report("run\(1000 + number)", 1000 + number, in: output) }
        try SampleTraining(name: "old").run(in: output)
        try writeIndex(output)
        let expected = try index(output)
        let name = try RunName("old")
        var kills = 0
        for call in 1... {
            let root = directory.path.appending("killed\(call)")
            try copyTree(self.output.root, to: root)
            let output = Output(root: root)
            try report("old", 1, in: output)
            if isTakenOut {
                try writeIndex(output)
                try output.runs.delete(name)
            }
            let injector = FaultInjector(.death, atCall: call)
            _ = try? writeIndex(Output(root: root, files: injector.operations))
            if !injector.hasStruck { break }
            kills += 1
            if !isTakenOut { try output.runs.delete(name) }
            try writeIndex(output)
            #expect(try index(output) == expected, "call \(call)")
            #expect(try output.verify().problems == [], "call \(call)")
            try remove(root)
        }
        #expect(kills > 20)
    }

    /// Wherever a process is killed, the next index shows what is there, and nothing else.
    @Test func anIndexThatWasNotWrittenToItsEndIsMadeUpFor() throws {
        var kills = 0
        for call in 1... {
            let root = directory.path.appending("killed\(call)")
            let output = Output(root: root)
            for number in 1...2 { try report("run\(number)", number, in: output) }
            try SampleTraining(name: "gone").run(in: output)
            try report("gone", 5, in: output)
            try writeIndex(output)
            let injector = FaultInjector(.death, atCall: call)
            let killed = Output(root: root, files: injector.operations)
            do {
                try report("run1", 7, in: killed)
                try report("run3", 3, in: killed)
                try killed.runs.delete(RunName("gone"))
                try writeIndex(killed)
            } catch is StorageError {}
            if !injector.hasStruck { break }
            kills += 1
            try output.finishDeletions()
            try writeIndex(output)
            let page = String(decoding: try bytes(root.appending("index.html")), as: UTF8.self)
            let reports = try FileOperations.posix.list(root.appending("reports")).filter { name in
                exists(root.appending("reports/\(name)/index.html"))
            }
            #expect(Set(page.split(separator: " ").dropFirst(3).map(String.init)) == Set(reports), "call \(call)")
            // Rendered again, everything is in order.
            try report("run1", 7, in: output)
            try report("run3", 3, in: output)
            if try output.runs.names() != [] { try output.runs.delete(RunName("gone")) }
            try writeIndex(output)
            #expect(try output.verify().problems == [], "call \(call)")
            #expect(try String(decoding: bytes(root.appending("index.html")), as: UTF8.self) == "- - 3 run1 run3 run2")
            try remove(root)
        }
        #expect(kills > 100)
    }
}
