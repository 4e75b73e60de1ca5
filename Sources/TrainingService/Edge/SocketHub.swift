import EventSockets
import Logging
import NIOCore

/// A client of Socket.IO: its session, and what it is connected by just now.
final class SocketClient {
    var session: SocketSession
    /// The WebSocket, also while it is only tried.
    var webSocket: WebSocketConnection?
    /// The poll that waits.
    var poll: Exchange?
    /// The request whose packets are being read.
    var post: Exchange?
    /// Whether a request of it had the token.
    var isAuthorized: Bool
    var hasMissedEvents = false
    /// Its place among the clients.
    var index = 0

    init(session: SocketSession, isAuthorized: Bool) {
        self.session = session
        self.isAuthorized = isAuthorized
    }
}

/// All clients of Socket.IO, and the log that they read. It is used on the event loop only.
final class SocketHub {
    unowned let edge: Edge
    private(set) var log = EventLog()
    private var clients: [SocketClient] = []
    private var bySID: [String: SocketClient] = [:]
    /// WebSockets that are open, those whose session is over included.
    private var webSockets: [ObjectIdentifier: WebSocketConnection] = [:]
    /// Where the training that was last began.
    private var lastStart: EventLog.Cursor
    private(set) var eventsPublished = 0
    private(set) var eventsSkipped = 0
    private var hasToldOldProtocol = false
    /// What clients that are up to date have got; what is in the log behind it goes out together.
    private var distributed: EventLog.Cursor
    private var lastDistribution = NIODeadline.uptimeNanoseconds(0)
    private var isDistributionDue = false
    /// Between two distributions, for each client: a write takes some microseconds, a poll and its answer more, and one
    /// may bring many episodes.
    private static let interval = (perWebSocket: TimeAmount.microseconds(100), perPoller: TimeAmount.microseconds(200))
    /// When was last looked for sessions that have to do something.
    private var lastSweep: UInt64 = 0
    /// Their deadlines are seconds away: milliseconds between two looks.
    private static let sweepPause: UInt64 = 1000

    init(edge: Edge) {
        self.edge = edge
        lastStart = log.end
        distributed = log.end
    }

    var isEmpty: Bool { clients.isEmpty }

    /// Clients in the namespace, or on their way to it, by how they are connected.
    var count: (polling: Int, webSocket: Int) {
        let webSocket = clients.count { $0.session.isWebSocket }
        return (clients.count - webSocket, webSocket)
    }

    // MARK: - Requests

    func handle(_ exchange: Exchange, on connection: HTTPConnection, isAuthorized: Bool) {
        let request = exchange.request
        let transport = request.query("transport")
        guard transport == "polling" || transport == "websocket" else { return refuse(exchange, .transportUnknown) }
        guard request.query("EIO") == "4" else {
            if !hasToldOldProtocol {
                hasToldOldProtocol = true
                edge.logger.info("a client speaks another version of Engine.IO than 4; it is refused")
            }
            return refuse(exchange, .protocolVersion)
        }
        guard let sid = request.query("sid") else {
            return open(exchange, on: connection, overWebSocket: transport == "websocket", isAuthorized)
        }
        guard let client = bySID[sid] else { return refuse(exchange, .sessionUnknown) }
        client.isAuthorized = client.isAuthorized || isAuthorized
        switch (transport, request.method) {
        case ("websocket", .GET): upgrade(exchange, on: connection, client)
        case ("polling", .GET): poll(exchange, client)
        case ("polling", .POST): post(exchange, client)
        default: refuse(exchange, .badRequest)
        }
    }

    private func refuse(_ exchange: Exchange, _ refusal: SocketRefusal) { exchange.answer(refusal.response) }

    private func open(
        _ exchange: Exchange, on connection: HTTPConnection, overWebSocket: Bool, _ isAuthorized: Bool
    ) {
        guard exchange.request.method == .GET else { return refuse(exchange, .badHandshakeMethod) }
        if overWebSocket, !exchange.request.upgradesToWebSocket { return refuse(exchange, .badRequest) }
        guard clients.count < 2 * edge.configuration.maxClients else { return edge.refuse(exchange, .busy) }
        let session = SocketSession(
            sid: RandomID.make(), overWebSocket: overWebSocket, settings: edge.settings, now: edge.now())
        let client = SocketClient(session: session, isAuthorized: isAuthorized)
        client.index = clients.count
        clients.append(client)
        bySID[session.sid] = client
        edge.logger.debug("session opened", metadata: ["transport": .string(overWebSocket ? "websocket" : "polling")])
        guard overWebSocket else { return exchange.answer(Self.packets(session.opening)) }
        exchange.whenGone = { [unowned self] in end(client, .closedByClient) }
        connection.upgrade(exchange.request) { [unowned self] in
            WebSocketConnection(gate: $0.gate, hub: self, client: client)
        }
    }

