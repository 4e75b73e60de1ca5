import Foundation
import Glibc
import RunStorage
import Synchronization
import SystemPackage
import Testing

@Suite struct ReportsTests {
    private let directory: TemporaryDirectory
    private let output: Output
    private let name: RunName

    init() throws {
        directory = try TemporaryDirectory()
        output = Output(root: directory.path.appending("output"))
        name = try RunName("bologna")
    }

    private let page = NamedBytes(name: "index.html", bytes: [1])
    private let chart = NamedBytes(name: "charts/reward.png", bytes: [2])

    @Test func reportsLieInDirectoriesOfTheirOwn() throws {
        #expect(
            try output.site.writeReport(run: name, checkpoint: nil, files: [chart, page])
                == output.root.appending("reports/bologna"))
        try output.site.writeReport(run: name, checkpoint: 300, files: [NamedBytes(name: "index.html", bytes: [3])])
        var files = try tree(output.root.appending("reports/bologna"))
        #expect(files.removeValue(forKey: "SHA256SUMS") != nil)
        #expect(files.removeValue(forKey: "checkpoint_300/SHA256SUMS") != nil)
        #expect(files == ["index.html": [1], "charts/reward.png": [2], "checkpoint_300/index.html": [3]])
        for directory in ["", "reports/bologna", "reports/bologna/checkpoint_300"] {
            let sums = output.root.appending(directory)
            #expect(try run("sha256sum", ["--check", "--strict", "SHA256SUMS"], in: sums).code == 0, "\(directory)")
        }
    }

    @Test func theEvaluationOfACheckpointIsKeptBesideItsReport() throws {
        let run = try #require(try SampleTraining().run(in: output))
        let checkpoint = try run.checkpoint(episode: 30)
        #expect(try output.site.evaluation(of: checkpoint) == nil)
        let evaluation = sampleEvaluation(reward: 0.1)
        try output.site.save(evaluation, of: checkpoint)
        #expect(try output.site.evaluation(of: checkpoint) == evaluation)
        let path = output.root.appending("reports/bologna/checkpoint_30/evaluation.json")
        // Of another state it says nothing, such as that of the run that took the place of this one.
        let other = Output(root: directory.path.appending("other"))
        let second = try #require(try SampleTraining(seed: 7).run(in: other)).checkpoint(episode: 30)
        #expect(try output.site.evaluation(of: second) == nil)
        let text = String(decoding: try bytes(path), as: UTF8.self)
        try write(Array(text.replacing("0.1", with: "0.3").utf8), to: path)
        let error = #expect(throws: StorageError.self) { try output.site.evaluation(of: checkpoint) }
        #expect(error?.location == path.string)
        #expect(try output.verify().problems.count == 1)
    }

    @Test func aReportOnACheckpointThatWasKilledIsWholeWhenItIsMadeAgain() throws {
        let run = try #require(try SampleTraining().run(in: output))
        let checkpoint = try run.checkpoint(episode: 30)
        func report(in output: Output) throws {
            if try output.site.evaluation(of: checkpoint) == nil {
                try output.site.save(sampleEvaluation(reward: 1), of: checkpoint)
            }
            try output.site.writeReport(run: name, checkpoint: 30, files: [page])
        }
        for call in 1... {
            let injector = FaultInjector(.death, atCall: call)
            _ = try? report(in: Output(root: output.root, files: injector.operations))
            try output.removeLeftovers()
            try report(in: output)
            #expect(try output.verify().problems == [], "killed at call \(call)")
            if !injector.hasStruck { break }
            for written in ["reports", "SHA256SUMS"] { try remove(output.root.appending(written)) }
        }
    }

    /// What fails leaves the report as it was, listed; what ends well leaves what `verify` finds intact.
    @Test(arguments: [Errno.noSpace, .ioError])
    func aRenderingThatFailsLeavesTheReportOfBefore(number: Errno) throws {
        try SampleTraining().run(in: output)
        var failures = 0
        for call in 1... {
            try output.site.writeReport(run: name, checkpoint: nil, files: [chart, page])
            let before = try tree(output.root)
            let injector = FaultInjector(.once(number), atCall: call)
            let new = [
                NamedBytes(name: "charts/reward.png", bytes: [8, 8]), NamedBytes(name: "index.html", bytes: [9, 9]),
            ]
            do {
                try Output(root: output.root, files: injector.operations).site.writeReport(
                    run: name, checkpoint: nil, files: new)
                if !injector.hasStruck { break }
                #expect(try output.verify().problems == [], "call \(call) was survived")
            } catch let error as StorageError {
                failures += 1
                guard case .operationFailed(let operation, _, number) = error else {
                    Issue.record("\(error)")
                    break
                }
                // A disk that is full stops writing; what needs no room goes on.
                if operation == .write {
                    #expect(try output.verify().problems == [], "call \(call)")
                    #expect(try tree(output.root.appending("reports")) == part(of: before, under: "reports/"))
                }
            }
            try output.removeLeftovers()
        }
        #expect(failures > 10)
    }

    /// A report that is rendered again keeps its place in the list, wherever a process is killed.
    @Test func theListIsTheSameWhateverWasKilled() throws {
        let names = try ["a", "b", "c"].map { try RunName($0) }
        for name in names { try output.site.writeReport(run: name, checkpoint: nil, files: [page]) }
        let list = output.root.appending("SHA256SUMS")
        let before = try bytes(list)
        #expect(
            String(decoding: before, as: UTF8.self).split(separator: "\n").map { $0.suffix(12) }
                == ["a/SHA256SUMS", "b/SHA256SUMS", "c/SHA256SUMS"])
        var aside = 0
        for call in 1... {
            let injector = FaultInjector(.death, atCall: call)
            let killed = Output(root: output.root, files: injector.operations)
            _ = try? killed.site.writeReport(run: names[1], checkpoint: nil, files: [page])
            if !injector.hasStruck { break }
            if try bytes(list) != before { aside += 1 }
            // What others write in between finds its place, too.
            try output.site.writeReport(run: names[0], checkpoint: nil, files: [page])
            #expect(try output.verify().problems.allSatisfy { $0.location == "\(output.root)/reports/b" })
            #expect(try run("sha256sum", ["--check", "--strict", "SHA256SUMS"], in: output.root).code == 0)
            try output.site.writeReport(run: names[1], checkpoint: nil, files: [page])
            #expect(try bytes(list) == before && output.verify().problems == [], "killed at call \(call)")
        }
        #expect(aside > 3)
    }

    /// Who reads the list has no lock, and others add to it.
    @Test func aListThatGrowsWhileItIsReadIsReadAgain() throws {
        try output.site.writeReport(run: name, checkpoint: nil, files: [page])
        let list = output.root.appending("SHA256SUMS")
        let inode = try FileOperations.posix.status(list).inode
        let additions = Mutex(0)
        var operations = FileOperations.posix
        operations.statusOfOpenFile = { descriptor in
            let status = try FileOperations.posix.statusOfOpenFile(descriptor)
            let isNow = additions.withLock { additions in
                guard status.inode == inode, additions < 3 else { return false }
                additions += 1
                return true
            }
            if isNow {
                let other = try FileDescriptor.open(list, .writeOnly, options: .append)
                try other.closeAfter { _ = try other.writeAll([0x61]) }
            }
            return status
        }
        let reader = Output(root: output.root, files: operations)
        #expect(try reader.site.file("reports/\(name)/index.html") == page.bytes)
        #expect(additions.withLock { $0 } == 3)
    }

    private func part(of files: [String: [UInt8]], under folder: String) -> [String: [UInt8]] {
        Dictionary(
            uniqueKeysWithValues: files.filter { $0.key.hasPrefix(folder) }.map {
                (String($0.key.dropFirst(folder.count)), $0.value)
            })
    }

    /// The run was deleted, or trained anew, while its report was rendered: nothing of it is written.
    @Test func aReportOnWhatIsNoMoreIsNotWritten() throws {
        let run = try #require(try SampleTraining().run(in: output))
        let state = try run.finalCheckpoint()
        func report() throws {
            try output.site.writeReport(run: name, checkpoint: nil, files: [page]) { try output.runs.isStill(state) }
        }
        try report()
        try SampleTraining(seed: 7).run(in: output, mode: .force)
        #expect(throws: StorageError.changedMeanwhile(name)) { try report() }
        try output.runs.delete(name)
        #expect(throws: StorageError.changedMeanwhile(name)) { try report() }
        #expect(!exists(output.root.appending("reports/bologna/index.html")))
    }

    /// A stranger's numbers that no evaluation can have are refused, whatever the hashes say.
    @Test(arguments: ["episodes", "insolvency_rate", "horizon"])
    func impossibleFiguresAreRefused(key: String) throws {
        try SampleTraining().run(in: output)
        var evaluation = sampleEvaluation(reward: 1)
        switch key {
        case "episodes": evaluation.episodes = -1
        case "horizon": evaluation.horizon = 0
        default: evaluation.policies[0].insolvencyRate = 1.7e308
        }
        #expect(evaluation.impossibleKey?.hasSuffix(key) == true)
        try? output.runs.save(evaluation, for: name)
        let error = #expect(throws: StorageError.self) { try output.runs.run(name) }
        #expect(error?.kind == .invalidData)
    }

    /// What is finished, reported or archived is missed where it is gone.
    @Test(arguments: ["archive", "models", "models/checkpoints/bologna", "models/checkpoints/bologna/manifest.json"])
    func whatIsGoneIsMissed(name: String) throws {
        try SampleTraining().run(in: output)
        try output.site.writeReport(run: self.name, checkpoint: nil, files: [page])
        try output.archive.keep(pdf: [1], run: self.name, startTime: try #require(Timestamp(secondsSince1970: 0)))
        #expect(try output.verify().problems == [])
        try remove(output.root.appending(name))
        #expect(try output.verify().problems != [], "\(name) is gone")
    }

    /// A whole generation of before, with valid hashes, under a report of today.
    @Test func anotherGenerationIsNoticed() throws {
        try SampleTraining().run(in: output)
        try run("cp", ["-R", "models", "kept"], in: output.root)
        try SampleTraining(seed: 7).run(in: output, mode: .force)
        try remove(output.root.appending("models"))
        try move(output.root.appending("kept"), to: output.root.appending("models"))
        #expect(try !output.verify().problems.isEmpty)
        // Whoever deletes a run on purpose is not told of it.
        try output.runs.delete(name)
        #expect(try output.verify().problems == [])
    }

    @Test(arguments: ["link", "pipe", "folder"]) func whatIsNoLockIsFound(kind: String) throws {
        try SampleTraining().run(in: output)
        let path = output.root.appending(".running/zz")
        try DurableFiles().makeDirectory(path.removingLastComponent())
        switch kind {
        case "link": #expect(symlink("/dev/null", path.string) == 0)
        case "pipe": #expect(mkfifo(path.string, 0o600) == 0)
        default: try DurableFiles().makeDirectory(path)
        }
        #expect(try output.verify().problems.map(\.location) == [path.string])
        #expect(try output.removeLeftovers() == [] && output.runs.running() == [])
        #expect(try output.verify().problems.map(\.location) == [path.string])
    }

    /// What a process does that says who it is, and is suspended.
    private static let suspendsItself = "echo $$ >/proc/self/fd/9; echo ready; kill -STOP $$; sleep 100"

    /// A process that has a lock, and says `ready` once it does.
    ///
    /// - Parameter script: what it does then; the lock is its file 9.
    private func holder(of lock: String, which script: String) throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["sh", "-c", "exec 9>>'\(output.root)/.running/\(lock)'; flock 9; \(script)"]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        #expect(pipe.fileHandleForReading.availableData == Data("ready\n".utf8))
        return process
    }

    /// A process that was suspended, or does not come to an end, is named, and stops nobody for ever.
    @Test func aSuspendedWriterIsBusyAndNotDamage() throws {
        try SampleTraining().run(in: output)
        try output.site.writeReport(run: name, checkpoint: nil, files: [page])
        let process = try holder(of: ".reports", which: Self.suspendsItself)
        defer {
            process.terminate()
            kill(process.processIdentifier, SIGCONT)
        }
        let error = #expect(throws: StorageError.self) {
            try output.site.writeReport(run: name, checkpoint: nil, files: [page])
        }
        #expect(error?.kind == .alreadyRunning)
        #expect("\(try #require(error))".contains("process \(process.processIdentifier) has it, and is suspended"))
        // Half of a report is there while its writer has the lock.
        try remove(output.root.appending("reports/bologna/index.html"))
        let problems = try output.verify().problems
        #expect(problems.map(\.kind) == [.alreadyRunning], "\(problems)")
    }

    /// A command that passes by has a run's lock for an instant: whoever needs it waits.
    @Test func aPassingCommandIsWaitedFor() throws {
        try SampleTraining().run(in: output)
        let process = try holder(of: "bologna", which: "echo ready; sleep 0.5")
        try output.runs.save(sampleEvaluation(reward: 1), for: name)
        #expect(try output.runs.run(name).evaluation == sampleEvaluation(reward: 1))
        process.waitUntilExit()
    }

    /// A command that has just taken a lock that a killed training left has yet to say who it is.
    @Test func aPassingCommandIsNotTakenForATrainingThatWasKilled() throws {
        try SampleTraining().run(in: output)
        let training = """
            {"process_id": 1, "run_name": "bologna", "scenario_name": "bologna", "current_episode": 0, \
            "start_time": "2026-11-22T10:30:00Z", "total_episodes": 50}
            """
        let script = "echo '\(training)' >/proc/self/fd/9; echo ready; sleep 0.1; echo $$ >/proc/self/fd/9; sleep 0.2"
        let process = try holder(of: "bologna", which: script)
        try output.runs.save(sampleEvaluation(reward: 1), for: name)
        #expect(try output.runs.run(name).evaluation == sampleEvaluation(reward: 1))
        process.waitUntilExit()
    }

    /// A command that was suspended while it has a run's lock is no training: who it is is told, and how to go on.
    @Test func aSuspendedCommandThatHasARunIsNamed() throws {
        try SampleTraining().run(in: output)
        let process = try holder(of: "bologna", which: Self.suspendsItself)
        defer {
            process.terminate()
            kill(process.processIdentifier, SIGCONT)
        }
        let error = #expect(throws: StorageError.self) {
            try output.runs.save(sampleEvaluation(reward: 1), for: name)
        }
        guard case .busy(output.root.appending(".running/bologna"), let owner?) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(owner.processID == process.processIdentifier)
        #expect(error?.kind == .alreadyRunning)
        #expect(error?.message == "process \(process.processIdentifier) has it, and is suspended")
    }

    /// What a process of another machine does is not looked up among those of this one.
    @Test func aCommandOnAnotherMachineIsNamedWithIt() throws {
        try SampleTraining().run(in: output)
        let script = "echo $$ node7 >/proc/self/fd/9; echo ready; kill -STOP $$; sleep 100"
        let process = try holder(of: "bologna", which: script)
        defer {
            process.terminate()
            kill(process.processIdentifier, SIGCONT)
        }
        let error = #expect(throws: StorageError.self) {
            try output.runs.save(sampleEvaluation(reward: 1), for: name)
        }
        #expect(error?.message == "process \(process.processIdentifier) on node7 has it and does not give it up")
    }

    /// A file system without locks says so at the first one.
    @Test(arguments: [Errno.noFunction, .notSupported, .noLocks])
    func whereThereAreNoLocksTheWayOutIsTold(number: Errno) throws {
        try SampleTraining().run(in: output)
        var operations = FileOperations.posix
        operations.lock = { _, _ in throw number }
        let hindered = Output(root: output.root, files: operations)
        let lock = output.root.appending(".running/.reports")
        let error = #expect(throws: StorageError.operationFailed(.lock, lock, number)) {
            try hindered.site.writeReport(run: name, checkpoint: nil, files: [page])
        }
        #expect(error?.kind == .inputOutputFailed && error?.hint?.contains("-o flock") == true)
        try write([], to: output.root.appending(".running/bologna"))
        let looked = #expect(throws: StorageError.self) { try hindered.runs.running() }
        #expect(looked?.hint == error?.hint)
    }

    /// Every command that changes a run says in the lock which process has it.
    @Test func whoHasARunIsWrittenInItsLock() throws {
        try SampleTraining().run(in: output)
        let lock = output.root.appending(".running/bologna")
        let seen = Mutex<[UInt8]>([])
        var operations = FileOperations.posix
        operations.rename = { source, target in
            let text = try? Data(contentsOf: URL(filePath: lock.string))
            seen.withLock { $0 = text.map(Array.init) ?? [] }
            try FileOperations.posix.rename(source, target)
        }
        try Output(root: output.root, files: operations).runs.save(sampleEvaluation(reward: 1), for: name)
        #expect(seen.withLock { $0 } == Array("\(getpid()) \(Host.name)\n".utf8))
    }

    /// A bit that is flipped in a run's list, or in its manifest, takes none of its checkpoints.
    @Test(arguments: ["SHA256SUMS", "manifest.json"], [true, false])
    func aRunIsRepairedFromItsCheckpoints(file: String, isFinished: Bool) throws {
        try SampleTraining().run(in: output)
        try output.runs.save(sampleEvaluation(reward: 1), for: name)
        let home = output.root.appending("models/checkpoints/bologna")
        if !isFinished {
            let last = try output.runs.run(name).checkpoints.map(\.episode).max() ?? 0
            try remove(home.appending("checkpoint_episode_\(last)"))
            for published in ["evaluation", "history"] {
                try remove(output.root.appending("models/bologna_\(published).json"))
            }
            _ = try output.runs.repair(name)
        }
        let before = try tree(home)
        var damaged = try bytes(home.appending(file))
        damaged[0] ^= 1
        try write(damaged, to: home.appending(file))
        let error = #expect(throws: StorageError.self) { try output.runs.run(name) }
        #expect(error?.hint?.hasSuffix("hrlreport models repair bologna") == true, "\(String(describing: error))")
        let repair = try output.runs.repair(name)
        #expect(repair.damaged == [] && !repair.listed.isEmpty && repair.hasEvaluation == isFinished)
        #expect(try tree(home) == before)
        if isFinished {
            #expect(try output.runs.run(name).isFinished)
            #expect(try output.verify().problems == [])
        }
    }

    @Test func theEvaluationOfARunIsPublished() throws {
        try SampleTraining().run(in: output)
        #expect(throws: StorageError.runNotFound(try RunName("x"))) {
            try output.runs.save(sampleEvaluation(reward: 1), for: RunName("x"))
        }
        for reward in [1.5, 2.5] {
            try output.runs.save(sampleEvaluation(reward: reward), for: name)
            let run = try output.runs.run(name)
            #expect(run.evaluation?.policies[0].meanReward == reward)
            let published = try bytes(output.root.appending("models/bologna_evaluation.json"))
            #expect(try bytes(run.path.appending("evaluation.json")) == published)
        }
        let home = output.root.appending("models/checkpoints/bologna")
        #expect(try run("sha256sum", ["--check", "--strict", "SHA256SUMS"], in: home).code == 0)
        #expect(throws: StorageError.notFinite(.value("policies.0.final_wealth.p95"))) {
            var evaluation = sampleEvaluation(reward: 1)
            evaluation.policies[0].finalWealth.p95 = .infinity
            try output.runs.save(evaluation, for: name)
        }
        // A run that is trained anew has none.
        let again = try SampleTraining().run(in: output, mode: .force)
        #expect(again?.evaluation == nil && !exists(output.root.appending("models/bologna_evaluation.json")))
    }

    /// What killed processes left of others is named by `verify`, and goes when it is asked for.
    @Test func leftoversAreNamedAndGo() throws {
        try output.site.writeReport(run: name, checkpoint: 300, files: [page, chart])
        try output.archive.keep(pdf: [1], run: name, startTime: try #require(Timestamp(secondsSince1970: 0)))
        let whole = try tree(output.root)
        let leftovers = [
            ".index.html.tmp", "reports/bologna/.bologna.pdf.tmp", "reports/bologna/checkpoint_300/charts/.x.png.tmp",
            "archive/.SHA256SUMS.tmp", "models/.bologna_history.json.tmp", ".index_marks/.x.tmp",
            "simulations/.x.json.tmp", "models/checkpoints/.x.tmp",
        ]
        for file in leftovers + [".running/bologna"] {
            let path = output.root.appending(file)
            try DurableFiles().makeDirectory(path.removingLastComponent())
            try write([1], to: path)
        }
        let verification = try output.verify()
        #expect(verification.problems == [] && Set(verification.leftovers) == Set(leftovers))
        #expect(try output.finishDeletions() == [])
        #expect(try output.verify().leftovers == verification.leftovers)
        try output.removeLeftovers()
        #expect(try tree(output.root) == whole && output.verify().leftovers == [])
    }

    /// What another process is writing is no leftover.
    @Test func whatIsBeingWrittenIsNoLeftover() throws {
        let seen = Mutex<[String]>([])
        let root = output.root
        var operations = FileOperations.posix
        operations.rename = { source, target in
            let leftovers = try Output(root: root).leftovers()
            seen.withLock { $0 += leftovers.map(\.string) }
            try FileOperations.posix.rename(source, target)
        }
        try SampleTraining().run(in: Output(root: root, files: operations))
        let writer = Output(root: root, files: operations)
        try writer.site.writeReport(run: name, checkpoint: nil, files: [page])
        #expect(seen.withLock { $0 } == [])
    }

    /// A start looks at one folder, however many runs there are: what lies in them is not opened.
    @Test func aStartDoesNotGrowWithTheRuns() throws {
        func calls() throws -> [String] {
            let counter = CallCounter()
            let output = Output(root: output.root, files: counter.operations)
            #expect(try output.finishDeletions() == [] && !output.site.isIndexStale)
            return counter.take().calls
        }
        try SampleTraining(name: "first").run(in: output)
        let few = try calls()
        for run in 1...9 { try SampleTraining(name: "run\(run)", episodes: 20, saveInterval: nil).run(in: output) }
        #expect(try calls() == few && few.count == 2)
    }
}
