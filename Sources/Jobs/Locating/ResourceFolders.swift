import Foundation

/// Finds the folders that come with the program.
package struct ResourceFolders {
    /// The current directory, as it is written in messages: empty.
    package var currentDirectory: String
    /// The program's own file without symbolic links.
    package var executable: String
    /// Whether there is a folder at a path.
    package var isFolder: (String) -> Bool
    /// Whether there is a file at a path.
    package var isFile: (String) -> Bool

    package init(
        currentDirectory: String, executable: String, isFolder: @escaping (String) -> Bool,
        isFile: @escaping (String) -> Bool
    ) {
        self.currentDirectory = currentDirectory
        self.executable = executable
        self.isFolder = isFolder
        self.isFile = isFile
    }

    /// Those of this process.
    package static var ofThisProcess: ResourceFolders {
        ResourceFolders(
            currentDirectory: FileManager.default.currentDirectoryPath,
            executable: (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? "",
            isFolder: { path in
                var isDirectory: ObjCBool = false
                return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory.boolValue
            },
            isFile: { FileManager.default.fileExists(atPath: $0) })
    }

    /// Where `folder` is: what the user says; of scenarios, the user's own; in the current directory; in the package
    /// whose build the program is; in `../share/hrlreport` of an installed program.
    ///
    /// - Throws: `JobError.folderNotFound` where there is none of them.
    package func locate(_ folder: JobError.Folder, given: String?) throws(JobError) -> String {
        try locateAll(folder, given: given)[0]
    }

    /// All of these places in that order, so that a file that is not in the first is looked for in the next; only what
    /// the user says, where the user says it.
    ///
    /// - Returns: at least one.
    /// - Throws: `JobError.folderNotFound` where there is none of them.
    package func locateAll(_ folder: JobError.Folder, given: String?) throws(JobError) -> [String] {
        if let given {
            guard isFolder(given) else { throw .folderNotFound(folder, given: given) }
            return [given]
        }
        // Without the current directory's path: messages should say scenarios/foo.yaml.
        let here = currentDirectory + "/" + folder.rawValue
        var found =
            folder == .scenarios && isFolder(currentDirectory + "/" + ScenarioFile.ownFolder)
            ? [ScenarioFile.ownFolder] : []
        if isFolder(here) { found.append(folder.rawValue) }
        for candidate in [packageRoot, installed].compactMap(\.self).map({ "\($0)/\(folder.rawValue)" })
        where isFolder(candidate) && candidate != here { found.append(candidate) }
        guard !found.isEmpty else { throw .folderNotFound(folder, given: nil) }
        return found
    }

    /// The nearest folder above the program that holds a `Package.swift`.
    private var packageRoot: String? {
        var folder = Self.parent(executable)
        while let candidate = folder {
            if isFile(candidate + "/Package.swift") { return candidate }
            folder = Self.parent(candidate)
        }
        return nil
    }

    private var installed: String? {
        Self.parent(executable).flatMap(Self.parent).map { $0 + "/share/hrlreport" }
    }

    private static func parent(_ path: String) -> String? {
        guard let slash = path.lastIndex(of: "/"), path.count > 1 else { return nil }
        return String(path[..<slash])
    }
}
