import RunStorage
import Synchronization
import SystemPackage

/// The operating system's calls, of which one that changes something fails, or after one of which the world ends.
final class FaultInjector: Sendable {
    enum Fault {
        /// The call fails with this number; those after it work.
        case once(Errno)
        /// The call and everything after it fails, as if the process had been killed.
        case death
    }

    private let fault: Fault
    private let callsLeft: Mutex<Int>

    /// - Parameter call: the changing call that fails, counted from 1.
    init(_ fault: Fault, atCall call: Int) {
        self.fault = fault
        callsLeft = Mutex(call)
    }

    /// Whether the fault has happened.
    var hasStruck: Bool { callsLeft.withLock { $0 <= 0 } }

    /// Changing calls still to come before the fault.
    var remaining: Int { callsLeft.withLock { $0 } }

    private func change() throws {
        let left = callsLeft.withLock { calls in
            calls -= 1
            return calls
        }
        switch fault {
        case .once(let number): if left == 0 { throw number }
        case .death: if left <= 0 { throw Errno.ioError }
        }
    }

    private func look() throws {
        if case .death = fault, hasStruck { throw Errno.ioError }
    }

    var operations: FileOperations {
        let real = FileOperations.posix
        var faulty = real
        faulty.open = { path, purpose in
            if purpose == .reading { try self.look() } else { try self.change() }
            return try real.open(path, purpose)
        }
        faulty.read = { descriptor, buffer in
            try self.look()
            return try real.read(descriptor, buffer)
        }
        faulty.write = { descriptor, buffer in
            do {
                try self.change()
            } catch {
                // What a full disk or a killed process leaves: half of it.
                _ = try real.write(descriptor, UnsafeRawBufferPointer(rebasing: buffer[..<(buffer.count / 2)]))
                throw error
            }
            return try real.write(descriptor, buffer)
        }
        faulty.overwrite = { descriptor, buffer in
            try self.change()
            try real.overwrite(descriptor, buffer)
        }
        faulty.synchronize = { _ in try self.change() }
        faulty.rename = { source, target in
            try self.change()
            try real.rename(source, target)
        }
        faulty.removeFile = { path in
            try self.change()
            try real.removeFile(path)
        }
        faulty.removeDirectory = { path in
            try self.change()
            try real.removeDirectory(path)
        }
        faulty.makeDirectory = { path in
            try self.change()
            try real.makeDirectory(path)
        }
        faulty.list = { path in
            try self.look()
            return try real.list(path)
        }
        faulty.status = { path in
            try self.look()
            return try real.status(path)
        }
        return faulty
    }
}
