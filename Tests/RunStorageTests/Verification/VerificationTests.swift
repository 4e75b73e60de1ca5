import Dispatch
import Households
import RunStorage
import Synchronization
import SystemPackage
import Testing

/// `verify` finds whatever happens to a file under the output directory, and names the file.
@Suite struct VerificationTests {
    private let directory: TemporaryDirectory
    private let output: Output
    private let name: RunName
    private let content: [String: [UInt8]]

    /// The document of the samples: the history, and behind it the scenario.
    private static func document(_ run: RunDescription, history: [UInt8]) -> [UInt8] {
        history + Array(run.scenarioText.utf8) + Array(run.identity.hex.utf8)
    }

    private static func read(_ document: [UInt8]) throws -> ArchivedData {
        guard let end = document.lastIndex(of: UInt8(ascii: "}")) else { throw Damage.document("no history") }
        let identity = ContentHash(hex: String(decoding: document.suffix(64), as: UTF8.self))
        return ArchivedData(
            identity: identity,
            run: ArchivedData.Run(
                history: Array(document[...(end + 1)]), scenario: Array(document[(end + 2)...].dropLast(64))))
    }

    init() throws {
        directory = try TemporaryDirectory()
        output = Output(root: directory.path.appending("output"))
        name = try RunName("bologna")
        let run = try #require(try SampleTraining(episodes: 25).run(in: output))
        let final = try run.finalCheckpoint()
        try output.runs.save(sampleEvaluation(reward: 1), for: name)
        try output.site.save(sampleEvaluation(reward: 2), of: run.checkpoint(episode: 15))
        for checkpoint in [nil, 15] {
            try output.site.writeReport(
                run: name, checkpoint: checkpoint,
                files: [
                    NamedBytes(name: "index.html", bytes: Array("<p>\(checkpoint ?? 0)</p>".utf8)),
                    NamedBytes(name: "bologna.pdf", bytes: [1, 2]),
                    NamedBytes(name: Site.indexEntryName, bytes: [4]), NamedBytes(name: "charts/a.png", bytes: [3]),
                ])
        }
        for checkpoint in [final, try run.checkpoint(episode: 15)] {
            try output.archive.keep(
                pdf: Self.document(run.description, history: try checkpoint.historyBytes()), run: name,
                startTime: run.description.startTime)
        }
        try output.site.writeIndex { _ in
            ""
        } html: { _ in
            Array("<ul></ul>".utf8)
        }
        content = try tree(output.root)
    }

    private func path(_ file: String) -> FilePath { output.root.appending(file) }

    private func found() throws -> [String] {
        try output.verify(archivedData: Self.read).problems.map { error in
            String(error.location.dropFirst(output.root.string.utf8.count + 1))
        }
    }

    /// A damaged list may be told by what it lists, and only by that.
    private func isNamed(_ file: String, in found: [String]) -> Bool {
        let folder = FilePath(file).removingLastComponent()
        let home = !file.hasSuffix("SHA256SUMS") ? file : folder.isEmpty ? "" : "\(folder)/"
        return !found.isEmpty && found.allSatisfy { $0.hasPrefix(home) }
    }

    @Test func whatIsIntactIsFoundIntact() throws {
        let verification = try output.verify(archivedData: Self.read)
        #expect(verification.problems == [])
        let checked = verification.checked
        #expect(checked.runs == 1 && checked.checkpoints == 2 && checked.reports == 2)
        #expect(checked.documents == 2)
        #expect(try tree(output.root) == content, "looking changes nothing")
    }

