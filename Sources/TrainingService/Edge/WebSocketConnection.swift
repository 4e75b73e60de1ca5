import EventSockets
import NIOCore
import NIOWebSocket

/// One WebSocket: frames go to its session; what the session says goes out.
final class WebSocketConnection: ChannelInboundHandler {
    typealias InboundIn = WebSocketFrame

    private let gate: ConnectionGate
    private unowned let hub: SocketHub
    private var client: SocketClient?
    private var isClosing = false
    /// What has come of a message in fragments.
    private var message: [UInt8]?
    private var closeDeadline: UInt64?
    /// What the operating system had taken when that was looked at, and when it last was more.
    private var taken = (bytes: 0, at: UInt64(0))

    init(gate: ConnectionGate, hub: SocketHub, client: SocketClient) {
        self.gate = gate
        self.hub = hub
        self.client = client
        taken.at = hub.edge.now()
    }

    var isWritable: Bool { gate.isWritable && !isClosing }

    func handlerAdded(context: ChannelHandlerContext) {
        guard let client else { return }
        hub.opened(self, of: client)
    }

    func send(_ text: [UInt8]) {
        guard !isClosing else { return }
        gate.send(ServerFrame.header(length: text.count) + text)
    }

    /// Sends whole frames.
    func send(frames: ByteBuffer) {
        if !isClosing { gate.send(frames) }
    }

    /// Sends a close frame, and closes when the client answers it.
    func close(_ code: UInt16) {
        guard !isClosing else { return }
        isClosing = true
        closeDeadline = hub.edge.now() + hub.edge.limits.draining
        gate.send([0x88, 2, UInt8(code >> 8), UInt8(code & 255)])
        gate.useAllRoom()
    }

    func detach() { client = nil }

    /// Closes what should have been closed, and finds out whether the client takes anything.
    func check(_ now: UInt64) {
        if let closeDeadline, now >= closeDeadline { return gate.close() }
        // Who has taken everything and was sent nothing since needs no look.
        if taken.bytes == gate.bytesSent { return taken.at = now }
        let waiting = gate.bytesWaiting
        let bytes = gate.bytesSent - waiting
        if waiting == 0 || bytes > taken.bytes { taken = (bytes, now) }
        if now - taken.at >= hub.edge.limits.blocked, !isClosing, let client { hub.stalled(client) }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        guard let client, !isClosing else {
            if frame.opcode == .connectionClose { gate.close() }
            return
        }
        // A client's frames are masked, and no extension was agreed on.
        guard frame.maskKey != nil, !frame.rsv1, !frame.rsv2, !frame.rsv3 else { return hub.broken(client, .malformed) }
        let bytes = Array(frame.unmaskedData.readableBytesView)
        switch frame.opcode {
        case .text, .binary, .continuation: received(bytes, frame, from: client)
        // Who does not take what is sent gets no pong: only the newest ping need be answered (RFC 6455, 5.5.3).
        case .ping: if gate.isWritable { gate.send([0x8A, UInt8(bytes.count)] + bytes) }
        case .pong: hub.heard(client)
        case .connectionClose:
            isClosing = true
            gate.send([0x88, UInt8(min(2, bytes.count))] + bytes.prefix(2))
            hub.closed(client, self)
            gate.close()
        default: hub.broken(client, .malformed)
        }
    }

    /// Joins the fragments of a message.
    private func received(_ bytes: [UInt8], _ frame: WebSocketFrame, from client: SocketClient) {
        let isContinuation = frame.opcode == .continuation
        guard isContinuation == (message != nil) else { return hub.broken(client, .malformed) }
        if frame.opcode == .binary { return hub.receivedBinary(from: client) }
        hub.heard(client)
        if frame.fin, !isContinuation { return hub.received(bytes, from: client) }
        if !isContinuation { message = [] }
        message?.append(contentsOf: bytes)
        guard let joined = message, joined.count <= hub.edge.settings.maxPayload else {
            return hub.broken(client, .tooLong)
        }
        guard frame.fin else { return }
        message = nil
        hub.received(joined, from: client)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if gate.isWritable, let client {
            // It takes bytes again.
            hub.heard(client)
            hub.flush(client)
        }
        context.fireChannelWritabilityChanged()
    }

    func channelInactive(context: ChannelHandlerContext) {
        if let client { hub.closed(client, self) }
        client = nil
        hub.gone(self)
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let event = event as? ChannelEvent, event == .inputClosed { gate.close() }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let client, !isClosing else { return gate.close() }
        let isTooLong = error as? NIOWebSocketError == .invalidFrameLength
        gate.isDraining = true
        hub.broken(client, isTooLong ? .tooLong : .malformed)
    }
}
