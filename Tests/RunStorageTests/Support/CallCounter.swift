import RunStorage
import Synchronization
import SystemPackage

/// The operating system's calls, counted.
final class CallCounter: Sendable {
    struct Counts: Equatable {
        /// Paths that were opened, listed, looked at, renamed or flushed; flushes without a path.
        var calls: [String] = []
        /// Bytes.
        var written = 0
    }

    private let counts = Mutex(Counts())

    /// What was counted since the last time it was taken.
    func take() -> Counts {
        counts.withLock { counts in
            defer { counts = Counts() }
            return counts
        }
    }

    private func note(_ path: FilePath?) { counts.withLock { $0.calls.append(path?.string ?? "") } }

    var operations: FileOperations {
        let real = FileOperations.posix
        var counted = real
        counted.open = { path, purpose in
            self.note(path)
            return try real.open(path, purpose)
        }
        counted.status = { path in
            self.note(path)
            return try real.status(path)
        }
        counted.list = { path in
            self.note(path)
            return try real.list(path)
        }
        counted.rename = { source, target in
            self.note(target)
            try real.rename(source, target)
        }
        counted.synchronize = { descriptor in
            self.note(nil)
            try real.synchronize(descriptor)
        }
        counted.write = { descriptor, buffer in
            let written = try real.write(descriptor, buffer)
            self.counts.withLock { $0.written += written }
            return written
        }
        return counted
    }
}