    @Test func flippedBitsAreNamed() throws {
        for (file, bytes) in content.sorted(by: { $0.key < $1.key }) {
            for index in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 40)) {
                var flipped = bytes
                flipped[index] ^= 1 << UInt8(index % 8)
                try write(flipped, to: path(file))
                let found = try found()
                #expect(isNamed(file, in: found), "\(file) at \(index): \(found)")
            }
            try write(bytes, to: path(file))
        }
        #expect(try found() == [])
    }

    @Test func truncatedLongerAndDeletedFilesAreNamed() throws {
        for (file, bytes) in content.sorted(by: { $0.key < $1.key }) {
            for variant in [[], Array(bytes.dropLast()), Array(bytes.prefix(bytes.count / 2)), bytes + [0x0A]]
            where variant != bytes {
                try write(variant, to: path(file))
                let found = try found()
                #expect(isNamed(file, in: found), "\(file) of \(variant.count) bytes: \(found)")
            }
            try remove(path(file))
            let found = try found()
            #expect(isNamed(file, in: found), "\(file) deleted: \(found)")
            try write(bytes, to: path(file))
        }
    }

    @Test func swappedFilesAreBothNamed() throws {
        let files = content.keys.sorted().filter { !$0.hasSuffix("SHA256SUMS") }
        for (first, second) in zip(files, files.dropFirst()) where content[first] != content[second] {
            try write(content[second] ?? [], to: path(first))
            try write(content[first] ?? [], to: path(second))
            let found = try found()
            #expect(found.contains(first) && found.contains(second), "\(first), \(second): \(found)")
            for file in [first, second] { try write(content[file] ?? [], to: path(file)) }
        }
    }

    @Test func foreignFilesAndDirectoriesAreNamed() throws {
        let directories = Set(content.keys.map { FilePath($0).removingLastComponent().string }).filter { !$0.isEmpty }
        for directory in directories.sorted() + ["models/checkpoints", "reports"] {
            let file = "\(directory)/notes.txt"
            try write([1], to: path(file))
            #expect(try found() == [file])
            try remove(path(file))
        }
        for directory in ["reports/not a name", "models/checkpoints/.x", "models/checkpoints/bologna/old"] {
            try DurableFiles().makeDirectory(path(directory))
            #expect(try found() == [directory])
            try remove(path(directory))
        }
        try DurableFiles().makeDirectory(path(".running"))
        try write([1], to: path(".running/not a name"))
        #expect(try found() == [".running/not a name"])
        try remove(path(".running/not a name"))
        // What lies beside its folders is the user's.
        try write([1], to: path("letter.txt"))
        try write([1], to: path("README.md"))
        #expect(try found() == [])
        #expect(try output.verify().foreign == ["letter.txt"])
    }

    /// Other processes train, publish, simulate and delete while everything is looked at.
    @Test(.timeLimit(.minutes(10))) func whatIsJustBeingWrittenIsNoDamage() throws {
        let writers = BackgroundWriters(output.root)
        writers.start()
        for _ in 0..<60 {
            let problems = try output.verify(archivedData: Self.read).problems
            #expect(problems == [])
        }
        try writers.stop()
        #expect(try output.verify(archivedData: Self.read).problems == [])
    }

    @Test func everyDamagedFileIsNamedAndNotTheFirstOnly() throws {
        let damaged = [
            "models/checkpoints/bologna/checkpoint_episode_15/high_agent.safetensors",
            "models/checkpoints/bologna/checkpoint_episode_25/metadata.json",
            "models/checkpoints/bologna/evaluation.json", "reports/bologna/charts/a.png",
            "reports/bologna/checkpoint_15/evaluation.json",
        ]
        for file in damaged { try write([0], to: path(file)) }
        #expect(Set(try found()).isSuperset(of: damaged))
    }

    @Test func aReportThatWasNotWrittenToItsEndIsNamed() throws {
        for call in 1... {
            let injector = FaultInjector(.death, atCall: call)
            let page = [NamedBytes(name: "index.html", bytes: [9])]
            do {
                try Output(root: output.root, files: injector.operations).site.writeReport(
                    run: name, checkpoint: nil, files: page)
                if !injector.hasStruck { break }
            } catch is StorageError {}
            try output.removeLeftovers()
            // As it was, as it was to be, or found to be neither.
            let page0 = try bytes(path("reports/bologna/index.html"))
            let found = try found()
            #expect(found == [] || found == ["reports/bologna"], "call \(call)")
            if found == [] { #expect([[9], content["reports/bologna/index.html"]].contains(page0)) }
            // Rendering again heals it, and the pictures that it did not touch are still vouched for.
            try output.site.writeReport(run: name, checkpoint: nil, files: page)
            #expect(try self.found() == [])
            for file in ["reports/bologna/index.html", "reports/bologna/SHA256SUMS", "SHA256SUMS"] {
                try write(content[file] ?? [], to: path(file))
            }
        }
    }

    /// A line without its end is of a writer that was killed: it vouches for nothing, and stops nobody.
    @Test(arguments: ["SHA256SUMS", "archive/SHA256SUMS"]) func aListWithoutItsEndIsNamedAndMended(list: String) throws
    {
        let hash = ContentHash(of: [])
        for tail in ["\(hash)  reports/x/SHA256SUMS", "abc", "\0\0"] {
            try write((content[list] ?? []) + Array(tail.utf8), to: path(list))
            #expect(try output.verify().problems == [.damaged(path(list), .incomplete)])
            // What is wrong besides is found all the same.
            try write([0], to: path("reports/bologna/index.html"))
            #expect(Set(try found()) == [list, "reports/bologna/index.html"])
            try write(content["reports/bologna/index.html"] ?? [], to: path("reports/bologna/index.html"))
            if list.hasPrefix("archive") { try write([], to: path("archive/.unlisted")) }
            let run = try output.runs.run(name).description
            let document = Self.document(run, history: try output.runs.run(name).finalCheckpoint().historyBytes())
            try output.archive.keep(pdf: document, run: name, startTime: run.startTime)
            #expect(try found() == [] && !exists(path("archive/.unlisted")))
            #expect(try Checksums(parsing: bytes(path(list))) == Checksums(parsing: content[list] ?? []))
            try write(content[list] ?? [], to: path(list))
        }
    }

    /// A deletion that had taken a report out of the list before anybody looked.
    @Test func aReportThatGoesWhileItIsLookedAtIsNoDamage() throws {
        let (reports, fleeting) = (path("reports"), path("reports/fleeting"))
        try DurableFiles().makeDirectory(fleeting)
        let looks = Mutex(0)
        var operations = FileOperations.posix
        operations.list = { directory in
            let names = try FileOperations.posix.list(directory)
            guard directory == reports else { return names }
            let isFirst = looks.withLock { looks in
                looks += 1
                return looks == 1
            }
            if isFirst { try FileOperations.posix.removeDirectory(fleeting) }
            return names
        }
        let reader = Output(root: output.root, files: operations)
        #expect(try reader.verify(archivedData: Self.read).problems == [])
        #expect(looks.withLock { $0 } > 1)
    }

    /// While a line waits for what it is about, the list has no end.
    @Test func aListThatIsBeingAddedToIsNoDamage() throws {
        let seen = Mutex<[StorageError]>([])
        let root = output.root
        var operations = FileOperations.posix
        operations.rename = { source, target in
            if target.lastComponent?.string == "visit.json" {
                let problems = try Output(root: root).verify().problems
                seen.withLock { $0 = problems }
            }
            try FileOperations.posix.rename(source, target)
        }
        let simulation = Simulation(
            name: try RunName("visit"), model: nil, scenario: SampleTraining.scenario, policy: .tunedRule,
            evaluation: sampleEvaluation(reward: 3))
        try Output(root: root, files: operations).simulations.save(simulation)
        let kinds = seen.withLock { $0.map(\.kind) }
        #expect(!kinds.isEmpty && kinds.allSatisfy { $0 == .alreadyRunning }, "\(kinds)")
        #expect(try found() == [])
    }

    /// A program before this one listed the archive's list in place of its documents, and the only page of the index.
    private func makeVersion010() throws {
        var sums = try Checksums(parsing: content["SHA256SUMS"] ?? [])
        for document in sums.names where document.hasPrefix("archive/") { sums[name: document] = nil }
        for list in ["archive/SHA256SUMS", "index.html"] { sums[name: list] = ContentHash(of: content[list] ?? []) }
        try write(sums.bytes, to: path("SHA256SUMS"))
        for file in ["index_SHA256SUMS", ".index_entries"] { try remove(path(file)) }
    }

    @Test func anOutputOfVersion010IsTakenOverWhateverWasKilled() throws {
        try makeVersion010()
        let run = try output.runs.run(name).description
        let document = Self.document(run, history: try output.runs.run(name).finalCheckpoint().historyBytes())
        func takeOver(_ output: Output) throws {
            try output.site.writeIndex { _ in
                ""
            } html: { _ in
                Array("<ol></ol>".utf8)
            }
            try output.archive.keep(pdf: document, run: name, startTime: run.startTime)
        }
        var kills = 0
        for call in 1... {
            let root = directory.path.appending("killed\(call)")
            try copyTree(output.root, to: root)
            let injector = FaultInjector(.death, atCall: call)
            _ = try? takeOver(Output(root: root, files: injector.operations))
            if !injector.hasStruck { break }
            kills += 1
            try takeOver(Output(root: root))
            #expect(try Output(root: root).verify(archivedData: Self.read).problems == [], "call \(call)")
            try remove(root)
        }
        #expect(kills > 40)
    }

    @Test func anOutputOfVersion010IsTakenOver() throws {
        try makeVersion010()
        #expect(try found() == [])
        for file in ["archive/SHA256SUMS", "index.html"] {
            try write((content[file] ?? []) + [10], to: path(file))
            #expect(try found() != [])
            try write(content[file] ?? [], to: path(file))
        }
        let run = try output.runs.run(name).description
        let document = Self.document(run, history: try output.runs.run(name).finalCheckpoint().historyBytes())
        try output.archive.keep(pdf: document, run: name, startTime: run.startTime)
        try output.site.writeIndex { _ in
            ""
        } html: { _ in
            Array("<ul></ul>".utf8)
        }
        #expect(try found() == [])
        func lines(_ bytes: [UInt8]?) throws -> Checksums { try Checksums(parsing: bytes ?? []) }
        for (file, bytes) in try tree(output.root) where file.hasSuffix("SHA256SUMS") {
            #expect(try lines(bytes) == lines(content[file]), "\(file)")
        }
    }

    @Test func documentsAreComparedWithTheRunsTheyAreOf() throws {
        // A document that is in order, listed, and carries another history than the run has.
        let run = try output.runs.run(name)
        let other = try #require(
            try SampleTraining(episodes: 25, seed: 7).run(in: Output(root: directory.path.appending("other"))))
        let false1 = Self.document(run.description, history: try other.finalCheckpoint().historyBytes())
        let path = try output.archive.keep(pdf: false1, run: name, startTime: run.description.startTime)
        #expect(try output.verify(archivedData: Self.read).problems == [.damaged(path, .otherData("history.json"))])
        // One of a training that had the name before is judged by itself.
        let earlier = Self.document(other.description, history: try other.finalCheckpoint().historyBytes())
        let second = try output.archive.keep(pdf: earlier, run: name, startTime: run.description.startTime)
        #expect(try !output.verify(archivedData: Self.read).problems.map(\.location).contains(second.string))
    }

    @Test func directoriesThatAreLinksOrFilesAreNamed() throws {
        let checkpoint = "models/checkpoints/bologna/checkpoint_episode_15"
        let aside = directory.path.appending("aside")
        try move(path(checkpoint), to: aside)
        try write([1], to: path(checkpoint))
        #expect(try found().contains(checkpoint))
        try remove(path(checkpoint))
        try run("ln", ["-s", aside.string, path(checkpoint).string], in: directory.path)
        #expect(try found().contains(checkpoint))
        #expect(throws: StorageError.damaged(path(checkpoint), .notADirectory)) { try output.runs.run(name) }
    }

    @Test func aFileThatCannotBeReadDoesNotHideTheOthers() throws {
        let unreadable = "models/checkpoints/bologna/checkpoint_episode_15/high_agent.safetensors"
        try write([0], to: path("reports/bologna/index.html"))
        var operations = FileOperations.posix
        operations.open = { path, purpose in
            if path.string.hasSuffix(unreadable) { throw Errno.ioError }
            return try FileOperations.posix.open(path, purpose)
        }
        let problems = try Output(root: output.root, files: operations).verify().problems
        #expect(problems.contains(.operationFailed(.read, path(unreadable), .ioError)))
        #expect(problems.map(\.location).contains(path("reports/bologna/index.html").string))
    }
}

