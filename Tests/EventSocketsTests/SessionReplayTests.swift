import EventSockets
import Testing

/// Recorded traffic of real clients, played to sessions without a socket.
struct SessionReplayTests {
    static let recordings = [
        "javascript-polling-only", "javascript-polling-then-upgrade", "javascript-websocket-first", "ping-polling",
        "ping-timeout", "ping-websocket", "polling-client-vanishes", "python-acknowledgement", "python-polling-only",
        "python-polling-then-upgrade", "python-reconnection", "python-unknown-namespace", "python-websocket-only",
    ]

    @Test(arguments: recordings) func clientsAreToldWhatTheyWereTold(recording: String) throws {
        var server = ReplayedServer(try Vectors.steps(recording))
        try server.play()
        #expect(server.sent.keys.sorted() == server.expected.keys.sorted())
        for (sid, packets) in server.expected {
            // While the probe is answered, this product's polls go on carrying packets; the recorded server's wait.
            let sent = server.sent[sid] ?? []
            let (probes, others) = (sent.count { $0 == EnginePacket.probeAnswer }, packets.map(server.comparable))
            #expect(probes == packets.count { $0 == EnginePacket.probeAnswer }, "\(recording): \(sid)")
            #expect(
                sent.map(server.comparable).filter { $0 != "3probe" } == others.filter { $0 != "3probe" },
                "\(recording): \(sid)")
        }
    }

    @Test func aSilentClientIsClosed() throws {
        var server = ReplayedServer(try Vectors.steps("ping-timeout"))
        try server.play()
        #expect(server.ends == [.silent])
    }

    @Test func aPollerThatVanishedIsRefused() throws {
        var server = ReplayedServer(try Vectors.steps("polling-client-vanishes"))
        try server.play()
        #expect(server.ends == [.silent])
        #expect(server.refused == 1)
    }

    /// Each bad group ends its own session, as the specification says, and no other.
    @Test func badFramesEndTheirSession() throws {
        var server = ReplayedServer(try Vectors.steps("bad-frames-websocket"))
        try server.play()
        // A ping of the client, and a probe after the handshake, do no harm; the client closes after them.
        let harmless = 2
        #expect(server.ends.count { $0 == .closedByClient } == harmless)
        #expect(server.ends.count { $0 == .malformed } == 11)
        #expect(server.ends.contains(.binary))
        #expect(server.ends.count { $0 == .tooLong } == 1)
    }

    @Test func badPollsAreRefused() throws {
        var server = ReplayedServer(try Vectors.steps("bad-requests-polling"))
        try server.play()
        #expect(
            server.ends == [.malformed, .malformed, .malformed, .malformed, .malformed, .tooLong, .tooLong, .twoPolls])
    }
}

/// What the recorded clients sent, given to sessions.
private struct ReplayedServer {
    /// A session that is shared.
    final class Box {
        var value: SocketSession

        init(_ value: SocketSession) { self.value = value }
    }

    private let steps: [JSONNode]
    private var sessions: [String: Box] = [:]
    private var webSockets: [Int: String] = [:]
    private var polls: [Int: String] = [:]
    private var log = EventLog(steps: 64, others: 8)
    private var logged: Set<[UInt8]> = []
    private var greetings: [String]
    private var opened = 0
    private var connected = 0
    private var now: UInt64 = 0
    private var isShort: Bool
    /// Packets by session, without those that mean nothing.
    var sent: [String: [[UInt8]]] = [:]
    var expected: [String: [[UInt8]]] = [:]
    var ends: [SessionEnd] = []
    var refused = 0

    init(_ steps: [JSONNode]) {
        self.steps = steps
        let texts = steps.filter { $0["sender"]?.string == "server" }.flatMap { step -> [String] in
            let body = step["text"]?.string ?? step["body"]?.string ?? ""
            return body.split(separator: "\u{1E}").map(String.init)
        }
        greetings = texts.filter { $0.hasPrefix("42[\"connection_established\"") }
        isShort = texts.contains { $0.contains("\"pingInterval\":1000") }
    }

    private func box(_ sid: String) -> Box {
        guard let box = sessions[sid] else { preconditionFailure("the recording has no session \(sid)") }
        return box
    }

    private var settings: SessionSettings {
        var settings = SessionSettings()
        if isShort { (settings.pingInterval, settings.pingTimeout) = (1000, 500) }
        return settings
    }

    /// The namespace that is refused is told so in the words of Socket.IO's own server.
    func comparable(_ packet: [UInt8]) -> String {
        String(decoding: packet, as: UTF8.self) == "44/admin,\"Unable to connect\""
            ? "44/admin,{\"message\":\"Invalid namespace\"}" : String(decoding: packet, as: UTF8.self)
    }

    mutating func play() throws {
        // The sids of the polls and WebSockets that the server's packets belong to.
        var polls: [Int: String] = [:]
        var sockets: [Int: String] = [:]
        for step in steps {
            let connection = Int(step["connection"]?.double ?? 0)
            if let at = step["at"]?.double { advance(to: UInt64(at * 1000)) }
            let sender = step["sender"]?.string
            switch (sender, step["kind"]?.string) {
            case ("client", "request"):
                guard let target = step["target"]?.string, target.hasPrefix("/socket.io") else { continue }
                let sid = try request(step, target, connection)
                if target.contains("transport=websocket") { sockets[connection] = sid } else { polls[connection] = sid }
            case ("client", "frame"): frame(step, connection)
            case ("client", "tcp-close"): closed(connection)
            case ("server", "frame"):
                guard let sid = sockets[connection], let text = step["text"]?.string else { continue }
                expect([text], sid)
            case ("server", "response"):
                guard let sid = polls[connection], step["status"]?.double == 200, let body = step["body"]?.string,
                    body != "OK", !body.hasPrefix("{")
                else { continue }
                expect(body.split(separator: "\u{1E}").map(String.init), sid)
            default: continue
            }
        }
    }

