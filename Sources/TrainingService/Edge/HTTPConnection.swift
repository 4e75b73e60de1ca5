import NIOCore
import NIOHTTP1
import NIOWebSocket

/// The times and sizes within which clients and processes have to keep; times in milliseconds.
package struct ServiceLimits: Sendable {
    package var header: UInt64 = 10_000
    package var body: UInt64 = 30_000
    package var idle: UInt64 = 75_000
    package var response: UInt64 = 30_000
    /// How long a WebSocket may take nothing while something waits for it. It costs its place and what the operating
    /// system holds for it, no more: it may be as long as a training of some ten thousand episodes.
    package var blocked: UInt64 = 240_000
    /// Until a connection that is to be closed is closed, whether the client has read to the end or not.
    package var draining: UInt64 = 2_000
    /// How long a trainer may say nothing, and how long it then has to save its state.
    package var silence: UInt64 = 30_000
    package var grace: UInt64 = 10_000
    /// How long a simulation or a report may take.
    package var child: UInt64 = 60_000
    var longestBody = 1 << 20
    /// Requests that a client may send before the first is answered; their bodies together may be no longer than one.
    var pipelined = 16

    package init() {}

    /// Bytes that may wait for a decoder that has stopped reading: it does, once another protocol is asked for.
    static let undecoded = 128 << 10

    static var decoder: NIOHTTPDecoderLimitConfiguration {
        var limits = NIOHTTPDecoderLimitConfiguration()
        // The request's line counts as a field.
        limits.maxHeaderFieldSize = 8 << 10
        limits.maxHeaderListSize = 16 << 10
        limits.maxHeaderFieldCount = 100
        return limits
    }
}

