import Glibc
import Studies
import Synchronization
import SystemPackage

/// Writes the rows of one process, in files of its own: no lock, no rename, nothing that others write.
///
/// A row is on its way to the disk as soon as it is written, so that a killed process loses none; it is flushed within
/// ten seconds, so that a machine that stops loses no more. Safe to use from several threads.
package final class StudyRowWriter: Sendable {
    /// Between two flushes, at most, while somebody calls `flushIfDue`.
    private static let flushInterval = Duration.seconds(10)

    private let files: DurableFiles
    private let rowsPath, recordsPath: FilePath
    private let state: Mutex<State>

    private struct State {
        /// Nil before the first row: whoever adds none leaves no file.
        var rows, records: FileDescriptor?
        var recordBytes = 0
        var hasUnflushed = false
        var lastFlush = ContinuousClock.now
    }

    /// - Parameters:
    ///   - directory: of the rows.
    ///   - stem: of the files' names, which nobody else has.
    init(directory: FilePath, stem: String, files: DurableFiles) {
        self.files = files
        rowsPath = directory.appending(stem + StudyRows.rowsSuffix)
        recordsPath = directory.appending(stem + StudyRows.recordsSuffix)
        state = Mutex(State())
    }

    deinit {
        state.withLock { state in
            for descriptor in [state.rows, state.records].compactMap(\.self) {
                try? files.operations.close(descriptor)
            }
        }
    }

    /// Rows that were added.
    package func append(_ row: StudyRow) throws {
        try state.withLock { state in
            let (rows, records) = try open(&state)
            var row = row
            if let evaluation = row.evaluation {
                let record = evaluation.record
                row.record = StudyRow.Record(
                    offset: state.recordBytes, points: evaluation.curves.reward.count, sha256: ContentHash(of: record))
                // First, so that a row that is there has its numbers.
                let line = try row.line()
                try write(record, to: records, recordsPath)
                state.recordBytes += record.count
                try write(line, to: rows, rowsPath)
            } else {
                try write(row.line(), to: rows, rowsPath)
            }
            state.hasUnflushed = true
        }
        try flushIfDue()
    }

    /// Flushes what was written, if that is due.
    package func flushIfDue() throws {
        try state.withLock { state in
            guard ContinuousClock.now - state.lastFlush >= Self.flushInterval else { return }
            try flush(&state)
        }
    }

    /// Flushes what was written.
    package func flush() throws {
        try state.withLock { try flush(&$0) }
    }

    private func flush(_ state: inout State) throws {
        guard state.hasUnflushed, let rows = state.rows, let records = state.records else { return }
        try files.attempt(.synchronize, recordsPath) { try files.operations.synchronize(records) }
        try files.attempt(.synchronize, rowsPath) { try files.operations.synchronize(rows) }
        (state.hasUnflushed, state.lastFlush) = (false, .now)
    }

    private func open(_ state: inout State) throws -> (rows: FileDescriptor, records: FileDescriptor) {
        if let rows = state.rows, let records = state.records { return (rows, records) }
        let directory = rowsPath.removingLastComponent()
        try files.makeDirectory(directory)
        let records = try files.attempt(.write, recordsPath) { try files.operations.open(recordsPath, .writing) }
        state.records = records
        let rows = try files.attempt(.write, rowsPath) { try files.operations.open(rowsPath, .writing) }
        state.rows = rows
        try files.synchronizeDirectory(directory)
        return (rows, records)
    }

    private func write(_ bytes: [UInt8], to descriptor: FileDescriptor, _ path: FilePath) throws {
        try files.attempt(.write, path) {
            try bytes.withUnsafeBytes { buffer in
                var rest = buffer[...]
                while !rest.isEmpty {
                    let written = try files.operations.write(descriptor, UnsafeRawBufferPointer(rebasing: rest))
                    rest = rest.dropFirst(written)
                }
            }
        }
    }
}
