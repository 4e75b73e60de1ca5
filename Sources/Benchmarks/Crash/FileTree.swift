import Foundation
import Jobs
import RunStorage
import SystemPackage

/// Every file under a directory, by relative path, hidden ones included.
struct FileTree {
    private let files: [String: Data]

    var count: Int { files.count }

    init(_ root: String) throws {
        var files: [String: Data] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: root) {
            let url = URL(filePath: root).appending(path: path)
            var isDirectory: ObjCBool = false
            guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isDirectory), !isDirectory.boolValue
            else { continue }
            files[path] = try Data(contentsOf: url)
        }
        self.files = files
    }

    /// The first file, by name, that is not as in the other tree; nil where all are.
    func firstDifference(from other: FileTree) -> String? {
        for path in Set(files.keys).union(other.files.keys).sorted() where files[path] != other.files[path] {
            if files[path] == nil { return "\(path) is missing" }
            return other.files[path] == nil ? "\(path) is left over" : "\(path) differs"
        }
        return nil
    }
}

/// A directory that goes with its owner.
final class ScratchDirectory {
    private let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "hrlreport-bench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit {
        // Nothing depends on its being gone.
        try? FileManager.default.removeItem(at: url)
    }

    /// Jobs whose output is a folder in here, and goes with it.
    func jobs(
        output: String = "output", templates: String? = nil, threads: Int = 2,
        tell: @escaping (JobEvent) -> Void = { _ in }
    ) -> JobRunner {
        JobRunner(
            output: Output(root: FilePath(path(output))), templates: templates, threads: threads, tell: tell)
    }

    func path(_ name: String) -> String { url.appending(path: name).path }

    func write(_ text: String, to name: String) throws -> String {
        try Data(text.utf8).write(to: url.appending(path: name))
        return path(name)
    }
}