/// One connection as long as it speaks HTTP: whole requests go out of it one after the other, answers come into it.
///
/// It is used on its event loop only.
final class HTTPConnection: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private enum Phase: Equatable {
        case idle, header, body, waiting, answering, draining, upgrading
    }

    let gate: ConnectionGate
    private unowned let edge: Edge
    private var context: ChannelHandlerContext?
    private var phase = Phase.idle
    /// When the client must have done what the phase waits for; nil where it waits for us.
    private var deadline: UInt64?
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []
    private var exchange: Exchange?
    private var queue: [Request] = []
    /// Of the bodies in the queue.
    private var queuedBytes = 0
    private var bytesDuringUpgrade: [NIOAny] = []
    private var isInputClosed = false

    init(gate: ConnectionGate, edge: Edge) {
        self.gate = gate
        self.edge = edge
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        become(.idle)
        gate.whenBytesCome = { [unowned self] in if phase == .idle { become(.header) } }
    }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    private func become(_ phase: Phase) {
        self.phase = phase
        let limits = edge.limits
        let wait: UInt64? =
            switch phase {
            case .idle: limits.idle
            case .header: limits.header
            case .body: limits.body
            case .answering: limits.response
            case .draining: limits.draining
            case .waiting, .upgrading: nil
            }
        deadline = wait.map { edge.now() + $0 }
    }

    /// Closes the connection of a client that has not kept within the times.
    func checkDeadline(_ now: UInt64) {
        guard let deadline, now >= deadline else { return }
        close()
    }

    /// Closes the connection, at once where nothing is being answered.
    func shutDown() {
        switch phase {
        case .idle, .header, .body, .waiting: close()
        case .answering, .draining, .upgrading: return
        }
    }

    func close() {
        // What came with the same bytes is dropped.
        phase = .draining
        context?.close(promise: nil)
    }

    // MARK: - In

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if phase == .upgrading { return bytesDuringUpgrade.append(data) }
        guard phase != .draining else { return }
        switch unwrapInboundIn(data) {
        case .head(let head): received(head)
        case .body(let buffer):
            guard self.head != nil else { return }
            body += buffer.readableBytesView
            if queuedBytes + body.count > edge.limits.longestBody {
                refuse(.bodyTooLong(limit: edge.limits.longestBody))
            }
        case .end:
            guard let head else { return }
            let request = Request(head, body: body)
            (self.head, body) = (nil, [])
            if exchange == nil, phase != .answering {
                begin(request)
            } else if queue.count < edge.limits.pipelined {
                queue.append(request)
                queuedBytes += request.body.count
            } else {
                close()
            }
        }
    }

    private func received(_ head: HTTPRequestHead) {
        self.head = head
        if exchange == nil, phase != .answering { become(.body) }
        let length = head.headers.first(name: "content-length").flatMap { Int($0) } ?? 0
        guard length <= edge.limits.longestBody else { return refuse(.bodyTooLong(limit: edge.limits.longestBody)) }
        if head.headers.first(name: "expect")?.lowercased() == "100-continue" {
            context?.writeAndFlush(
                wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: .continue))), promise: nil)
        }
    }

    private func begin(_ request: Request) {
        become(.waiting)
        let exchange = Exchange(request, began: edge.now()) { [unowned self] in answer($0, to: request) }
        self.exchange = exchange
        edge.handle(exchange, on: self)
    }

    /// Answers what cannot be a request, and closes.
    private func refuse(_ error: ServiceError) {
        guard exchange == nil, phase != .answering else { return close() }
        let request = Request(head ?? HTTPRequestHead(version: .http1_1, method: .GET, uri: "/"))
        (head, body) = (nil, [])
        let exchange = Exchange(request, began: edge.now()) { [unowned self] in answer($0, to: request) }
        self.exchange = exchange
        edge.router.refuse(exchange, error)
    }

    func channelInactive(context: ChannelHandlerContext) {
        exchange?.abandon()
        exchange = nil
        edge.closed(self)
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let event = event as? ChannelEvent, event == .inputClosed {
            isInputClosed = true
            // Who has asked may still read the answer; a poll that waits has nobody to read it.
            if phase == .idle || phase == .header || phase == .body || exchange?.isPoll == true || phase == .draining {
                close()
            }
        }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let error = error as? HTTPParserError, phase != .draining else { return close() }
        refuse(error == .headerOverflow ? .headerTooLarge : .noHTTP)
    }

    // MARK: - Out

    private func answer(_ response: Response, to request: Request) {
        guard let context else { return }
        edge.answered(request, response, route: exchange?.route ?? "other", began: exchange?.began ?? edge.now())
        exchange = nil
        let isUpgrade = request.headers.contains(name: "upgrade")
        let closes = response.closes || !request.keepsAlive || isUpgrade || isInputClosed || edge.isShuttingDown
        become(.answering)
        var head = HTTPResponseHead(version: .http1_1, status: response.status)
        head.headers.reserveCapacity(response.headers.count + 6)
        if let type = response.type { head.headers.add(name: "Content-Type", value: type) }
        let hasNoBody = response.status == .noContent
        if !hasNoBody { head.headers.add(name: "Content-Length", value: String(response.body.count)) }
        head.headers.add(name: "Date", value: edge.date)
        head.headers.add(name: "X-Content-Type-Options", value: "nosniff")
        head.headers.add(name: "Referrer-Policy", value: "no-referrer")
        if closes {
            head.headers.add(name: "Connection", value: "close")
        } else if request.isHTTP10 {
            head.headers.add(name: "Connection", value: "keep-alive")
        }
        for (name, value) in response.headers { head.headers.add(name: name, value: value) }
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if request.method != .HEAD, !hasNoBody, !response.body.isEmpty {
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: response.body)))), promise: nil)
        }
        let written = context.eventLoop.makePromise(of: Void.self)
        written.futureResult.assumeIsolated().whenComplete { [weak self] _ in self?.sent(closes: closes) }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: written)
    }

    private func sent(closes: Bool) {
        guard let context, phase == .answering else { return }
        if closes {
            // What the client still sends is read and dropped: closed at once, it might not see the answer.
            become(.draining)
            gate.isDraining = true
            context.close(mode: .output, promise: nil)
        } else if !queue.isEmpty {
            let next = queue.removeFirst()
            queuedBytes -= next.body.count
            begin(next)
        } else {
            become(head == nil ? .idle : .body)
        }
    }

    // MARK: - Upgrade

    /// Makes a WebSocket of the connection; the request must be one that asks for it.
    ///
    /// - Parameter handler: hears what comes in from then on.
    func upgrade(_ request: Request, to handler: @escaping (HTTPConnection) -> any ChannelHandler) {
        guard let context else { return }
        let channel = context.channel
        var head = HTTPRequestHead(version: .http1_1, method: .GET, uri: request.path)
        head.headers = request.headers
        let limit = edge.settings.maxPayload
        let upgrader = NIOWebSocketServerUpgrader(
            maxFrameSize: limit, automaticErrorHandling: false,
            shouldUpgrade: { channel, _ in channel.eventLoop.makeSucceededFuture(HTTPHeaders()) },
            upgradePipelineHandler: { channel, _ in channel.eventLoop.makeSucceededVoidFuture() })
        let initial = HTTPHeaders([("Connection", "Upgrade"), ("Upgrade", "websocket")])
        upgrader.buildUpgradeResponse(channel: channel, upgradeRequest: head, initialResponseHeaders: initial)
            .assumeIsolated().whenComplete { [weak self] result in
                guard let self else { return }
                switch result {
                case .failure: exchange?.answer(SocketRefusal.badRequest.response)
                case .success(let headers): complete(upgrader, head, headers, handler)
                }
            }
    }

    private func complete(
        _ upgrader: NIOWebSocketServerUpgrader, _ head: HTTPRequestHead, _ headers: HTTPHeaders,
        _ handler: @escaping (HTTPConnection) -> any ChannelHandler
    ) {
        guard let context else { return }
        become(.upgrading)
        let request = exchange?.request
        if let request {
            edge.answered(
                request, Response(.switchingProtocols), route: exchange?.route ?? "other",
                began: exchange?.began ?? edge.now())
        }
        exchange = nil
        let operations = context.pipeline.syncOperations
        do {
            let decoder = try operations.context(handlerType: ByteToMessageHandler<HTTPRequestDecoder>.self)
            let encoder = try operations.context(handlerType: HTTPResponseEncoder.self)
            operations.removeHandler(context: decoder).assumeIsolated().whenSuccess { [self] in
                var response = HTTPResponseHead(version: .http1_1, status: .switchingProtocols)
                response.headers = headers
                context.writeAndFlush(wrapOutboundOut(.head(response)), promise: nil)
                operations.removeHandler(context: encoder).assumeIsolated().whenSuccess { [self] in
                    upgrader.upgrade(context: context, upgradeRequest: head).assumeIsolated().whenSuccess { [self] in
                        upgraded(context, handler(self))
                    }
                }
            }
        } catch {
            close()
        }
    }

    private func upgraded(_ context: ChannelHandlerContext, _ handler: any ChannelHandler) {
        let operations = context.pipeline.syncOperations
        do {
            try operations.addHandler(handler)
        } catch {
            return close()
        }
        gate.whenBytesCome = nil
        edge.becameWebSocket(self)
        let waiting = bytesDuringUpgrade
        bytesDuringUpgrade = []
        for data in waiting { context.fireChannelRead(data) }
        if !waiting.isEmpty { context.fireChannelReadComplete() }
        operations.removeHandler(context: context, promise: nil)
    }
}
