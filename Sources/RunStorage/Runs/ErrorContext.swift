import SystemPackage

/// Runs a reader, and gives what it throws the path of the file.
func damaged<Result>(_ path: FilePath, _ read: () throws -> Result) throws -> Result {
    do {
        return try read()
    } catch let damage as Damage {
        throw StorageError.damaged(path, damage)
    } catch let error as SafetensorsError {
        throw StorageError.damaged(path, .safetensors(error))
    } catch let error as HistoryError {
        throw StorageError.damaged(path, .history(error))
    } catch let error as JSONError {
        throw StorageError.damaged(path, .json(error))
    }
}

/// Runs a writer, and makes a value that no file may hold a storage error.
func finite<Result>(_ write: () throws -> Result) throws -> Result {
    do {
        return try write()
    } catch let value as NotFinite {
        throw StorageError.notFinite(value)
    }
}

extension DurableFiles {
    /// A `SHA256SUMS`.
    /// - Throws: `StorageError.damaged`, `.operationFailed`.
    func checksums(_ path: FilePath) throws -> Checksums {
        let bytes = try read(path, limit: Checksums.longest)
        return try damaged(path) { try Checksums(parsing: bytes) }
    }

    /// A file's bytes, after comparing them with the hash that a list has under `name`.
    /// - Throws: `StorageError.damaged`, `.operationFailed`.
    func read(_ path: FilePath, limit: Int, listedIn sums: Checksums, as name: String) throws -> [UInt8] {
        guard let expected = sums[name: name] else {
            throw StorageError.damaged(path.removingLastComponent().appending(Checksums.fileName), .notListed(name))
        }
        let bytes = try read(path, limit: limit)
        let found = ContentHash(of: bytes)
        guard found == expected else {
            throw StorageError.damaged(path, .hashDiffers(expected: expected, found: found))
        }
        return bytes
    }
}
