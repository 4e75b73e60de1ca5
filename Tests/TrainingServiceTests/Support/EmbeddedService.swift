import NIOCore
import NIOEmbedded
import NIOPosix
import TrainingService

/// A connection to a service without a socket.
final class EmbeddedService {
    let channel = EmbeddedChannel()
    let edge: Edge

    init(_ configuration: ServiceConfiguration) throws {
        edge = Edge(
            configuration, resources: try ServiceResources(configuration), loop: channel.embeddedEventLoop,
            pool: NIOThreadPool(numberOfThreads: 1), logger: Workplace.silent)
        channel.connect(to: try SocketAddress(ipAddress: "127.0.0.1", port: 1), promise: nil)
        try edge.accept(channel)
    }

    deinit { _ = try? channel.finish(acceptAlreadyClosed: true) }

    /// Sends bytes as they are, and reads what comes back at once.
    func send(_ text: String) throws -> String {
        // A connection that is closed takes nothing.
        _ = try? channel.writeInbound(ByteBuffer(string: text))
        channel.embeddedEventLoop.run()
        var answer = ""
        while let part = try channel.readOutbound(as: IOData.self) {
            if case .byteBuffer(let buffer) = part { answer += String(buffer: buffer) }
        }
        return answer
    }

    func get(_ path: String, _ headers: String = "") throws -> String {
        try send("GET \(path) HTTP/1.1\r\nHost: localhost\r\n\(headers)\r\n")
    }

    func post(_ path: String, _ body: String, _ headers: String = "Content-Type: application/json\r\n") throws -> String
    {
        try send(
            "POST \(path) HTTP/1.1\r\nHost: localhost\r\nContent-Length: \(body.utf8.count)\r\n\(headers)\r\n\(body)")
    }
}