    private func upgrade(_ exchange: Exchange, on connection: HTTPConnection, _ client: SocketClient) {
        guard exchange.request.upgradesToWebSocket, client.session.upgradeOpened(now: edge.now()) else {
            return refuse(exchange, .badRequest)
        }
        connection.upgrade(exchange.request) { [unowned self] in
            WebSocketConnection(gate: $0.gate, hub: self, client: client)
        }
    }

    private func poll(_ exchange: Exchange, _ client: SocketClient) {
        var actions = client.session.pollOpened(now: edge.now())
        if actions.first == .refusePoll {
            refuse(exchange, .badRequest)
            actions.removeFirst()
        } else {
            client.poll = exchange
            exchange.isPoll = true
            exchange.whenGone = { [unowned client] in
                client.poll = nil
                client.session.pollClosed()
            }
        }
        perform(actions, client)
        // What is on its way to all comes with the next distribution; who is behind it has waited long enough.
        if !isDistributionDue || client.session.isUpgrading || client.session.hasOwnPackets
            || client.session.cursor < distributed
        {
            flush(client)
        }
    }

    private func post(_ exchange: Exchange, _ client: SocketClient) {
        client.post = exchange
        perform(client.session.posted(exchange.request.body, now: edge.now()), client)
        client.post = nil
        flush(client)
    }

    private static func packets(_ body: [UInt8]) -> Response {
        Response(.ok, type: Response.plain, headers: [("Cache-Control", "no-store")], body: body)
    }

    // MARK: - WebSockets

    func opened(_ webSocket: WebSocketConnection, of client: SocketClient) {
        webSockets[ObjectIdentifier(webSocket)] = webSocket
        guard !client.session.isOver else { return webSocket.close(SessionEnd.malformed.closeCode) }
        client.webSocket = webSocket
        if client.session.isWebSocket { webSocket.send(client.session.opening) }
    }

    func received(_ text: [UInt8], from client: SocketClient) {
        perform(client.session.received(text: text, now: edge.now()), client)
        flush(client)
    }

    func receivedBinary(from client: SocketClient) { perform(client.session.receivedBinary(), client) }

    func heard(_ client: SocketClient) { client.session.heard(now: edge.now()) }

    func broken(_ client: SocketClient, _ reason: SessionEnd) {
        perform(client.session.receivedBroken(reason), client)
    }

    func stalled(_ client: SocketClient) { perform(client.session.stalled(), client) }

    func closed(_ client: SocketClient, _ webSocket: WebSocketConnection) {
        guard client.webSocket === webSocket else { return }
        client.webSocket = nil
        webSocket.detach()
        perform(client.session.webSocketClosed(), client)
        flush(client)
    }

    func gone(_ webSocket: WebSocketConnection) { webSockets[ObjectIdentifier(webSocket)] = nil }

    // MARK: - Sessions

    private func perform(_ actions: [SocketSession.Action], _ client: SocketClient) {
        for action in actions {
            switch action {
            case .answerPoll(let body): answerPoll(client, Self.packets(body))
            case .refusePoll: answerPoll(client, SocketRefusal.badRequest.response)
            case .answerPost: client.post?.answer(Self.packets(Array("ok".utf8)))
            case .refusePost: client.post?.answer(SocketRefusal.badRequest.response)
            case .send(let text): client.webSocket?.send(text)
            case .sendEvents: sendEvents(client)
            case .connect(let auth): connect(client, auth)
            case .event(let name, let data, let id): received(name, data, id, from: client)
            case .closeUpgrade:
                client.webSocket?.detach()
                client.webSocket?.close(SessionEnd.notConnected.closeCode)
                client.webSocket = nil
            case .end(let reason): end(client, reason)
            }
        }
    }

    private func answerPoll(_ client: SocketClient, _ response: Response) {
        let poll = client.poll
        client.poll = nil
        poll?.answer(response)
    }

    private func connect(_ client: SocketClient, _ auth: JSONNode?) {
        guard client.isAuthorized || edge.access.isToken(auth?["token"]?.string) else {
            edge.logger.info("a client without the token was refused", metadata: ["route": "/socket.io"])
            return client.session.refuse("not authorized")
        }
        let sid = RandomID.make()
        let greeting =
            "42[\"connection_established\",{\"message\":\"Connected to training updates\",\"sid\":\"\(sid)\","
            + "\"training\":"
        client.session.accept(
            sid: sid, greeting: Array(greeting.utf8) + edge.training.status + Array("}]".utf8), at: log.end)
    }

    private func received(_ name: String, _ data: JSONNode?, _ id: Int?, from client: SocketClient) {
        guard client.session.isConnected else { return }
        if name == "subscribe_training" {
            let text = JSONNode.members(["message": "Subscribed to training updates"])
            client.session.enqueue(SocketPacket.event("subscription_confirmed", text).message)
            if let since = data?["since"]?.double, since >= 0, since < 1e15 {
                client.session.replay(from: log.cursor(afterEpisode: Int(since), since: lastStart))
            }
        }
        if let id { client.session.acknowledge(id) }
    }

