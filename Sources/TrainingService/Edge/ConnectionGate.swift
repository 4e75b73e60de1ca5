import Glibc
import NIOCore

/// The first handler of a connection: it sees bytes come and go, and sends those that need no encoding.
final class ConnectionGate: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private var context: ChannelHandlerContext?
    /// Called when bytes have come, before anybody reads them.
    var whenBytesCome: (() -> Void)?
    /// Whether what comes is dropped.
    var isDraining = false
    /// Bytes that were sent past the encoders.
    private(set) var bytesSent = 0

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }
    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if isDraining { return }
        whenBytesCome?()
        context.fireChannelRead(data)
    }

    var isWritable: Bool { context?.channel.isWritable ?? false }

    /// Sends bytes as they are: frames that are the same for all clients, say.
    func send(_ buffer: ByteBuffer) {
        bytesSent += buffer.readableBytes
        context?.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
    }

    func send(_ bytes: [UInt8]) { send(ByteBuffer(bytes: bytes)) }

    /// Bytes that were sent and that the operating system has not taken yet.
    var bytesWaiting: Int {
        (try? context?.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
    }

    /// Bytes for a client that the operating system takes before it can send them. It could take some four megabytes:
    /// room for what is sent last, and not so much that who reads slowly learns late how a training ended.
    private static let unsent = (
        option: ChannelOptions.socket(SocketOptionLevel(IPPROTO_TCP), SocketOptionName(TCP_NOTSENT_LOWAT)),
        usual: SocketOptionValue(128 << 10)
    )
    /// Bytes of a send buffer that any system grants (Linux: twice `net.core.wmem_max`, 208 KiB by default).
    private static let grantedBuffer = 416 << 10

    /// Keeps room in a connection's send buffer for what is sent last.
    static func leaveRoom(in channel: any Channel) {
        try? channel.syncOptions?.setOption(unsent.option, value: unsent.usual)
    }

    /// Has the operating system take as much as it can, also of a client that takes nothing: it sends that on when this
    /// process has ended.
    func useAllRoom() {
        guard let options = context?.channel.syncOptions else { return }
        try? options.setOption(Self.unsent.option, value: SocketOptionValue(Int32.max))
        // A buffer that has grown by itself could shrink.
        let buffer = ChannelOptions.Types.SocketOption.socketOption(.so_sndbuf)
        guard let size = try? options.getOption(buffer), size < Self.grantedBuffer else { return }
        try? options.setOption(buffer, value: 1 << 20)
    }

    /// Sends bytes, and closes the connection when they are taken and the client has closed, or at `deadline`.
    func sendAndClose(_ bytes: [UInt8]) {
        guard let context else { return }
        isDraining = true
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
        context.close(mode: .output, promise: nil)
    }

    func close() { context?.close(promise: nil) }
}
