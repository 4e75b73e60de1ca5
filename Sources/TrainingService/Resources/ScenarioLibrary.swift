import EventSockets
import Foundation
import Glibc
import Households
import Jobs
import RunStorage
import ScenarioFiles
import Synchronization
import SystemPackage

/// The folder of the scenarios: names come from its listing, never from a client; symbolic links are not followed.
struct ScenarioLibrary: Sendable {
    /// Where scenarios are read and written.
    let folder: String
    /// Where those are that come with the program.
    private let templates: String
    /// One writer at a time.
    private let writing = WriteGate()

    private final class WriteGate: Sendable {
        let mutex = Mutex(())
    }

    /// A scenario's file.
    struct Entry: Sendable {
        var name: String
        var path: String
        var size: Int
        /// Nanoseconds since 1970 of the last change; that of its first writing is kept nowhere.
        var changed: Int
    }

    /// - Throws: `JobError.folderNotFound`.
    init(_ folders: ResourceFolders, given: String?) throws {
        folder = try folders.locateAll(.scenarios, given: given)[0]
        templates = (try? folders.locateAll(.scenarios, given: nil).last) ?? folder
    }

    // MARK: - Reading

    /// The scenarios that can be named, by name.
    func entries() -> [Entry] { Self.entries(in: folder) }

