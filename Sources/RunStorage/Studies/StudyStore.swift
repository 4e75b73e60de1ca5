import FoundationEssentials
import Glibc
import Studies
import SystemPackage

/// The studies: `studies/`. What a study is made of are its plan and the rows of whoever trained; the rest follows.
package struct StudyStore: Store {
    let layout: OutputLayout
    let files: DurableFiles
    let runs: Runs
    let site: Site

    static let textName = "study.yaml"
    package static let csvName = "results.csv", jsonName = "results.json"
    static let rowsName = "rows", yardsticksName = "yardsticks", slurmName = "slurm", unfinishedName = "unfinished"
    static let modelsName = "models"
    /// Bytes of a plan of a million trainings.
    private static let longestPlan = 1 << 30

    var list: SiteList { SiteList(layout: layout, files: files) }
    var entries: [FilePath] { [layout.studies] }
    var resources: [any SharedResource.Type] { [] }

    func removeLeftovers() throws -> [StorageError] { [] }
    func leftovers() throws -> [FilePath] { [] }

    /// The names of all studies.
    package func names() throws -> [RunName] {
        try files.list(layout.studies).compactMap { try? RunName($0) }.sorted()
    }

    /// Whether there is a study of that name.
    package func exists(_ name: RunName) throws -> Bool {
        try files.status(layout.study(name).appending(StoredStudyPlan.fileName)) != nil
    }

    /// Whether anything is there of a study, be it damaged or half deleted.
    package func isAnythingLeft(of name: RunName) throws -> Bool { try files.status(layout.study(name)) != nil }

    package func directory(of name: RunName) -> FilePath { layout.study(name) }

    /// The plan of a study, compared with its recorded hash, and the file that it was made of.
    /// - Throws: `StorageError.studyNotFound`, `.damaged`, `.operationFailed`.
    package func plan(of name: RunName) throws -> (plan: StoredStudyPlan, text: [UInt8]) {
        let directory = layout.study(name)
        guard try exists(name) else { throw StorageError.studyNotFound(name) }
        let sums = try files.checksums(directory.appending(Checksums.fileName))
        func bytes(_ file: String) throws -> [UInt8] {
            try files.read(directory.appending(file), limit: Self.longestPlan, listedIn: sums, as: file)
        }
        let path = directory.appending(StoredStudyPlan.fileName)
        let plan = try JSONDocument.decode(
            StoredStudyPlan.self, from: bytes(StoredStudyPlan.fileName), newestVersion: StoredStudyPlan.newestVersion,
            path: path)
        guard plan.name == name else { throw StorageError.damaged(path, .belongsElsewhere("the study \(plan.name)")) }
        return (plan, try bytes(Self.textName))
    }

    // MARK: - Beginning

    /// Takes the name of a study for this process, until the value goes.
    /// - Throws: `StorageError.studyLocked`, `.locked`, `.busy`, `.nameOfRun`, `.operationFailed`.
    package func lock(_ name: RunName) throws -> StudyLock {
        let lock = try takeName(name)
        if try files.status(layout.run(name)) != nil { throw StorageError.nameOfRun(name) }
        try lock.tell(RunningStudy(study: name, running: 0))
        return lock
    }

    private func takeName(_ name: RunName) throws -> StudyLock {
        // Whoever works on a study has its name for long.
        if let other = try running(name), try other.otherHost != nil || isHeld(by: other) {
            throw StorageError.studyLocked(name, other)
        }
        return StudyLock(try runs.lock(name))
    }

    /// Begins a study, or goes on with one of the same plan.
    ///
    /// - Parameters:
    ///   - plan: what is wanted.
    ///   - text: the study's file, as it was read.
    ///   - isExtending: whether a study of another plan is added to.
    ///   - isRetrying: whether what another version trained is trained again.
    /// - Returns: the plan as it is stored.
    /// - Throws: `StorageError.otherPlan`, `.otherStudyVersion`, `.damaged`, `.operationFailed`.
    package func begin(
        _ plan: StoredStudyPlan, text: [UInt8], isExtending: Bool, isRetrying: Bool, _ lock: StudyLock
    ) throws -> StoredStudyPlan {
        precondition(lock.name == plan.name)
        guard try exists(plan.name) else {
            try write(plan, text: text, lock)
            return plan
        }
        let (stored, storedText) = try self.plan(of: plan.name)
        guard isRetrying || stored.programVersion == plan.programVersion else {
            throw StorageError.otherStudyVersion(
                plan.name, stored: stored.programVersion, running: plan.programVersion)
        }
        var extended = plan
        extended.startTime = stored.startTime
        if stored.identity == plan.identity {
            // What another version has come to are no results of this one.
            let isOwn = stored.programVersion == plan.programVersion
            (extended.earlier, extended.isReported) = (stored.earlier, isOwn && stored.isReported)
            // What changes no result may be another: a description, a comment, what is kept.
            if extended != stored || text != storedText {
                try write(extended, text: text, keeping: isOwn ? [Self.csvName, Self.jsonName] : [], lock)
            }
            return extended
        }
        guard isExtending else { throw StorageError.otherPlan(plan.name) }
        extended.earlier =
            stored.earlier + [
                StoredStudyPlan.Earlier(
                    identity: stored.identity, seeds: stored.seeds, scenarios: stored.scenarios.map(\.name),
                    settings: stored.settings.map(\.name), isReported: stored.isReported)
            ]
        try write(extended, text: text, lock)
        return extended
    }

    /// Replaces the plan.
    /// - Parameter results: those that still follow from it; others go.
    private func write(
        _ plan: StoredStudyPlan, text: [UInt8], keeping results: [String] = [], _ lock: StudyLock
    ) throws {
        let content = [
            NamedBytes(name: Self.textName, bytes: text),
            NamedBytes(name: StoredStudyPlan.fileName, bytes: try JSONDocument.encode(plan)),
        ]
        let directory = layout.study(plan.name)
        try files.makeDirectory(directory)
        for name in [Self.csvName, Self.jsonName] where !results.contains(name) {
            try files.removeTree(directory.appending(name))
        }
        try replace(content, in: directory, keeping: results)
    }

    /// Writes files of a study and its list of them.
    /// - Parameter keeping: names that stay listed.
    private func replace(_ content: [NamedBytes], in directory: FilePath, keeping: [String]) throws {
        let listPath = directory.appending(Checksums.fileName)
        var sums = Checksums()
        if try files.status(listPath) != nil {
            let before = try files.checksums(listPath)
            for name in keeping { sums[name: name] = before[name: name] }
        }
        for file in content { sums[name: file.name] = ContentHash(of: file.bytes) }
        let all = content + [NamedBytes(name: Checksums.fileName, bytes: sums.bytes)]
        let staged = try files.stage(all.map { (directory.appending($0.name), $0.bytes) })
        do {
            try list.replace(layout.name(of: listPath), by: ContentHash(of: sums.bytes)) {
                try files.putInPlace(staged)
            }
        } catch {
            files.discard(staged)
            throw error
        }
    }

    // MARK: - Rows

    /// The rows of a study.
    ///
    /// - Parameters:
    ///   - chunk: whose rows are read; nil for those of all.
    ///   - programVersion: whose rows count; nil for those of every version.
    ///   - withRecords: whether the rewards and curves are read, too.
    ///   - isWanted: which rows are kept.
    /// - Throws: `StorageError.damaged`, `.operationFailed`.
    package func rows(
        of name: RunName, chunk: String? = nil, programVersion: String?, withRecords: Bool,
        isWanted: (StudyRow) -> Bool = { _ in true }
    ) throws -> StudyRows {
        try StudyRows(
            in: layout.study(name).appending(Self.rowsName), chunk: chunk, programVersion: programVersion,
            withRecords: withRecords, files: files, isWanted: isWanted)
    }

    /// Writes rows for one process.
    ///
    /// - Parameters:
    ///   - chunk: what the process works on, `here` or a chunk's number.
    ///   - job: the process, as nobody else is called.
    package func rowWriter(of name: RunName, chunk: String, job: String) throws -> StudyRowWriter {
        let directory = layout.study(name).appending(Self.rowsName)
        let known = Set(try files.list(directory))
        for attempt in 1... {
            let stem = "\(chunk)_\(job)_\(attempt)"
            // Opening fails where somebody else has the name all the same.
            if !known.contains(stem + StudyRows.rowsSuffix), !known.contains(stem + StudyRows.recordsSuffix) {
                return StudyRowWriter(directory: directory, stem: stem, files: files)
            }
        }
        preconditionFailure("there are more attempts than numbers")
    }

    // MARK: - Yardsticks

    /// What policies of a household are measured by; nil where it is not there yet, or cannot be read.
    package func yardsticks(_ household: String, of name: RunName) throws -> StudyYardsticks? {
        let path = yardsticksPath(household, name)
        guard try files.status(path) != nil else { return nil }
        return try? StoredYardsticks.read(try files.read(path, limit: 1 << 28), path: path)
    }

    package func save(_ yardsticks: StudyYardsticks, household: String, _ lock: StudyLock) throws {
        let path = yardsticksPath(household, lock.name)
        try files.makeDirectory(path.removingLastComponent())
        try files.write(try StoredYardsticks(yardsticks).bytes(), to: path)
    }

    private func yardsticksPath(_ household: String, _ name: RunName) -> FilePath {
        layout.study(name).appending(Self.yardsticksName).appending("\(household).json")
    }

    // MARK: - Results

    /// Keeps what was worked out of the rows.
    /// - Throws: `StorageError.operationFailed`.
    package func save(csv: [UInt8], json: [UInt8], _ lock: StudyLock) throws {
        let content = [NamedBytes(name: Self.csvName, bytes: csv), NamedBytes(name: Self.jsonName, bytes: json)]
        try replace(
            content, in: layout.study(lock.name), keeping: [Self.textName, StoredStudyPlan.fileName])
    }

    /// Notes that a report was made under the plan.
    package func noteReport(of plan: StoredStudyPlan, text: [UInt8], _ lock: StudyLock) throws {
        guard !plan.isReported else { return }
        var noted = plan
        noted.isReported = true
        try replace(
            [NamedBytes(name: StoredStudyPlan.fileName, bytes: try JSONDocument.encode(noted))],
            in: layout.study(lock.name), keeping: [Self.textName, Self.csvName, Self.jsonName])
    }

    /// The results of a study, compared with their recorded hash; nil where there are none.
    /// - Throws: `StorageError.damaged`, `.operationFailed`.
    package func results(of name: RunName) throws -> (csv: [UInt8], json: [UInt8])? {
        let directory = layout.study(name)
        let sums = try files.checksums(directory.appending(Checksums.fileName))
        guard sums[name: Self.csvName] != nil, sums[name: Self.jsonName] != nil else { return nil }
        func bytes(_ file: String) throws -> [UInt8] {
            try files.read(directory.appending(file), limit: Self.longestPlan, listedIn: sums, as: file)
        }
        return (try bytes(Self.csvName), try bytes(Self.jsonName))
    }

    /// Decodes `results.json`.
    /// - Throws: `StorageError.damaged`.
    package func decode(_ json: [UInt8], of name: RunName) throws -> StudyResults {
        try JSONDocument.decode(
            StudyResults.self, from: json, newestVersion: StudyResults.newestVersion,
            path: layout.study(name).appending(Self.jsonName))
    }

    // MARK: - Removal

    /// Deletes a study with its report; what is in the archive stays.
    /// - Throws: `StorageError.studyNotFound`, `.studyLocked`, `.locked`, `.operationFailed`.
    package func delete(_ name: RunName) throws {
        guard try isAnythingLeft(of: name) else { throw StorageError.studyNotFound(name) }
        let lock = try takeName(name)
        let directory = layout.study(name)
        try list.change { $0.hasPrefix(layout.name(of: directory) + "/") }
        // Without its plan it is no study any more, whatever is left of it.
        try files.removeTree(directory.appending(StoredStudyPlan.fileName))
        try site.removeBelongings(of: lock.lock)
        try files.removeTree(directory)
    }
}