    private mutating func expect(_ texts: [String], _ sid: String) {
        for text in texts where text != "6" {
            let packet = Array(text.utf8)
            expected[sid, default: []].append(packet)
            let isTraining = text.hasPrefix("42[\"training_")
            if isTraining, logged.insert(packet).inserted {
                log.append(packet, text.contains("_progress") ? .progress(episode: logged.count) : .lifecycle)
                for sid in sessions.keys { flush(sid) }
            }
        }
    }

    private mutating func request(_ step: JSONNode, _ target: String, _ connection: Int) throws -> String? {
        let query = target.split(separator: "?").last?.split(separator: "&") ?? []
        var sid = query.first { $0.hasPrefix("sid=") }.map { String($0.dropFirst(4)) }
        let isWebSocket = target.contains("transport=websocket")
        let isPost = step["method"]?.string == "POST"
        guard target.contains("EIO=4"), isWebSocket || target.contains("transport=polling"),
            step["method"]?.string != "PUT"
        else {
            // The recording server made a session where no transport was named.
            if !target.contains("transport") { opened += 1 }
            return nil
        }
        if let sid {
            guard sessions[sid] != nil else {
                refused += 1
                return nil
            }
            if isWebSocket {
                let isAllowed = box(sid).value.upgradeOpened(now: now)
                #expect(isAllowed)
                webSockets[connection] = sid
            } else if isPost {
                let body = Array((step["body"]?.string ?? "").utf8)
                // Recordings cut what is long.
                let text =
                    body.count > 60 && body.contains(0xE2) ? [0x34] + [UInt8](repeating: 0x78, count: 1_000_001) : body
                perform(box(sid).value.posted(text, now: now), sid)
            } else {
                polls[connection] = sid
                perform(box(sid).value.pollOpened(now: now), sid)
            }
        } else {
            guard !isPost else { return nil }
            opened += 1
            let opening = "EIO-SID-\(opened)"
            sid = opening
            let session = SocketSession(sid: opening, overWebSocket: isWebSocket, settings: settings, now: now)
            sent[opening] = [session.opening]
            sessions[opening] = Box(session)
            if isWebSocket { webSockets[connection] = sid }
        }
        if let sid { flush(sid) }
        return sid
    }

    private mutating func frame(_ step: JSONNode, _ connection: Int) {
        guard let sid = webSockets[connection] else { return }
        switch step["opcode"]?.string {
        case "text":
            let text = step["text"]?.string ?? ""
            let bytes = text.contains("…") ? [UInt8](repeating: 0x78, count: 1_000_110) : Array(text.utf8)
            perform(box(sid).value.received(text: bytes, now: now), sid)
        case "binary": perform(box(sid).value.receivedBinary(), sid)
        default: perform(box(sid).value.webSocketClosed(), sid)
        }
        flush(sid)
    }

    private mutating func closed(_ connection: Int) {
        if let sid = polls[connection] { sessions[sid]?.value.pollClosed() }
        guard let sid = webSockets.removeValue(forKey: connection) else { return }
        perform(box(sid).value.webSocketClosed(), sid)
    }

    private mutating func advance(to time: UInt64) {
        while let next = sessions.filter({ !$0.value.value.isOver }).min(by: {
            $0.value.value.deadline < $1.value.value.deadline
        }),
            next.value.value.deadline <= time
        {
            now = max(now, next.value.value.deadline)
            perform(next.value.value.tick(now: now), next.key)
            flush(next.key)
        }
        now = max(now, time)
    }

    private mutating func flush(_ sid: String) {
        let (actions, skipped) = box(sid).value.flush(log, isWritable: true)
        #expect(skipped == 0)
        perform(actions, sid)
    }

    private mutating func perform(_ actions: [SocketSession.Action], _ sid: String) {
        for action in actions {
            switch action {
            case .answerPoll(let body):
                sent[sid, default: []] += PollBody.split(body).map(Array.init).filter { $0 != EnginePacket.noop }
            case .send(let text): sent[sid, default: []].append(text)
            case .sendEvents:
                _ = box(sid).value.advance(log, limit: .max) { frame in
                    sent[sid, default: []].append(Array(frame.drop { $0 != UInt8(ascii: "4") }))
                }
            case .connect:
                connected += 1
                let greeting =
                    greetings.count >= connected ? greetings[connected - 1] : "42[\"connection_established\",{}]"
                box(sid).value.accept(sid: "SIO-SID-\(connected)", greeting: Array(greeting.utf8), at: log.end)
            case .event(let name, _, let id):
                if name == "subscribe_training" {
                    let data = JSONNode.members(["message": .string("Subscribed to training updates")])
                    box(sid).value.enqueue(SocketPacket.event("subscription_confirmed", data).message)
                }
                if let id { box(sid).value.acknowledge(id) }
            case .end(let reason): ends.append(reason)
            case .refusePoll: refused += 1
            case .answerPost, .refusePost, .closeUpgrade: break
            }
        }
    }
}
