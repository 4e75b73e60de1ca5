import Foundation
import Households
import ScenarioFiles
import SystemPackage

/// A scenario as it lies on disk.
package struct ScenarioFile {
    /// As messages name it.
    package var path: String
    /// As they were read.
    var bytes: [UInt8]
    package var scenario: Scenario
    /// What takes the place of the file's values.
    var overrides: [ScenarioOverride] = []

    /// What the run is called if nobody says otherwise.
    package var stem: String { ScenarioReader.stem(path) }

    /// What a run keeps of it: the file, or one that says the same as the scenario with its overrides.
    var text: String {
        guard !overrides.isEmpty else { return String(decoding: bytes, as: UTF8.self) }
        let values = overrides.map { "--set \($0.text)" }.joined(separator: " ")
        return "# \(PrintableText.oneLine(stem)) with \(values)\n\(scenario.yaml())"
    }

    /// Reads the scenario that the user means: the path of a YAML file, or the name of one in the folder of scenarios.
    ///
    /// - Throws: `JobError` where it cannot be found or read, `InvalidScenario` where it is not valid.
    package static func load(
        _ argument: String, folders: ResourceFolders, scenarios: String?, overrides: [ScenarioOverride] = []
    ) throws -> ScenarioFile {
        let path = try locate(argument, folders: folders, scenarios: scenarios)
        let bytes = try read(path, limit: ScenarioReader.largestFile)
        let scenario = try ScenarioReader.read(
            bytes, file: path, overrides: overrides, histories: histories(beside: path))
        return ScenarioFile(path: path, bytes: bytes, scenario: scenario, overrides: overrides)
    }

    /// Where a user's own scenarios are, in the current directory: no installation touches it.
    package static let ownFolder = "my_scenarios"
    package static let extensions = ["yaml", "yml"]

    private static func locate(
        _ argument: String, folders: ResourceFolders, scenarios: String?
    ) throws(JobError) -> String {
        let isPath = argument.contains("/") || extensions.contains { argument.hasSuffix(".\($0)") }
        if isPath {
            if folders.isFile(argument) { return argument }
            if argument.contains("/") { throw .fileNotFound(argument) }
        }
        let places = try folders.locateAll(.scenarios, given: scenarios)
        let names = isPath ? [argument] : extensions.map { "\(argument).\($0)" }
        let candidates = places.flatMap { place in names.map { "\(place)/\($0)" } }
        guard let found = candidates.first(where: folders.isFile) else {
            throw .scenarioNotFound(name: argument, folders: places, known: Self.names(in: places))
        }
        return found
    }

    /// The names of the scenarios in some folders, sorted, each once.
    package static func names(in folders: [String]) -> [String] {
        // A folder that cannot be listed has no names to suggest.
        let files = folders.flatMap { (try? FileManager.default.contentsOfDirectory(atPath: $0)) ?? [] }
        return Set(
            files.filter { file in !file.hasPrefix(".") && extensions.contains { file.hasSuffix(".\($0)") } }
                .map(ScenarioReader.stem)
        ).sorted()
    }

    /// Reads the files of returns that a scenario names.
    ///
    /// - Parameter path: of the scenario, from whose folder names start; nil where they start from the current one.
    package static func histories(beside path: String?) -> ScenarioReader.Histories {
        { (file: String) throws(ReturnHistoryProblem) -> ReturnHistory in
            let folder = path?.lastIndex(of: "/").map { path?[...$0] ?? "" } ?? ""
            let bytes: [UInt8]
            do throws(JobError) {
                bytes = try read(file.hasPrefix("/") ? file : folder + file, limit: ReturnHistoryReader.largestFile)
            } catch {
                switch error {
                case .fileNotFound: throw .notFound
                case .notAFile: throw .notAFile
                case .unreadable(_, let number): throw .unreadable("\(number)")
                default: throw .unreadable("\(error)")
                }
            }
            return try ReturnHistoryReader.read(bytes, file: file)
        }
    }

    /// The bytes of a regular file, one more than `limit` where it is larger.
    static func read(_ path: String, limit: Int) throws(JobError) -> [UInt8] {
        do {
            let descriptor = try FileDescriptor.open(path, .readOnly, options: [.closeOnExec, .nonBlocking])
            return try descriptor.closeAfter { try readBeginning(of: descriptor, limit: limit + 1) }
        } catch Errno.noSuchFileOrDirectory {
            throw .fileNotFound(path)
        } catch {
            switch error as? Errno {
            case .isDirectory, .noSuchAddressOrDevice, .resourceTemporarilyUnavailable:
                throw .notAFile(path)
            case let number: throw .unreadable(path, number ?? .ioError)
            }
        }
    }

    private static func readBeginning(of descriptor: FileDescriptor, limit: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < limit {
            let piece = try [UInt8](unsafeUninitializedCapacity: limit - bytes.count) { buffer, count in
                count = try descriptor.read(into: UnsafeMutableRawBufferPointer(buffer))
            }
            if piece.isEmpty { break }
            bytes += piece
        }
        return bytes
    }
}
