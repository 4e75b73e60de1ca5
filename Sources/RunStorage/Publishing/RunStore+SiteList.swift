import SystemPackage

/// `SHA256SUMS` of the output directory: the index page, the simulations, and the lists of the reports, which list the
/// rest. A file that is replaced leaves the list before and comes back after, so that what a killed process left half
/// done is never vouched for.
extension RunStore {
    /// The list as it stands; empty where there is none yet.
    /// - Throws: `StorageError.damaged`, `.operationFailed`.
    func siteList() throws -> Checksums {
        let path = layout.siteList
        guard try files.status(path) != nil else { return Checksums() }
        let bytes = try files.read(path, limit: Checksums.longest)
        return try damaged(path) { try Checksums(parsing: bytes) }
    }

    /// Every file that the list and the lists that it lists vouch for, relative to the output directory.
    /// - Throws: `StorageError.damaged`, `.operationFailed`.
    func vouchedFiles() throws -> Checksums {
        var result = try siteList()
        for name in result.names where name.hasSuffix("/\(Checksums.fileName)") {
            let path = root.appending(name)
            let bytes = try files.read(path, limit: Checksums.longest, listedIn: result, as: name)
            let sums = try damaged(path) { try Checksums(parsing: bytes) }
            let directory = name.dropLast(Checksums.fileName.count)
            for file in sums.names { result[name: "\(directory)\(file)"] = sums[name: file] }
        }
        return result
    }

    /// Replaces the list, if `change` changes it.
    func updateSiteList(_ change: (inout Checksums) -> Void) throws {
        try withLock(.siteList) {
            let listed = try siteList()
            var changed = listed
            change(&changed)
            if changed != listed { try files.write(changed.bytes, to: layout.siteList) }
        }
    }

    /// Takes names out of the list, before the files go. A list that is damaged names nothing that could be trusted, and
    /// must not keep anything from going: `verify` tells of it.
    func unlist(where isUnwanted: (String) -> Bool) throws {
        do {
            try updateSiteList { sums in
                for name in sums.names where isUnwanted(name) { sums[name: name] = nil }
            }
        } catch StorageError.damaged(layout.siteList, _) {
            return
        }
    }

    /// Writes a file that the list lists itself.
    /// - Parameter name: relative to the output directory.
    /// - Precondition: no other process writes the file.
    func writeListed(_ bytes: [UInt8], name: String) throws {
        let path = root.appending(name)
        try files.makeDirectory(path.removingLastComponent())
        try updateSiteList { $0[name: name] = nil }
        try files.write(bytes, to: path)
        try updateSiteList { $0[name: name] = ContentHash(of: bytes) }
    }

    /// Replaces files of a report's directory, whose own list names them; what else is in it stays.
    /// - Precondition: the lock of the reports is held.
    func replace(_ content: [NamedBytes], inReport directory: FilePath) throws {
        try makeOwnDirectory(directory)
        let listPath = directory.appending(Checksums.fileName)
        let listName = layout.name(of: listPath)
        var sums = try entriesToKeep(of: directory)
        try updateSiteList { $0[name: listName] = nil }
        for file in content {
            let path = directory.appending(file.name)
            precondition(
                FilePath(file.name).isRelative && !file.name.split(separator: "/").contains(".."),
                "\(file.name) leaves the report's directory")
            try makeOwnDirectory(path.removingLastComponent())
            try files.write(file.bytes, to: path)
            sums[name: file.name] = ContentHash(of: file.bytes)
        }
        try files.write(sums.bytes, to: listPath)
        try updateSiteList { $0[name: listName] = ContentHash(of: sums.bytes) }
    }

    /// Makes a directory of a report. A link in its place, which somebody else put there, is not followed: what is written
    /// must not land elsewhere.
    private func makeOwnDirectory(_ path: FilePath) throws {
        var own = layout.reports
        for component in FilePath(layout.name(of: path)).components.dropFirst() {
            own.append(component)
            if let status = try files.status(own), status.kind != .directory {
                throw StorageError.damaged(own, .notADirectory)
            }
        }
        try files.makeDirectory(path)
    }

    /// What a report's list says. Where nobody vouches for the list, since its writer was killed, only what is true of it
    /// is kept: the rest has to be rendered again.
    private func entriesToKeep(of directory: FilePath) throws -> Checksums {
        let path = directory.appending(Checksums.fileName)
        guard try files.status(path) != nil else { return Checksums() }
        let bytes = try files.read(path, limit: Checksums.longest)
        guard var sums = try? Checksums(parsing: bytes) else { return Checksums() }
        if try siteList()[name: layout.name(of: path)] == ContentHash(of: bytes) { return sums }
        for name in sums.names {
            let file = directory.appending(name)
            let isThere = try files.status(file)?.kind == .file
            if try !isThere || files.hash(file) != sums[name: name] { sums[name: name] = nil }
        }
        return sums
    }
}