/// Trainings, simulations and index pages that come and go on threads of their own.
private final class BackgroundWriters: Sendable {
    private let root: FilePath
    private let isStopped = Atomic(false)
    private let failure = Mutex<(any Error)?>(nil)
    private let group = DispatchGroup()

    init(_ root: FilePath) {
        self.root = root
    }

    func start() {
        repeatedly { output in
            let name = try RunName("fleeting")
            try SampleTraining(name: "fleeting", episodes: 20).run(in: output)
            try output.runs.save(sampleEvaluation(reward: 1), for: name)
            try output.site.writeReport(
                run: name, checkpoint: nil, files: [NamedBytes(name: "index.html", bytes: [1])])
            try output.runs.delete(name)
        }
        repeatedly { output in
            let simulation = Simulation(
                name: try RunName("visit"), model: nil, scenario: SampleTraining.scenario, policy: .tunedRule,
                evaluation: sampleEvaluation(reward: 3))
            try output.simulations.save(simulation)
        }
        repeatedly { output in
            _ = try output.site.writeIndex { _ in
                ""
            } html: { _ in
                [1, 2, 3]
            }
        }
    }

    private func repeatedly(_ body: @escaping @Sendable (Output) throws -> Void) {
        group.enter()
        DispatchQueue.global().async { [self] in
            let output = Output(root: root)
            do {
                while !isStopped.load(ordering: .relaxed) { try body(output) }
            } catch {
                failure.withLock { $0 = error }
            }
            group.leave()
        }
    }

    func stop() throws {
        isStopped.store(true, ordering: .relaxed)
        group.wait()
        if let error = failure.withLock({ $0 }) { throw error }
    }
}
