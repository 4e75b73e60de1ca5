import SystemPackage

/// `SHA256SUMS` of the output directory: the manifests of finished runs, the simulations, the documents of the archive,
/// and the lists of the reports, which list the rest. A file that is replaced leaves the list before and comes back
/// after, so that what a killed process left half done is never vouched for.
///
/// Its lock is taken last, where several are.
struct SiteList: SharedResource {
    static let lockName = "list"

    let layout: OutputLayout
    let files: DurableFiles

    var growing: GrowingList { GrowingList(path: layout.siteList, files: files) }

    /// The list as it stands; empty where there is none yet.
    /// - Throws: `StorageError.damaged`, `.operationFailed`.
    func read() throws -> Checksums { try growing.read() }

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

    /// The hash of one file by the list that has it; nil where none vouches for it.
    /// - Parameter name: relative to the output directory.
    /// - Throws: `StorageError.damaged`, `.operationFailed`.
    func vouchedHash(of name: String) throws -> ContentHash? {
        let sums = try read()
        var folder = FilePath(name)
        while folder.removeLastComponent(), !folder.isEmpty {
            let listName = folder.appending(Checksums.fileName).string
            guard sums[name: listName] != nil else { continue }
            let path = layout.root.appending(listName)
            let bytes = try files.read(path, limit: Checksums.longest, listedIn: sums, as: listName)
            let listed = try damaged(path) { try Checksums(parsing: bytes) }
            return listed[name: String(name.dropFirst(folder.string.count + 1))]
        }
        return sums[name: name]
    }

    /// Gives a name a hash, or takes it out of the list.
    func set(_ name: String, to hash: ContentHash?) throws {
        try files.withLock(SiteList.self, in: layout) { _ in try growing.set(name, to: hash) }
    }

    /// The same, unless the list is damaged: it then keeps nothing from being done, and `verify` reports it.
    func setIfReadable(_ name: String, to hash: ContentHash?) throws {
        try unlessDamaged { try set(name, to: hash) }
    }

    /// As `GrowingList.replace`.
    func replace(_ name: String, by hash: ContentHash, _ body: () throws -> Void) throws {
        try files.withLock(SiteList.self, in: layout) { _ in try growing.replace(name, by: hash, body) }
    }

    /// Takes names out of the list, before the files go, and gives others their hashes. A list that is damaged names
    /// nothing that could be trusted, and must not keep anything from going.
    func change(removing isUnwanted: (String) -> Bool, adding sums: Checksums = Checksums()) throws {
        try unlessDamaged {
            try files.withLock(SiteList.self, in: layout) { _ in
                try growing.change(removing: isUnwanted, adding: sums)
            }
        }
    }

    private func unlessDamaged(_ body: () throws -> Void) throws {
        do {
            try body()
        } catch StorageError.damaged(layout.siteList, _) {
            return
        }
    }

    /// Writes a file that the list lists itself.
    /// - Parameter lock: of what the file belongs to.
    func write<Resource>(_ bytes: [UInt8], to path: FilePath, _ lock: borrowing WriteLock<Resource>) throws {
        let name = layout.name(of: path)
        try files.makeDirectory(path.removingLastComponent())
        try replace(name, by: ContentHash(of: bytes)) { try files.write(bytes, to: path) }
    }
}