/// Proof that no other process collects a study, or runs it here: it is held as long as the value lives.
package final class StudyLock: Sendable {
    package let name: RunName
    let lock: RunLock

    init(_ lock: consuming RunLock) {
        name = lock.name
        self.lock = lock
    }

    /// Says to others what is going on.
    package func tell(_ study: RunningStudy) throws { try lock.write(study) }
}

/// A study that is worked on: what its lock file says.
package struct RunningStudy: Sendable, Equatable, Codable, LockingProcess {
    package var processID: Int32
    package var host: String?
    package var study: RunName
    /// Trainings that go on at once.
    package var running: Int

    /// One of this process.
    package init(study: RunName, running: Int) {
        processID = getpid()
        host = Host.name
        self.study = study
        self.running = running
    }

    package enum CodingKeys: String, CodingKey {
        case processID = "process_id"
        case host, study, running
    }
}

extension StudyStore {
    /// The process that works on a study; nil where none does.
    package func running(_ name: RunName) throws -> RunningStudy? {
        let path = layout.lock(name)
        guard try FileLock.isHeld(path, files: files) else { return nil }
        guard let bytes = try? files.read(path, limit: 1 << 16) else { return nil }
        return try? JSONDecoder().decode(RunningStudy.self, from: Data(bytes))
    }

    /// Whether the process that the lock's file names does hold it.
    package func isHeld(by study: RunningStudy) throws -> Bool {
        try runs.isHeld(study.study, by: study.processID)
    }
}
