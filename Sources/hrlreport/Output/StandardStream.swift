import Synchronization
import SystemPackage

/// Standard output or standard error.
final class StandardStream: Sendable {
    static let output = StandardStream(.standardOutput)
    static let error = StandardStream(.standardError)

    private let descriptor: FileDescriptor
    private let isClosed = Mutex(false)

    init(_ descriptor: FileDescriptor) {
        self.descriptor = descriptor
    }

    /// Writes all of `text`. Once the reader has gone (`| head`) nothing is written any more, which is no error.
    ///
    /// - Throws: `CommandError.outputFailed` where the text cannot be written for another reason, a full disk, say.
    func write(_ text: String) throws(CommandError) {
        let failure = isClosed.withLock { isClosed -> Errno? in
            if isClosed { return nil }
            do {
                _ = try descriptor.writeAll(text.utf8)
                return nil
            } catch {
                let number = error as? Errno ?? .ioError
                isClosed = true
                return number == .brokenPipe || number == .badFileDescriptor ? nil : number
            }
        }
        if let failure { throw .outputFailed(failure) }
    }

    /// Writes what nobody depends on: a stream that fails is left alone.
    func writeIfPossible(_ text: String) {
        // The error is that of the stream, and there is no other place to tell it.
        try? write(text)
    }
}
