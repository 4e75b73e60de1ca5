import Studies
import SystemPackage

/// The rows of a study, as they lie on the disk: whichever process wrote them, in whatever order.
package struct StudyRows: Sendable {
    static let rowsSuffix = ".jsonl", recordsSuffix = ".f64"
    /// Bytes that a file of rows or of records can have.
    private static let longest = 1 << 38

    /// By the training that they are of; of two that agree one is kept.
    private var rows: [Key: StudyRow] = [:]

    /// What a row is of.
    private struct Key: Hashable {
        var identity: ContentHash
        var lives: StudyLives
    }

    /// Where a row was found, for messages.
    private struct Place {
        var path: FilePath
        var line: Int
    }

    /// The row of a training on some lives; nil where there is none.
    package subscript(_ identity: String, _ lives: StudyLives) -> StudyRow? {
        ContentHash(hex: identity).flatMap { rows[Key(identity: $0, lives: lives)] }
    }

    package var count: Int { rows.count }

    /// Reads all rows. A last line that is not whole, since its writer was killed or is just at it, is none yet.
    ///
    /// - Parameters:
    ///   - chunk: whose rows are read; nil for those of all.
    ///   - programVersion: whose rows count; nil for those of every version.
    ///   - withRecords: whether the rewards and curves are read, too.
    ///   - isWanted: which rows are kept.
    /// - Throws: `StorageError.damaged`, also where two rows of one training do not agree; `.operationFailed`.
    init(
        in directory: FilePath, chunk: String? = nil, programVersion: String?, withRecords: Bool, files: DurableFiles,
        isWanted: (StudyRow) -> Bool = { _ in true }
    ) throws {
        var places: [Key: Place] = [:]
        for name in try files.list(directory) where name.hasSuffix(Self.rowsSuffix) {
            if let chunk, !name.hasPrefix(chunk + "_") { continue }
            let path = directory.appending(name)
            let records = directory.appending(name.dropLast(Self.rowsSuffix.count) + Self.recordsSuffix)
            // The rows first: a row that is there has its record.
            let bytes = try files.read(growing: path, limit: Self.longest)
            var numbers: [UInt8]?
            var (start, number) = (bytes.startIndex, 0)
            while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
                number += 1
                let line = bytes[start..<end]
                start = end + 1
                let place = Place(path: path, line: number)
                var row = try Self.atPlace(place) { try StudyRow(line: line) }
                guard programVersion ?? row.programVersion == row.programVersion, isWanted(row) else { continue }
                if withRecords, let record = row.record {
                    let known = try numbers ?? files.read(growing: records, limit: Self.longest)
                    numbers = known
                    try Self.atPlace(place) { try row.read(record, from: known) }
                }
                try add(row, at: place, &places)
            }
        }
    }

    private mutating func add(_ row: StudyRow, at place: Place, _ places: inout [Key: Place]) throws {
        let key = Key(identity: row.identity, lives: row.lives)
        if let known = rows[key], let first = places[key] {
            // A failure is no result: what came later takes its place.
            if known.status != .failed, row.status == .failed || known.agrees(with: row) { return }
            if known.status != .failed {
                throw StorageError.damaged(
                    place.path,
                    .document(
                        "line \(place.line): differs from line \(first.line) of \(first.path), a row of the same "
                            + "training: norm \(Self.norm(row)) on \(row.origin.words), \(Self.norm(known)) on "
                            + known.origin.words))
            }
        }
        rows[key] = row
        places[key] = place
    }

    private static func norm(_ row: StudyRow) -> String {
        row.evaluation.map { "\($0.norm)" } ?? row.status.rawValue
    }

    private static func atPlace<Result>(_ place: Place, _ read: () throws -> Result) throws -> Result {
        do {
            return try read()
        } catch let damage as Damage {
            throw StorageError.damaged(place.path, .document("line \(place.line): \(damage)"))
        }
    }
}

extension StudyRow {
    /// Takes over the rewards and curves.
    fileprivate mutating func read(_ record: Record, from numbers: [UInt8]) throws {
        let count = 8 * (lives.count + 4 * record.points)
        guard record.offset >= 0, record.points >= 0, count >= 0, record.offset <= numbers.count - count else {
            throw Damage.document("its record is missing")
        }
        let bytes = numbers[record.offset..<record.offset + count]
        let found = ContentHash(of: Array(bytes))
        guard found == record.sha256 else { throw Damage.hashDiffers(expected: record.sha256, found: found) }
        evaluation?.read(bytes, points: record.points)
    }
}

extension DurableFiles {
    /// What a file holds that others may be adding to.
    fileprivate func read(growing path: FilePath, limit: Int) throws -> [UInt8] {
        while true {
            do {
                return try read(path, limit: limit)
            } catch StorageError.damaged(path, .changedWhileRead) {
                continue
            }
        }
    }
}
