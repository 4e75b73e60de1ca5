import Foundation
import Reports
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
            let attributes = try? FileManager.default.attributesOfItem(
                atPath: (path as NSString).resolvingSymlinksInPath)
            guard let attributes, attributes[.type] as? FileAttributeType == .typeRegular else { throw .notAFile(path) }
            // One that is longer is refused for it, and need not be read for that.
            guard let handle = FileHandle(forReadingAtPath: path),
                let data = try? handle.read(upToCount: TemplateSet.largestTemplate + 1) ?? Data()
            else { throw .unreadable(path, .ioError) }
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
