/// A session of Engine.IO 4 with Socket.IO 5 on top: what a client sent and how time went by goes in, what is to be
/// done comes out. It has no socket and no clock.
///
/// Whatever goes in, `flush` is called afterwards: it tells what is to be sent. Times are milliseconds of a clock that
/// only goes forward.
package struct SocketSession: Sendable {
    /// What is to be done.
    package enum Action: Sendable, Equatable {
        /// Answer the poll that waits with packets.
        case answerPoll([UInt8])
        /// Answer the poll that waits, or that was just opened, with 400.
        case refusePoll
        /// Answer the request that posted packets with `ok`, or with 400.
        case answerPost
        case refusePost
        /// Send a text over the WebSocket.
        case send([UInt8])
        /// Send the log's events over the WebSocket, from the session's `cursor` on: see `advance`.
        case sendEvents
        /// The client wants to be in the namespace: `accept` or `refuse` is due.
        case connect(auth: JSONNode?)
        /// The client sent an event; where `id` is given, `acknowledge` is due.
        case event(name: String, data: JSONNode?, id: Int?)
        /// Close the WebSocket that was opened beside the polls, which go on.
        case closeUpgrade
        /// The session is over: close its WebSocket with the reason's code.
        case end(SessionEnd)
    }

    private enum Carrier: Equatable {
        case polling
        /// A WebSocket is open beside the polls; `isProbed` once it was tried.
        case upgrading(deadline: UInt64, isProbed: Bool)
        case webSocket
    }

    package let sid: String
    private let settings: SessionSettings
    private var carrier: Carrier
    private var isPollWaiting = false
    /// Nil where the client is not in the namespace.
    package private(set) var namespaceSID: String?
    private var isConnecting = false
    private var connectDeadline: UInt64
    private var lastHeard: UInt64
    private var nextPing: UInt64
    private var isPingDue = false
    private var outbox = Outbox()
    /// How far the client is in the log.
    package private(set) var cursor = EventLog.Cursor(sequence: 0, steps: 0)
    /// Before this the client has got what is no progress, and is not to get it again.
    private var replayEnd: EventLog.Cursor?
    private var eventTimes = (second: UInt64(0), count: 0)
    package private(set) var isOver = false

    /// - Parameter overWebSocket: whether the client began without polls.
    package init(sid: String, overWebSocket: Bool, settings: SessionSettings = SessionSettings(), now: UInt64) {
        self.sid = sid
        self.settings = settings
        carrier = overWebSocket ? .webSocket : .polling
        connectDeadline = now + settings.connectTimeout
        lastHeard = now
        nextPing = now + settings.pingInterval
    }

    /// The first packet.
    package var opening: [UInt8] {
        EnginePacket.open(sid: sid, upgrades: carrier == .polling ? ["websocket"] : [], settings)
    }

    package var isWebSocket: Bool { carrier == .webSocket }
    package var isUpgrading: Bool { if case .upgrading = carrier { true } else { false } }
    package var isConnected: Bool { namespaceSID != nil }

    /// When `tick` has something to do, at the latest.
    package var deadline: UInt64 {
        var result = min(nextPing, silenceDeadline)
        if !isConnected { result = min(result, connectDeadline) }
        if case .upgrading(let deadline, _) = carrier { result = min(result, deadline) }
        return result
    }

    private var silenceDeadline: UInt64 { lastHeard + settings.pingInterval + settings.pingTimeout }

    // MARK: - What comes in

    /// A GET asks for packets.
    package mutating func pollOpened(now: UInt64) -> [Action] {
        if isOver || isWebSocket { return [.refusePoll] }
        lastHeard = now
        if isPollWaiting { return [.refusePoll] + end(.twoPolls) }
        isPollWaiting = true
        return []
    }

    /// The connection of the GET that waited is gone; the client may ask again.
    package mutating func pollClosed() { isPollWaiting = false }

    /// A POST brings packets.
    package mutating func posted(_ body: [UInt8], now: UInt64) -> [Action] {
        if isOver || isWebSocket { return [.refusePost] }
        lastHeard = now
        if body.count > settings.maxPayload { return [.refusePost] + end(.tooLong) }
        let packets = PollBody.split(body)
        if packets.count > settings.packetsPerPoll { return [.refusePost] + end(.tooLong) }
        var actions: [Action] = []
        for packet in packets {
            actions += received(packet, now: now)
            if isOver { break }
        }
        let isClosed = actions.contains(.end(.closedByClient))
        let answer: Action = isOver && !isClosed ? .refusePost : .answerPost
        return [answer] + actions
    }

    /// A WebSocket was opened with this session's sid.
    /// - Returns: whether it may be.
    package mutating func upgradeOpened(now: UInt64) -> Bool {
        guard !isOver, carrier == .polling else { return false }
        carrier = .upgrading(deadline: now + settings.upgradeTimeout, isProbed: false)
        return true
    }

    /// A text has come over the WebSocket.
    package mutating func received(text: [UInt8], now: UInt64) -> [Action] {
        if isOver { return [] }
        lastHeard = now
        if text.count > settings.maxPayload { return end(.tooLong) }
        guard case .upgrading(let deadline, let isProbed) = carrier else { return received(text[...], now: now) }
        // Only the upgrade's own packets may come before it is done.
        guard let packet = EnginePacket(text[...]) else { return end(.malformed) }
        switch packet.kind {
        case .ping where Array(packet.payload) == EnginePacket.probe:
            carrier = .upgrading(deadline: deadline, isProbed: true)
            return [.send(EnginePacket.probeAnswer)]
        case .upgrade where isProbed:
            carrier = .webSocket
            guard isPollWaiting else { return [] }
            isPollWaiting = false
            return [.answerPoll(EnginePacket.noop)]
        case .close: return end(.closedByClient)
        default: return end(.malformed)
        }
    }

    /// A sign of life that is no packet: something has come over the WebSocket, or it takes bytes again.
    package mutating func heard(now: UInt64) { lastHeard = now }

    /// Something that is no text has come over the WebSocket.
    package mutating func receivedBinary() -> [Action] { isOver ? [] : end(.binary) }

    /// What came over the WebSocket is no frame, or too long.
    package mutating func receivedBroken(_ reason: SessionEnd) -> [Action] { isOver ? [] : end(reason) }

    /// The WebSocket is closed: the polls go on where it had not taken over yet.
    package mutating func webSocketClosed() -> [Action] {
        if isOver { return [] }
        if isUpgrading {
            carrier = .polling
            return []
        }
        return end(.closedByClient)
    }

    /// The client takes no byte.
    package mutating func stalled() -> [Action] { isOver ? [] : end(.notTaken) }

    /// Time has gone by.
    ///
    /// - Parameter isBlocked: whether the WebSocket takes nothing, so that no ping can have reached the client. How
    ///   long that may last is for whoever has the socket.
    package mutating func tick(now: UInt64, isBlocked: Bool = false) -> [Action] {
        if isOver { return [] }
        if now >= silenceDeadline, !isBlocked { return end(.silent) }
        if !isConnected, now >= connectDeadline { return end(.notConnected) }
        if now >= nextPing {
            isPingDue = true
            nextPing = now + settings.pingInterval
        }
        if case .upgrading(let deadline, _) = carrier, now >= deadline {
            carrier = .polling
            return [.closeUpgrade]
        }
        return []
    }

    // MARK: - Answers of whoever has the session

    /// The client is in the namespace: `40` comes first, then the greeting, then the log from here on.
    package mutating func accept(sid: String, greeting: [UInt8], at end: EventLog.Cursor) {
        // It may have left at once, in the same poll.
        guard isConnecting else { return }
        isConnecting = false
        namespaceSID = sid
        cursor = end
        outbox.append(SocketPacket(.connect, data: .members(["sid": .string(sid)])).message)
        outbox.append(greeting)
    }

    /// The client may not be in the namespace.
    package mutating func refuse(_ message: String) {
        isConnecting = false
        outbox.append(SocketPacket(.connectError, data: .members(["message": .string(message)])).message)
    }

    /// Sends a packet of Socket.IO to this client alone.
    package mutating func enqueue(_ message: [UInt8]) { outbox.append(message) }

    package mutating func acknowledge(_ id: Int) { outbox.append(SocketPacket(.ack, id: id, data: .array([])).message) }

    /// Sends progress of the log again.
    /// - Parameter start: `EventLog.cursor(afterEpisode:since:)`.
    package mutating func replay(from start: EventLog.Cursor) {
        guard isConnected, start.sequence < cursor.sequence else { return }
        if replayEnd == nil { replayEnd = cursor }
        cursor = start
    }

    // MARK: - What goes out

    /// What is to be sent now.
    ///
    /// - Parameter isWritable: whether the WebSocket takes bytes.
    /// - Returns: with `skipped`, the steps that the client missed.
    package mutating func flush(_ log: EventLog, isWritable: Bool) -> (actions: [Action], skipped: Int) {
        if isOver { return ([], 0) }
        if outbox.packets.count > settings.longestOutbox || outbox.bytes > settings.largestOutbox {
            return (end(.notTaken), 0)
        }
        if isWebSocket {
            var actions: [Action] = []
            if isPingDue {
                isPingDue = false
                actions.append(.send(EnginePacket.ping))
            }
            guard isWritable else { return (actions, 0) }
            actions += outbox.packets.map { .send($0) }
            outbox = Outbox()
            if isConnected, cursor != log.end { actions.append(.sendEvents) }
            return (actions, 0)
        }
        guard isPollWaiting else { return ([], 0) }
        let (packets, skipped) = packetsOfPoll(log)
        if packets.isEmpty {
            // Polls do not wait while a WebSocket is tried: the client changes to it when the last one is answered.
            guard case .upgrading(_, isProbed: true) = carrier else { return ([], skipped) }
            isPollWaiting = false
            return ([.answerPoll(EnginePacket.noop)], skipped)
        }
        isPollWaiting = false
        return ([.answerPoll(PollBody.join(packets))], skipped)
    }

    /// Whether something waits that is not the log's.
    package var hasOwnPackets: Bool { isPingDue || !outbox.isEmpty }

    /// Whether something is left to be sent.
    package func isWaiting(_ log: EventLog) -> Bool {
        isPingDue || !outbox.isEmpty || (isConnected && cursor != log.end)
    }

    /// Takes events of the log for the WebSocket, in order.
    ///
    /// - Parameters:
    ///   - limit: bytes after which no further frame is taken.
    ///   - frame: gets each one.
    /// - Returns: steps that the client missed.
    package mutating func advance(_ log: EventLog, limit: Int, _ frame: ([UInt8]) -> Void) -> Int {
        var bytes = 0
        return read(log) { event in
            guard bytes < limit else { return false }
            bytes += event.frame.count
            frame(event.frame)
            return true
        }
    }

    /// Takes of the rest of the log what begins and ends trainings, for a WebSocket that is about to be closed.
    ///
    /// - Returns: steps that the client misses.
    package mutating func advancePastSteps(_ log: EventLog, _ frame: ([UInt8]) -> Void) -> Int {
        var passed = 0
        let dropped = read(log) { event in
            if event.kind == .lifecycle { frame(event.frame) } else { passed += 1 }
            return true
        }
        return dropped + passed
    }

    /// Whether the client waits over a WebSocket for what comes next in the log, and for nothing else.
    package func isWaitingOnly(at place: EventLog.Cursor) -> Bool {
        isWebSocket && isConnected && cursor == place && outbox.isEmpty && !isPingDue && replayEnd == nil && !isOver
    }

    /// The client has got everything up to the log's end in one piece that was made for all.
    package mutating func skipToEnd(_ log: EventLog) { cursor = log.end }

    private mutating func packetsOfPoll(_ log: EventLog) -> (packets: [[UInt8]], skipped: Int) {
        let settings = settings
        var packets: [[UInt8]] = []
        var bytes = 0
        func fits(_ count: Int) -> Bool {
            packets.count < settings.packetsPerPoll
                && bytes + count + (packets.isEmpty ? 0 : 1) <= settings.maxPayload
        }
        func add(_ packet: [UInt8]) {
            bytes += packet.count + (packets.isEmpty ? 0 : 1)
            packets.append(packet)
        }
        if isPingDue {
            isPingDue = false
            add(EnginePacket.ping)
        }
        while let first = outbox.packets.first, fits(first.count) { add(outbox.removeFirst()) }
        guard outbox.isEmpty, isConnected else { return (packets, 0) }
        let skipped = read(log) { event in
            guard fits(event.text.count) else { return false }
            add(Array(event.text))
            return true
        }
        return (packets, skipped)
    }

    private mutating func read(_ log: EventLog, _ take: (EventLog.Event) -> Bool) -> Int {
        let end = replayEnd
        let skipped = log.read(&cursor) { event in
            if let end, event.sequence < end.sequence {
                guard case .progress = event.kind else { return true }
            }
            return take(event)
        }
        if let end, cursor.sequence >= end.sequence { replayEnd = nil }
        return skipped
    }

    // MARK: - Packets

    private mutating func received(_ text: ArraySlice<UInt8>, now: UInt64) -> [Action] {
        guard let packet = EnginePacket(text) else {
            return end(text.first == UInt8(ascii: "b") ? .binary : .malformed)
        }
        switch packet.kind {
        case .pong, .noop: return []
        case .ping:
            outbox.append([EnginePacket.Kind.pong.rawValue] + packet.payload)
            return []
        case .close: return end(.closedByClient)
        case .message:
            guard let message = SocketPacket(parsing: packet.payload) else { return end(.malformed) }
            return received(message, now: now)
        case .open, .upgrade: return end(.malformed)
        }
    }

    private mutating func received(_ packet: SocketPacket, now: UInt64) -> [Action] {
        guard packet.namespace == SocketPacket.mainNamespace else {
            switch packet.kind {
            case .connect:
                let problem = JSONNode.members(["message": .string("Invalid namespace")])
                outbox.append(SocketPacket(.connectError, namespace: packet.namespace, data: problem).message)
                return []
            // The client was never in there.
            case .disconnect: return []
            case .event, .ack, .connectError: return end(.malformed)
            }
        }
        switch packet.kind {
        case .connect:
            if isConnected || isConnecting { return end(.malformed) }
            isConnecting = true
            return [.connect(auth: packet.data)]
        case .disconnect:
            isConnecting = false
            namespaceSID = nil
            replayEnd = nil
            connectDeadline = now + settings.connectTimeout
            return []
        case .event:
            guard isConnected || isConnecting, case .array(let elements)? = packet.data,
                let name = elements.first?.string
            else { return end(.malformed) }
            guard isWithinRate(now) else { return end(.tooManyEvents) }
            return [.event(name: name, data: elements.dropFirst().first, id: packet.id)]
        case .ack: return isConnected ? [] : end(.malformed)
        case .connectError: return end(.malformed)
        }
    }

    private mutating func isWithinRate(_ now: UInt64) -> Bool {
        if now - eventTimes.second >= 1000 { eventTimes = (now, 0) }
        eventTimes.count += 1
        return eventTimes.count <= settings.eventsPerSecond
    }

    private mutating func end(_ reason: SessionEnd) -> [Action] {
        isOver = true
        namespaceSID = nil
        outbox = Outbox()
        guard isPollWaiting else { return [.end(reason)] }
        isPollWaiting = false
        return [reason == .closedByClient ? .answerPoll(EnginePacket.noop) : .refusePoll, .end(reason)]
    }
}

/// What waits for a client beside the log's events.
private struct Outbox {
    private(set) var packets: [[UInt8]] = []
    private(set) var bytes = 0

    var isEmpty: Bool { packets.isEmpty }

    mutating func append(_ packet: [UInt8]) {
        packets.append(packet)
        bytes += packet.count
    }

    mutating func removeFirst() -> [UInt8] {
        let packet = packets.removeFirst()
        bytes -= packet.count
        return packet
    }
}
