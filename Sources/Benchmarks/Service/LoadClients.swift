import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix

/// What a client has seen so far.
final class Watched: @unchecked Sendable {
    private let lock = NSLock()
    private var state = (connected: false, episodes: 0, isOver: false, isClosed: false, latencies: [Double]())

    func change(
        _ body: (inout (connected: Bool, episodes: Int, isOver: Bool, isClosed: Bool, latencies: [Double])) -> Void
    ) {
        lock.withLock { body(&state) }
    }

    var isConnected: Bool { lock.withLock { state.connected } }
    var episodes: Int { lock.withLock { state.episodes } }
    var isOver: Bool { lock.withLock { state.isOver || state.isClosed } }
    var isWhole: Bool { lock.withLock { state.isOver } }
    var latencies: [Double] { lock.withLock { state.latencies } }

    static let progress = Array("42[\"training_progress\"".utf8)
    static let completed = Array("42[\"training_completed\"".utf8)
    static let connected = Array("42[\"connection_established\"".utf8)
    private static let time = Array("\"elapsed_time\":".utf8)

    /// Takes in a packet.
    func take(_ packet: ArraySlice<UInt8>) {
        if packet.starts(with: Self.progress) {
            let latency = episodes % 16 == 0 ? Self.latency(packet) : nil
            change {
                $0.episodes += 1
                if let latency { $0.latencies.append(latency) }
            }
        } else if packet.starts(with: Self.completed) {
            change { $0.isOver = true }
        } else if packet.starts(with: Self.connected) {
            change { $0.connected = true }
        }
    }

    /// Seconds since the trainer printed the line.
    private static func latency(_ packet: ArraySlice<UInt8>) -> Double? {
        guard let start = packet.indices.first(where: { packet[$0...].starts(with: time) }) else { return nil }
        let digits = packet[(start + time.count)...].prefix { $0 == 0x2E || (0x30...0x39).contains($0) }
        return Double(String(decoding: digits, as: UTF8.self)).map { PretendedTrainer.now() - $0 }
    }
}

/// Opens many clients on one thread.
struct LoadClients {
    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let port: Int

    init(port: Int) { self.port = port }

    /// Closes all connections, and ends the thread.
    func shutDown() throws { try group.syncShutdownGracefully() }

    /// Opens WebSockets; each is in the namespace when it is returned.
    /// - Parameter reads: whether they read what comes.
    func webSockets(_ count: Int, reads: Bool = true) throws -> [Watched] {
        let watched = (0..<count).map { _ in Watched() }
        let port = port
        let connections = watched.map { watched in
            ClientBootstrap(group: group)
                .channelOption(.socketOption(.so_rcvbuf), value: reads ? 1 << 20 : 4096)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(
                            WebSocketWatcher(watched, port: port, reads: reads))
                    }
                }.connect(host: "127.0.0.1", port: port)
        }
        for connection in connections { _ = try connection.wait() }
        try wait(30) { watched.allSatisfy(\.isConnected) }
        return watched
    }

    /// Opens clients that poll.
    func pollers(_ count: Int) throws -> [Watched] {
        let watched = (0..<count).map { _ in Watched() }
        let port = port
        for watched in watched {
            _ = try ClientBootstrap(group: group).channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHTTPClientHandlers()
                    try channel.pipeline.syncOperations.addHandler(Poller(watched, port: port))
                }
            }.connect(host: "127.0.0.1", port: port).wait()
        }
        try wait(30) { watched.allSatisfy(\.isConnected) }
        return watched
    }

    /// Asks for the status on some connections, as fast as it is answered.
    /// - Returns: answers.
    func statusCalls(connections: Int, seconds: Double) throws -> Int {
        let counter = Watched()
        let port = port
        for _ in 0..<connections {
            _ = try ClientBootstrap(group: group).channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHTTPClientHandlers()
                    try channel.pipeline.syncOperations.addHandler(StatusCaller(counter, port: port))
                }
            }.connect(host: "127.0.0.1", port: port).wait()
        }
        Thread.sleep(forTimeInterval: seconds)
        return counter.episodes
    }

    /// Starts the training.
    func start() throws {
        let body = "{\"scenario_name\":\"balanced\"}"
        let request =
            "POST /api/training/start HTTP/1.1\r\nHost: localhost:\(port)\r\nContent-Type: application/json\r\n"
            + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
        let channel = try ClientBootstrap(group: group).connect(host: "127.0.0.1", port: port).wait()
        try channel.writeAndFlush(ByteBuffer(string: request)).wait()
    }

    func wait(_ seconds: Double, _ condition: () -> Bool) throws {
        let end = PretendedTrainer.now() + seconds
        while !condition() {
            guard PretendedTrainer.now() < end else { throw BenchmarkFailure("not within \(seconds) s") }
            usleep(5000)
        }
    }
}