    private static func entries(in folder: String) -> [Entry] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        var entries: [String: Entry] = [:]
        // Of two extensions the first is the one that the command takes.
        for suffix in [".yml", ".yaml"] {
            for file in files where file.hasSuffix(suffix) {
                let name = String(file.dropLast(suffix.count))
                var status = stat()
                guard RunName(rawValue: name) != nil, lstat("\(folder)/\(file)", &status) == 0,
                    status.st_mode & S_IFMT == S_IFREG
                else { continue }
                // Wraps around for times that no clock has yet.
                let changed = status.st_mtim.tv_sec &* 1_000_000_000 &+ status.st_mtim.tv_nsec
                entries[name] = Entry(
                    name: name, path: "\(folder)/\(file)", size: Int(status.st_size),
                    changed: changed)
            }
        }
        return entries.values.sorted { $0.name < $1.name }
    }

    func entry(_ name: String) -> Entry? { entries().first { $0.name == name } }

    /// The file of a scenario in the listing; nil where there is none of that name.
    func path(of name: String) throws -> String? { entry(name)?.path }

    private func read(_ entry: Entry) throws -> Scenario {
        try ScenarioFile.load(entry.path, folders: .ofThisProcess, scenarios: nil).scenario
    }

    /// The list, and what was left out of it since it cannot be read.
    func list() -> (scenarios: JSONNode, problems: [String]) {
        var problems: [String] = []
        let scenarios = entries().sorted { $0.changed > $1.changed }.compactMap { entry -> JSONNode? in
            do {
                return Self.summary(try read(entry), entry)
            } catch {
                problems.append("\(entry.name): \(Failure(error).entries.map(\.message).joined(separator: "; "))")
                return nil
            }
        }
        return (.array(scenarios), problems)
    }

    private static func summary(_ scenario: Scenario, _ entry: Entry) -> JSONNode {
        let household = scenario.environment
        let available = household.income - household.fixedExpenses - household.variableExpenseMean
        return .members([
            "name": .string(entry.name), "description": .string(scenario.description),
            "income": .number(household.income), "fixed_expenses": .number(household.fixedExpenses),
            "variable_expenses": .number(household.variableExpenseMean), "available_monthly": .number(available),
            // Of no income nothing is free.
            "available_pct": .number(
                household.income > 0 ? (available / household.income * 1000).rounded() / 10 : 0),
            "risk_tolerance": .number(household.riskTolerance),
            "updated_at": .string(Timestamp.text(nanoseconds: entry.changed)), "size": .number(entry.size),
        ])
    }

    /// - Throws: `ServiceError` where there is none of that name; what reading it throws.
    func detail(_ name: String) throws -> JSONNode {
        guard let entry = entry(name) else { throw ServiceError.notFound("Scenario", name) }
        let scenario = try read(entry)
        let head = JSONNode.members(["name": .string(name), "description": .string(scenario.description)])
        let tail = JSONNode.members([
            "created_at": .string(Timestamp.text(nanoseconds: entry.changed)),
            "updated_at": .string(Timestamp.text(nanoseconds: entry.changed)), "size": .number(entry.size),
        ])
        return head.joined(Self.sections(scenario)).joined(tail)
    }

    /// The scenarios that come with the program.
    func templateList() -> JSONNode {
        .array(
            Self.entries(in: templates).compactMap { entry in
                guard let scenario = try? read(entry) else { return nil }
                let words = entry.name.split { $0 == "_" || $0 == "-" || $0 == "." }
                let name = words.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined(separator: " ")
                return JSONNode.members([
                    "name": .string(entry.name), "display_name": .string(name),
                    "description": .string(scenario.description),
                ]).joined(Self.sections(scenario))
            })
    }

    /// All values after defaults, by section; those of a life only of a household that lives for utility.
    static func sections(_ scenario: Scenario) -> JSONNode {
        func values(_ parameters: [ScenarioParameter]) -> JSONNode {
            .object(parameters.map { JSONNode.Member(clientKey($0), value(of: $0, in: scenario)) })
        }
        return .object(
            ScenarioParameter.Section.allCases.filter { $0.isUsed(in: scenario) }.map { section in
                let content =
                    section == .goals
                    ? .array(scenario.goals.indices.map { values(ScenarioParameter.goal($0 + 1)) })
                    : values(ScenarioParameter.all(in: section))
                return JSONNode.Member(section.rawValue, content)
            })
    }

    /// As clients know a key: `lambda_` is so called in files only since `lambda` means something in Python.
    static func clientKey(_ parameter: ScenarioParameter) -> String {
        parameter.key.hasSuffix("_") ? String(parameter.key.dropLast()) : parameter.key
    }

    private static func value(of parameter: ScenarioParameter, in scenario: Scenario) -> JSONNode {
        switch parameter.domain {
        case .real(let path, _): .number(scenario[keyPath: path])
        case .integer(let path, _): .number(scenario[keyPath: path])
        case .choice(let path, _): .string(scenario[keyPath: path])
        case .derivedReal(let path, _, _): scenario[keyPath: path].map { .number($0) } ?? .null
        case .history(let path): scenario[keyPath: path].map { .string($0.file) } ?? .null
        }
    }

    // MARK: - Writing

    private static func taken(_ name: String) -> ServiceError {
        ServiceError(.conflict, "ScenarioExists", "Scenario '\(name)' already exists")
    }

    /// Writes a new scenario.
    /// - Throws: `ServiceError`; what writing throws.
    func create(_ draft: Draft) throws -> JSONNode {
        try writing.mutex.withLock { _ in
            guard isFree(draft.name) else { throw Self.taken(draft.name) }
            try write(draft)
            return try answer(draft, "Scenario '\(draft.name)' created successfully")
        }
    }

    /// Replaces a scenario whole; another name renames it.
    func replace(_ name: String, with draft: Draft) throws -> JSONNode {
        try writing.mutex.withLock { _ in
            guard let old = entry(name) else { throw ServiceError.notFound("Scenario", name) }
            if draft.name != name, !isFree(draft.name) { throw Self.taken(draft.name) }
            try write(draft)
            if old.path != file(draft.name) { try remove(old.path) }
            return try answer(draft, "Scenario '\(draft.name)' updated successfully")
        }
    }

    func delete(_ name: String) throws -> JSONNode {
        try writing.mutex.withLock { _ in
            guard let entry = entry(name) else { throw ServiceError.notFound("Scenario", name) }
            try remove(entry.path)
            return .members(["name": .string(name), "message": .string("Scenario '\(name)' deleted successfully")])
        }
    }

    /// Whether nothing has the name, not even what is no file and is not listed, such as a link of somebody's.
    private func isFree(_ name: String) -> Bool {
        ScenarioFile.extensions.allSatisfy { suffix in
            var status = stat()
            return lstat("\(folder)/\(name).\(suffix)", &status) != 0
        }
    }

    private func file(_ name: String) -> String { "\(folder)/\(name).yaml" }

    private func write(_ draft: Draft) throws {
        try Self.explained { try DurableFiles().write(draft.text, to: FilePath(file(draft.name))) }
    }

    private func remove(_ path: String) throws {
        try Self.explained {
            guard unlink(path) == 0 else { throw Errno(rawValue: errno) }
        }
    }

    /// A folder that cannot be written to is nobody's defect.
    private static func explained(_ body: () throws -> Void) throws {
        let number: Errno
        do {
            return try body()
        } catch StorageError.operationFailed(_, _, let failure) {
            number = failure
        } catch let failure as Errno {
            number = failure
        }
        switch number {
        case .permissionDenied, .notPermitted, .readOnlyFileSystem:
            throw ServiceError(.forbidden, "NotWritable", "The folder of the scenarios cannot be written to")
        case .noSpace, .diskQuotaExceeded:
            throw ServiceError(.insufficientStorage, "DiskFull", "The disk is full; the scenario was not saved")
        default: throw StorageError.operationFailed(.write, "scenarios", number)
        }
    }

    private func answer(_ draft: Draft, _ message: String) throws -> JSONNode {
        guard let entry = entry(draft.name) else { throw ServiceError.notFound("Scenario", draft.name) }
        return .members([
            "name": .string(draft.name), "description": .string(draft.description),
            "path": .string("scenarios/\(draft.name).yaml"),
            "created_at": .string(Timestamp.text(nanoseconds: entry.changed)),
            "updated_at": .string(Timestamp.text(nanoseconds: entry.changed)), "message": .string(message),
        ])
    }
}

extension JSONNode {
    /// Both objects' members.
    func joined(_ other: JSONNode) -> JSONNode {
        guard case .object(let first) = self, case .object(let second) = other else { return self }
        return .object(first + second)
    }
}