    private func end(_ client: SocketClient, _ reason: SessionEnd) {
        edge.logger.debug("session ended", metadata: ["reason": .string(reason.rawValue)])
        bySID[client.session.sid] = nil
        if clients.indices.contains(client.index), clients[client.index] === client {
            let last = clients.removeLast()
            if last !== client {
                clients[client.index] = last
                last.index = client.index
            }
        }
        client.webSocket?.detach()
        client.webSocket?.close(reason.closeCode)
        client.webSocket = nil
    }

    // MARK: - Events

    /// Sends events to all, in order.
    func publish(_ events: [(text: [UInt8], kind: EventLog.Kind)]) {
        guard !events.isEmpty else { return }
        for (text, kind) in events {
            log.append(text, kind)
            eventsPublished += 1
        }
        if events.contains(where: { $0.kind == .lifecycle }) { return distribute() }
        guard !isDistributionDue else { return }
        let (polling, webSocket) = count
        let due = lastDistribution + Self.interval.perWebSocket * webSocket + Self.interval.perPoller * polling
        if NIODeadline.now() >= due { return distribute() }
        isDistributionDue = true
        edge.loop.assumeIsolated().scheduleTask(deadline: due) { [unowned self] in
            if isDistributionDue { distribute() }
        }
    }

    /// Sends one event to all.
    func publish(_ name: String, _ data: JSONNode) {
        if name == "training_started" { lastStart = log.end }
        publish([(SocketPacket.event(name, data).message, .lifecycle)])
    }

    /// Clients that are up to date share one buffer; the others go on from where they are.
    private func distribute() {
        let start = distributed
        distributed = log.end
        isDistributionDue = false
        lastDistribution = .now()
        var burst: ByteBuffer?
        // A client that goes is taken out of the list by the last one.
        for client in clients {
            guard client.session.isWaitingOnly(at: start), let webSocket = client.webSocket, webSocket.isWritable else {
                flush(client)
                continue
            }
            let frames = burst ?? self.frames(from: start)
            burst = frames
            client.session.skipToEnd(log)
            webSocket.send(frames: frames)
        }
    }

    private func frames(from start: EventLog.Cursor) -> ByteBuffer {
        var (cursor, buffer) = (start, ByteBuffer())
        _ = log.read(&cursor) { event in
            buffer.writeBytes(event.frame)
            return true
        }
        return buffer
    }

    func flush(_ client: SocketClient) {
        let isWritable = client.webSocket?.isWritable ?? false
        let (actions, skipped) = client.session.flush(log, isWritable: isWritable)
        missed(skipped, client)
        if !actions.isEmpty { perform(actions, client) }
    }

    /// Sends on from the client's cursor, as long as its socket takes it.
    private func sendEvents(_ client: SocketClient) {
        guard let webSocket = client.webSocket else { return }
        while webSocket.isWritable, client.session.isConnected, client.session.cursor != log.end {
            var buffer = ByteBuffer()
            let skipped = client.session.advance(log, limit: 32 << 10) { buffer.writeBytes($0) }
            missed(skipped, client)
            if buffer.readableBytes > 0 { webSocket.send(frames: buffer) }
        }
    }

    private func missed(_ count: Int, _ client: SocketClient) {
        guard count > 0 else { return }
        eventsSkipped += count
        guard !client.hasMissedEvents else { return }
        client.hasMissedEvents = true
        edge.logger.info("a client reads too slowly and misses episodes", metadata: ["missed": "\(count)"])
    }

    // MARK: - Time

    func tick(_ now: UInt64) {
        if now - lastSweep >= Self.sweepPause {
            lastSweep = now
            for client in clients where now >= client.session.deadline {
                let isBlocked = client.session.isWebSocket && client.webSocket?.isWritable == false
                perform(client.session.tick(now: now, isBlocked: isBlocked), client)
                flush(client)
            }
        }
        for webSocket in webSockets.values { webSocket.check(now) }
    }

    /// Closes all WebSockets. No packet says so: clients of python-socketio would take that as final.
    ///
    /// Who is behind is told how trainings ended, and misses the episodes before.
    func shutDown() {
        for client in clients where client.session.isWebSocket && client.session.isConnected {
            guard let webSocket = client.webSocket, client.session.cursor != log.end else { continue }
            var buffer = ByteBuffer()
            missed(client.session.advancePastSteps(log) { buffer.writeBytes($0) }, client)
            webSocket.send(frames: buffer)
        }
        for webSocket in webSockets.values { webSocket.close(1001) }
    }
}

/// Identifiers that cannot be guessed.
enum RandomID {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    /// 120 random bits as 20 characters.
    static func make() -> String {
        var random = SystemRandomNumberGenerator()
        let characters = (0..<20).map { _ in alphabet[Int(UInt8.random(in: 0..<64, using: &random))] }
        return String(decoding: characters, as: UTF8.self)
    }
}