/// A WebSocket that counts what comes.
private final class WebSocketWatcher: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let watched: Watched
    private let port: Int
    private let reads: Bool
    private var bytes: [UInt8] = []
    private var isOpen = false

    init(_ watched: Watched, port: Int, reads: Bool) {
        (self.watched, self.port, self.reads) = (watched, port, reads)
    }

    func channelActive(context: ChannelHandlerContext) {
        send(
            context,
            Array(
                ("GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost:\(port)\r\nUpgrade: websocket\r\n"
                    + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n").utf8))
    }

    private func send(_ context: ChannelHandlerContext, _ bytes: [UInt8]) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
    }

    private func say(_ context: ChannelHandlerContext, _ text: String) {
        send(context, [0x81, 0x80 | UInt8(text.utf8.count), 0, 0, 0, 0] + Array(text.utf8))
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        bytes += unwrapInboundIn(data).readableBytesView
        if !isOpen {
            let mark = Array("\r\n\r\n".utf8)
            guard let end = bytes.indices.first(where: { bytes[$0...].starts(with: mark) }) else { return }
            bytes.removeFirst(end + 4)
            isOpen = true
            say(context, "40")
        }
        var position = 0
        while let (text, next) = frame(from: position) {
            position = next
            if text.count == 1, text.first == UInt8(ascii: "2") { say(context, "3") }
            watched.take(text)
        }
        bytes.removeFirst(position)
        if !reads, watched.isConnected { context.channel.setOption(.autoRead, value: false).whenFailure { _ in } }
    }

    private func frame(from start: Int) -> (text: ArraySlice<UInt8>, next: Int)? {
        guard bytes.count >= start + 2 else { return nil }
        var (length, header) = (Int(bytes[start + 1] & 127), 2)
        if length >= 126 {
            header = length == 126 ? 4 : 10
            guard bytes.count >= start + header else { return nil }
            length = bytes[(start + 2)..<(start + header)].reduce(0) { $0 << 8 | Int($1) }
        }
        let end = start + header + length
        return bytes.count >= end ? (bytes[(start + header)..<end], end) : nil
    }

    func channelInactive(context: ChannelHandlerContext) { watched.change { $0.isClosed = true } }
    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}

/// A client that polls, one request after the other.
private final class Poller: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    private let watched: Watched
    private let port: Int
    private var sid: String?
    private var body: [UInt8] = []
    private var isConnecting = false

    init(_ watched: Watched, port: Int) { (self.watched, self.port) = (watched, port) }

    func channelActive(context: ChannelHandlerContext) { ask(context, .GET) }

    private func ask(_ context: ChannelHandlerContext, _ method: HTTPMethod, _ body: String = "") {
        let query = sid.map { "&sid=\($0)" } ?? ""
        var head = HTTPRequestHead(
            version: .http1_1, method: method, uri: "/socket.io/?EIO=4&transport=polling\(query)")
        head.headers = ["Host": "localhost:\(port)", "Content-Length": "\(body.utf8.count)"]
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if !body.isEmpty { context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: body)))), promise: nil) }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head: body = []
        case .body(let buffer): body += buffer.readableBytesView
        case .end:
            if sid == nil {
                let text = String(decoding: body, as: UTF8.self)
                guard let mark = text.range(of: "\"sid\":\"") else { return context.close(promise: nil) }
                sid = String(text[mark.upperBound...].prefix { $0 != "\"" })
                isConnecting = true
                return ask(context, .POST, "40")
            }
            if !isConnecting { for packet in body.split(separator: 0x1E) { watched.take(packet) } }
            isConnecting = false
            if !watched.isOver { ask(context, .GET) }
        }
    }

    func channelInactive(context: ChannelHandlerContext) { watched.change { $0.isClosed = true } }
    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}

/// Asks for the status again and again.
private final class StatusCaller: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    private let counter: Watched
    private let port: Int

    init(_ counter: Watched, port: Int) { (self.counter, self.port) = (counter, port) }

    func channelActive(context: ChannelHandlerContext) { ask(context) }

    private func ask(_ context: ChannelHandlerContext) {
        var head = HTTPRequestHead(version: .http1_1, method: .GET, uri: "/api/training/status")
        head.headers = ["Host": "localhost:\(port)"]
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .end = unwrapInboundIn(data) else { return }
        counter.change { $0.episodes += 1 }
        ask(context)
    }
}
