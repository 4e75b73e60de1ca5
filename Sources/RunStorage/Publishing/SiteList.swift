import SystemPackage

/// `SHA256SUMS` of the output directory: the index page, the simulations, and the lists of the reports, which list the
/// rest. A file that is replaced leaves the list before and comes back after, so that what a killed process left half
/// done is never vouched for.
///
/// Its lock is taken last, where several are.
struct SiteList: SharedResource {
    static let lockName = "list"

    let layout: OutputLayout
    let files: DurableFiles

    /// The list as it stands; empty where there is none yet.
    /// - Throws: `StorageError.damaged`, `.operationFailed`.
    func read() throws -> Checksums {
        try files.status(layout.siteList) == nil ? Checksums() : files.checksums(layout.siteList)
    }

    /// Every file that the list and the lists that it lists vouch for, relative to the output directory.
    /// - Throws: `StorageError.damaged`, `.operationFailed`.
    func vouchedFiles() throws -> Checksums {
        var result = try read()
        for name in result.names where name.hasSuffix("/\(Checksums.fileName)") {
            let path = layout.root.appending(name)
            let bytes = try files.read(path, limit: Checksums.longest, listedIn: result, as: name)
            let sums = try damaged(path) { try Checksums(parsing: bytes) }
            let directory = name.dropLast(Checksums.fileName.count)
            for file in sums.names { result[name: "\(directory)\(file)"] = sums[name: file] }
        }
        return result
    }

    /// Replaces the list, if `change` changes it.
    func update(_ change: (inout Checksums) -> Void) throws {
        try files.withLock(SiteList.self, in: layout) { _ in
            let listed = try read()
            var changed = listed
            change(&changed)
            if changed != listed { try files.write(changed.bytes, to: layout.siteList) }
        }
    }

    /// Gives a name another hash: the name leaves the list, `body` puts the file in place, and the name comes back.
    /// Both lists are on the disk before: what is left to do for them afterwards takes no room.
    func replace(_ name: String, by hash: ContentHash, _ body: () throws -> Void) throws {
        try files.withLock(SiteList.self, in: layout) { _ in
            var sums = try read()
            let isListed = sums[name: name] != nil
            sums[name: name] = hash
            let final = try files.stage([(layout.siteList, sums.bytes)], as: "next")
            do {
                if isListed {
                    sums[name: name] = nil
                    try files.write(sums.bytes, to: layout.siteList)
                }
                try body()
            } catch {
                files.discard(final)
                throw error
            }
            try files.putInPlace(final)
        }
    }

    /// Takes names out of the list, before the files go. A list that is damaged names nothing that could be trusted,
    /// and must not keep anything from going: `verify` reports it.
    func remove(where isUnwanted: (String) -> Bool) throws {
        try updateIfReadable { sums in
            for name in sums.names where isUnwanted(name) { sums[name: name] = nil }
        }
    }

    /// Replaces the list, unless it is damaged: it then keeps nothing from being done, and `verify` reports it.
    func updateIfReadable(_ change: (inout Checksums) -> Void) throws {
        do {
            try update(change)
        } catch StorageError.damaged(layout.siteList, _) {
            return
        }
    }

    /// Writes a file that the list lists itself.
    /// - Parameter lock: of what the file belongs to.
    func write<Resource>(_ bytes: [UInt8], to path: FilePath, _ lock: borrowing WriteLock<Resource>) throws {
        let name = layout.name(of: path)
        try files.makeDirectory(path.removingLastComponent())
        try update { $0[name: name] = nil }
        try files.write(bytes, to: path)
        try update { $0[name: name] = ContentHash(of: bytes) }
    }
}
