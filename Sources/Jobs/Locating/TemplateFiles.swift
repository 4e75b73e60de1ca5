import Foundation
import SystemPackage

/// The templates of the page as they lie on disk.
enum TemplateFiles {
    /// File name → text of every file in a folder; what lies in folders within it is no template.
    ///
    /// - Throws: `JobError` where a file cannot be read or is not UTF-8.
    static func load(_ folder: String) throws(JobError) -> [String: String] {
        var result: [String: String] = [:]
        for name in try names(in: folder) {
            let path = "\(folder)/\(name)"
            if ResourceFolders.ofThisProcess.isFolder(path) { continue }
            guard let data = FileManager.default.contents(atPath: path) else { throw .unreadable(path, .ioError) }
            guard let text = String(validating: data, as: UTF8.self) else { throw .notUTF8(path) }
            result[name] = text
        }
        return result
    }

    private static func names(in folder: String) throws(JobError) -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder).filter { !$0.hasPrefix(".") }.sorted()
        } catch {
            throw .unreadable(folder, .ioError)
        }
    }
}
