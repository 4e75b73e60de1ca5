import SystemPackage

/// A `SHA256SUMS` that many files share: a name that is new is added at its end, whatever the list's length, and any
/// other change replaces the list whole, every line in its place.
///
/// A last line without its end is that of a writer that was killed, or has not come to an end: it vouches for nothing,
/// and goes with the next change. Who changes the list has the lock of what it lists.
struct GrowingList {
    let path: FilePath
    let files: DurableFiles

    /// The list as it stands; empty where there is none yet.
    /// - Throws: `StorageError.damaged`, `.operationFailed`.
    func read() throws -> Checksums {
        var sums = Checksums()
        let lines = try lines(whole().bytes)
        for (index, line) in lines.enumerated() where !line.isSetAside {
            // What was removed by hand and made again is listed twice, and says the same.
            if let before = sums[name: line.name], before != line.hash {
                throw StorageError.damaged(path, .checksumLine(index + 1))
            }
            sums[name: line.name] = line.hash
        }
        return sums
    }

    /// Compares the end of the list with what it must be.
    /// - Throws: `StorageError.damaged` with `.incomplete`.
    func requireWhole() throws {
        if try whole().end == .torn { throw StorageError.damaged(path, .incomplete) }
    }

    /// The first name that begins so.
    func firstName(withPrefix prefix: String) throws -> String? {
        let bytes = try whole().bytes
        return try damaged(path) { try Checksums.firstName(withPrefix: prefix, parsing: bytes) }
    }

    private enum End { case missing, torn, whole }

    /// How often the list is read again that grows while it is read.
    private static let attempts = 20

    /// The lines that are whole.
    private func whole() throws -> (bytes: [UInt8], end: End) {
        guard try files.status(path) != nil else { return ([], .missing) }
        var bytes = try settledBytes()
        let count = bytes.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        if count == bytes.count { return (bytes, .whole) }
        bytes.removeLast(bytes.count - count)
        return (bytes, .torn)
    }

    /// The whole file: who reads it need not have the lock under which others add to it.
    private func settledBytes() throws -> [UInt8] {
        for _ in 1..<Self.attempts {
            do {
                return try files.read(path, limit: Checksums.longest)
            } catch StorageError.damaged(path, .changedWhileRead) {
                continue
            }
        }
        return try files.read(path, limit: Checksums.longest)
    }

    private func lines(_ bytes: [UInt8]) throws -> [Checksums.Line] {
        try damaged(path) { try Checksums.lines(parsing: bytes) }
    }

    private func bytes(_ lines: [Checksums.Line]) -> [UInt8] { lines.flatMap(\.bytes) }

    // MARK: - Changing it

    /// Gives a name a hash, or takes it out of the list.
    func set(_ name: String, to hash: ContentHash?) throws {
        let (old, end) = try whole()
        let line = try damaged(path) { try Checksums.line(of: name, parsing: old) }
        if end != .torn, line?.isSetAside != true, line?.hash == hash { return }
        if let hash, line == nil, end == .whole {
            return try append(Checksums.Line(name: name, hash: hash), to: old) {}
        }
        var lines = try lines(old)
        if let hash {
            lines.set(Checksums.Line(name: name, hash: hash))
        } else {
            lines.removeAll { $0.name == name }
        }
        try files.write(bytes(lines), to: path)
    }

    /// Adds a name that is known not to be in a list that is known to be whole.
    func append(_ name: String, _ hash: ContentHash) throws {
        try append(Checksums.Line(name: name, hash: hash)) {}
    }

    /// Adds a line whose end comes when the rest of it is on the disk, and `body` has done its work: whatever of it a
    /// crash leaves vouches for nothing.
    /// - Parameter old: what the list is given back where that fails; nil for what it holds now.
    private func append(_ line: Checksums.Line, to old: [UInt8]? = nil, _ body: () throws -> Void) throws {
        do {
            try files.append(line.bytes.dropLast(), to: path)
            try body()
            try files.append(line.bytes.suffix(1), to: path)
        } catch {
            // Best effort: without its end it vouches for nothing, and the next writer takes it away.
            if let bytes = try? old ?? whole().bytes { try? files.write(bytes, to: path) }
            throw error
        }
    }

    /// Takes names out of the list, and gives others their hashes.
    func change(removing isUnwanted: (String) -> Bool, adding sums: Checksums = Checksums()) throws {
        let (old, end) = try whole()
        var lines = try lines(old)
        lines.removeAll { isUnwanted($0.name) }
        lines.set(sums.entries.map { Checksums.Line(name: $0.name, hash: $0.hash) })
        let new = bytes(lines)
        if new != old || end == .torn { try files.write(new, to: path) }
    }

    /// Gives a name another hash: the name is said nothing of, `body` puts the file in place, and the name comes back.
    /// What the list needs is on the disk before: what is left to do for it afterwards takes no room.
    func replace(_ name: String, by hash: ContentHash, _ body: () throws -> Void) throws {
        let (old, end) = try whole()
        let before = try damaged(path) { try Checksums.line(of: name, parsing: old) }
        let line = Checksums.Line(name: name, hash: hash)
        if before == nil, end == .whole { return try append(line, to: old, body) }
        var lines = try lines(old)
        lines.set(line)
        let final = try files.stage([(path, bytes(lines))], as: "next")
        do {
            if before?.isSetAside == false || end == .torn {
                // Its place is kept, so that the list is the same whatever was killed.
                lines.set(Checksums.Line(name: name, hash: hash, isSetAside: true))
                if before == nil { lines.removeLast() }
                try files.write(bytes(lines), to: path)
            }
            try body()
        } catch {
            files.discard(final)
            throw error
        }
        try files.putInPlace(final)
    }
}

extension [Checksums.Line] {
    /// Puts a line in the place of the first one of the same name, which is then the only one, or at the end.
    fileprivate mutating func set(_ line: Checksums.Line) { set([line]) }

    /// The same with many, in one pass.
    fileprivate mutating func set(_ lines: [Checksums.Line]) {
        var wanted = Dictionary(lines.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
        let names = Set(wanted.keys)
        self = compactMap { line in names.contains(line.name) ? wanted.removeValue(forKey: line.name) : line }
        self += lines.filter { wanted[$0.name] != nil }
    }
}
