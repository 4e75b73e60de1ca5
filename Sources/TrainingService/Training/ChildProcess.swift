import Foundation
import Glibc
import NIOCore
import NIOPosix
import SystemPackage

/// How a process ended.
enum ProcessEnd: Sendable, Equatable {
    case code(Int32)
    case signal(Int32)
}

/// A process of this program that works beside the service: in its own process group, with nothing of the service's but
/// its environment. What it prints is heard on the event loop.
final class ChildProcess {
    /// What to run.
    struct Command: Sendable {
        var program: String
        /// Without the program's name.
        var arguments: [String]
    }

    let id: pid_t
    private var lines: (ArraySlice<UInt8>) -> Void
    private var whenEnded: (ProcessEnd) -> Void
    private var whenBurstEnds: () -> Void
    private var partial: [UInt8] = []
    private(set) var errors: [UInt8] = []
    private var openPipes = 2
    private var end: ProcessEnd?
    private static let longestLine = 1 << 20
    private static let keptErrors = 8 << 10
    /// As large as Linux lets everybody make a pipe: the process need not wait for the service.
    private static let pipeSize: Int32 = 1 << 20

    /// Starts a process.
    ///
    /// - Parameters:
    ///   - lines: called for each line that it prints, without its end.
    ///   - whenBurstEnds: called when all lines that were there were handed over.
    ///   - whenEnded: called once, when it has ended and everything that it printed was handed over.
    /// - Throws: `Errno`.
    init(
        _ command: Command, on loop: any EventLoop, lines: @escaping (ArraySlice<UInt8>) -> Void,
        whenBurstEnds: @escaping () -> Void = {}, whenEnded: @escaping (ProcessEnd) -> Void
    ) throws {
        loop.preconditionInEventLoop()
        (self.lines, self.whenBurstEnds, self.whenEnded) = (lines, whenBurstEnds, whenEnded)
        let output = try Self.pipe()
        let errors: (read: Int32, write: Int32)
        do {
            errors = try Self.pipe()
        } catch {
            Self.close(output)
            throw error
        }
        // F_SETPIPE_SZ, which Glibc does not show. A smaller pipe does, too.
        _ = fcntl(output.read, 1031, Self.pipeSize)
        do {
            id = try Self.spawn(command, output: output.write, errors: errors.write)
        } catch {
            Self.close(output)
            Self.close(errors)
            throw error
        }
        Glibc.close(output.write)
        Glibc.close(errors.write)
        listen(to: output.read, on: loop) { [self] buffer in received(buffer) }
        listen(to: errors.read, on: loop) { [self] buffer in
            self.errors += buffer.readableBytesView
            self.errors.removeFirst(max(0, self.errors.count - Self.keptErrors))
        }
        wait(on: loop)
    }

    func signal(_ number: Int32) {
        if end == nil { kill(id, number) }
    }

    /// Ends it at once, and whatever it has started itself.
    func killGroup() {
        if end == nil { kill(-id, SIGKILL) }
    }

    // MARK: - What it prints

    private func listen(to descriptor: Int32, on loop: any EventLoop, _ body: @escaping (ByteBuffer) -> Void) {
        let handler = PipeHandler(received: body) { [self] in
            openPipes -= 1
            finish()
        }
        let box = NIOLoopBound(handler, eventLoop: loop)
        NIOPipeBootstrap(group: loop)
            .channelOption(
                .recvAllocator, value: AdaptiveRecvByteBufferAllocator(minimum: 1024, initial: 65536, maximum: 262_144)
            )
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(box.value) }
            }
            .takingOwnershipOfDescriptor(input: descriptor)
            .assumeIsolated().whenFailure { [self] _ in
                Glibc.close(descriptor)
                openPipes -= 1
                finish()
            }
    }

    private func received(_ buffer: ByteBuffer) {
        var rest = Array(buffer.readableBytesView)[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            if partial.isEmpty {
                lines(rest[..<end])
            } else {
                partial += rest[..<end]
                let line = partial
                partial = []
                lines(line[...])
            }
            rest = rest[(end + 1)...]
        }
        partial += rest
        if partial.count > Self.longestLine { partial = [] }
        whenBurstEnds()
    }

    private func finish() {
        guard openPipes == 0, let end else { return }
        let ended = whenEnded
        whenEnded = { _ in }
        lines = { _ in }
        whenBurstEnds = {}
        ended(end)
    }

    // MARK: - Its life

    private func wait(on loop: any EventLoop) {
        let box = NIOLoopBound(self, eventLoop: loop)
        let id = id
        let thread = Thread {
            var status: Int32 = 0
            while waitpid(id, &status, 0) == -1, errno == EINTR {}
            let signal = status & 0x7F
            let end: ProcessEnd = signal == 0 ? .code(status >> 8 & 0xFF) : .signal(signal)
            loop.execute {
                box.value.end = end
                box.value.finish()
                // What it has started may live on, and hold its output open.
                loop.assumeIsolated().scheduleTask(in: .seconds(1)) {
                    box.value.openPipes = 0
                    box.value.finish()
                }
            }
        }
        thread.stackSize = 256 << 10
        thread.start()
    }

    private static func pipe() throws -> (read: Int32, write: Int32) {
        var ends: [Int32] = [0, 0]
        guard Glibc.pipe(&ends) == 0 else { throw Errno(rawValue: errno) }
        // What a child inherits all the same is closed as it is started.
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }

    private static func close(_ pipe: (read: Int32, write: Int32)) {
        Glibc.close(pipe.read)
        Glibc.close(pipe.write)
    }

    private static func spawn(_ command: Command, output: Int32, errors: Int32) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_adddup2(&actions, errors, 2)
        // Sockets that lived on in it would keep the port taken after the service was killed.
        for descriptor in 3...(highestDescriptor() + 16) { posix_spawn_file_actions_addclose(&actions, descriptor) }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK
        posix_spawnattr_setflags(&attributes, Int16(flags))
        posix_spawnattr_setpgroup(&attributes, 0)
        // The service may ignore what stops a training.
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        for signal in [SIGHUP, SIGINT, SIGTERM, SIGPIPE] { sigaddset(&signals, signal) }
        posix_spawnattr_setsigdefault(&attributes, &signals)
        var arguments: [UnsafeMutablePointer<CChar>?] = ([command.program] + command.arguments).map { strdup($0) }
        arguments.append(nil)
        defer { for argument in arguments { free(argument) } }
        var id: pid_t = 0
        let number = posix_spawn(&id, command.program, &actions, &attributes, arguments, environ)
        guard number == 0 else { throw Errno(rawValue: number) }
        return id
    }

    private static func highestDescriptor() -> Int32 {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        return names.compactMap { Int32($0) }.max() ?? 1024
    }
}

private final class PipeHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let received: (ByteBuffer) -> Void
    private let closed: () -> Void

    init(received: @escaping (ByteBuffer) -> Void, closed: @escaping () -> Void) {
        self.received = received
        self.closed = closed
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) { received(unwrapInboundIn(data)) }

    func channelInactive(context: ChannelHandlerContext) {
        closed()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
