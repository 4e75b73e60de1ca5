import EventSockets
import Testing

struct SessionTests {
    private var log = EventLog()

    /// A client in the namespace, whose greeting was sent.
    private func connected(overWebSocket: Bool = true) -> SocketSession {
        var session = SocketSession(sid: "engine", overWebSocket: overWebSocket, now: 0)
        let connect = Array("40".utf8)
        if overWebSocket { _ = session.received(text: connect, now: 0) } else { _ = session.posted(connect, now: 0) }
        session.accept(sid: "socket", greeting: Array("42[\"hello\"]".utf8), at: log.end)
        if overWebSocket {
            _ = session.flush(log, isWritable: true)
        } else {
            _ = session.pollOpened(now: 0)
            _ = session.flush(log, isWritable: true)
        }
        return session
    }

    @Test func aPollHasSixteenPacketsAtMost() {
        var log = log
        var session = connected(overWebSocket: false)
        for episode in 1...40 { log.append(Array("42[\"p\",\(episode)]".utf8), .progress(episode: episode)) }
        var counts: [Int] = []
        while session.isWaiting(log) {
            _ = session.pollOpened(now: 1)
            guard case .answerPoll(let body)? = session.flush(log, isWritable: true).actions.first else { break }
            counts.append(PollBody.split(body).count)
        }
        #expect(counts == [16, 16, 8])
    }

    @Test func aPollHasNoMoreThanMaxPayload() {
        var log = log
        var session = connected(overWebSocket: false)
        for _ in 0..<3 { log.append([UInt8](repeating: 0x34, count: 400_000), .lifecycle) }
        _ = session.pollOpened(now: 1)
        guard case .answerPoll(let body)? = session.flush(log, isWritable: true).actions.first else {
            Issue.record("no answer")
            return
        }
        #expect(body.count == 800_001)
    }

    @Test func aPingComesBeforeWhatWaits() {
        var log = log
        var session = connected()
        log.append(Array("42[\"e\"]".utf8), .lifecycle)
        #expect(session.tick(now: 25_000) == [])
        // Also where the socket takes nothing else.
        #expect(session.flush(log, isWritable: false).actions == [.send(EnginePacket.ping)])
        #expect(session.flush(log, isWritable: true).actions == [.sendEvents])
    }

    @Test func anythingIsASignOfLife() {
        var session = connected()
        _ = session.received(text: Array("42[\"x\"]".utf8), now: 30_000)
        #expect(session.tick(now: 74_999) == [])
        #expect(session.tick(now: 75_000) == [.end(.silent)])
    }

    /// No ping reaches a client whose socket takes nothing, so that it cannot answer.
    @Test func whoTakesNothingIsNotSilent() {
        var session = connected()
        #expect(session.tick(now: 45_000, isBlocked: true) == [])
        #expect(session.tick(now: 100_000, isBlocked: true) == [])
        // It reads again: it has as long as everybody.
        session.heard(now: 100_000)
        #expect(session.tick(now: 144_999) == [])
        #expect(session.tick(now: 145_000) == [.end(.silent)])
    }

    @Test func whoIsBehindAtTheEndMissesStepsAlone() {
        var log = log
        var session = connected()
        log.append(Array("42[\"start\"]".utf8), .lifecycle)
        for episode in 1...2000 { log.append(Array("42[\"p\",\(episode)]".utf8), .progress(episode: episode)) }
        log.append(Array("42[\"stop\"]".utf8), .lifecycle)
        var got: [String] = []
        let missed = session.advancePastSteps(log) { got.append(String(decoding: $0.dropFirst(2), as: UTF8.self)) }
        #expect(got == ["42[\"start\"]", "42[\"stop\"]"] && missed == 2000)
        #expect(session.cursor == log.end)
    }

    @Test func whoDoesNotConnectIsClosed() {
        var session = SocketSession(sid: "e", overWebSocket: true, now: 0)
        _ = session.received(text: Array("3".utf8), now: 40_000)
        #expect(session.tick(now: 44_999) == [])
        #expect(session.tick(now: 45_000) == [.end(.notConnected)])
    }

    @Test func anUpgradeThatTakesTooLongLeavesThePolls() {
        var session = connected(overWebSocket: false)
        let first = session.upgradeOpened(now: 10)
        let second = session.upgradeOpened(now: 11)
        #expect(first && !second)
        #expect(session.received(text: Array("2probe".utf8), now: 20) == [.send(EnginePacket.probeAnswer)])
        _ = session.pollOpened(now: 30)
        #expect(session.flush(log, isWritable: true).actions == [.answerPoll(EnginePacket.noop)])
        #expect(session.tick(now: 10_010) == [.closeUpgrade])
        #expect(!session.isOver)
        _ = session.pollOpened(now: 10_020)
        #expect(session.flush(log, isWritable: true).actions == [])
    }

    @Test func eventsMoveToTheWebSocketWithoutLossOrRepetition() {
        var log = log
        var session = connected(overWebSocket: false)
        for episode in 1...20 { log.append(Array("42[\"p\",\(episode)]".utf8), .progress(episode: episode)) }
        _ = session.upgradeOpened(now: 0)
        _ = session.received(text: Array("2probe".utf8), now: 0)
        _ = session.pollOpened(now: 0)
        var got: [String] = []
        guard case .answerPoll(let body)? = session.flush(log, isWritable: true).actions.first else {
            Issue.record("no answer")
            return
        }
        got += PollBody.split(body).map { String(decoding: $0, as: UTF8.self) }
        #expect(session.received(text: Array("5".utf8), now: 0) == [])
        #expect(session.flush(log, isWritable: true).actions == [.sendEvents])
        _ = session.advance(log, limit: .max) { got.append(String(decoding: $0.dropFirst(2), as: UTF8.self)) }
        #expect(got == (1...20).map { "42[\"p\",\($0)]" })
        #expect(session.pollOpened(now: 0) == [.refusePoll])
    }

    @Test func progressIsSentAgainAndNothingElse() {
        var log = log
        let started = log.end
        var session = connected()
        log.append(Array("42[\"start\"]".utf8), .lifecycle)
        for episode in 1...5 { log.append(Array("42[\"p\",\(episode)]".utf8), .progress(episode: episode)) }
        var got: [String] = []
        func take(_ session: inout SocketSession) {
            _ = session.advance(log, limit: .max) { got.append(String(decoding: $0.dropFirst(2), as: UTF8.self)) }
        }
        take(&session)
        log.append(Array("42[\"end\"]".utf8), .lifecycle)
        session.replay(from: log.cursor(afterEpisode: 3, since: started))
        take(&session)
        let all = ["42[\"start\"]"] + (1...5).map { "42[\"p\",\($0)]" }
        #expect(got == all + ["42[\"p\",4]", "42[\"p\",5]", "42[\"end\"]"])
        session.replay(from: started)
        got = []
        take(&session)
        #expect(got == (1...5).map { "42[\"p\",\($0)]" })
    }

    @Test func aFloodOfEventsEndsTheSession() {
        var session = connected()
        let event = Array("42[\"x\"]".utf8)
        for _ in 0..<50 { #expect(session.received(text: event, now: 5) != [.end(.tooManyEvents)]) }
        #expect(session.received(text: event, now: 6) == [.end(.tooManyEvents)])
        var patient = connected()
        for second in 0..<200 {
            #expect(patient.received(text: event, now: UInt64(second) * 100) != [.end(.tooManyEvents)])
        }
    }

    @Test func whoAsksAndDoesNotReadIsClosed() {
        var session = connected()
        for second in 0..<300 {
            _ = session.received(text: Array("2".utf8), now: UInt64(second))
            if session.flush(log, isWritable: false).actions == [.end(.notTaken)] { return }
        }
        Issue.record("packets pile up")
    }

    /// A few long packets are as much as many short ones.
    @Test func whoAsksForMuchAndDoesNotReadIsClosed() {
        var session = connected()
        let ping = Array("2".utf8) + [UInt8](repeating: 0x78, count: 300_000)
        for _ in 0..<3 {
            _ = session.received(text: ping, now: 1)
            #expect(session.flush(log, isWritable: false).actions == [])
        }
        _ = session.received(text: ping, now: 1)
        #expect(session.flush(log, isWritable: false).actions == [.end(.notTaken)])
        // What was taken no longer counts.
        var reader = connected()
        for _ in 0..<20 {
            _ = reader.received(text: ping, now: 1)
            #expect(reader.flush(log, isWritable: true).actions.count == 1)
        }
        #expect(!reader.isOver)
    }

    @Test func whoMayNotIsToldSo() {
        var session = SocketSession(sid: "e", overWebSocket: true, now: 0)
        #expect(
            session.received(text: Array("40{\"token\":\"x\"}".utf8), now: 0) == [
                .connect(auth: .members(["token": .string("x")]))
            ])
        session.refuse("not authorized")
        #expect(
            session.flush(log, isWritable: true).actions == [.send(Array("44{\"message\":\"not authorized\"}".utf8))])
        #expect(!session.isOver)
    }

    /// Random packets, most of them nearly right, to sessions of both kinds: no trap, no answer without a question.
    @Test(arguments: [1, 2, 3] as [UInt64]) func randomPacketsDoNoHarm(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let seeds = [
            "40", "41", "42[\"subscribe_training\",{}]", "421[\"a\"]", "430[]", "2", "3", "2probe", "5", "6", "1",
            "40/admin,", "42[\"a\",{\"since\":3}]", "451-[\"a\"]", "b00", "", "4", "44{\"message\":\"x\"}",
        ].map { Array($0.utf8) }
        var log = EventLog(steps: 8, others: 2)
        var session = SocketSession(sid: "e", overWebSocket: true, now: 0)
        var (now, polls, ended) = (UInt64(0), 0, 0)
        for round in 0..<40_000 {
            now += UInt64.random(in: 0..<2000, using: &random)
            var packet = seeds[Int.random(in: seeds.indices, using: &random)]
            for _ in 0..<Int.random(in: 0..<3, using: &random) where !packet.isEmpty {
                packet[Int.random(in: packet.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            var actions: [SocketSession.Action] = []
            switch Int.random(in: 0..<8, using: &random) {
            case 0:
                actions = session.pollOpened(now: now)
                polls += 1
            case 1:
                actions = session.posted(
                    packet + [0x1E] + seeds[Int.random(in: seeds.indices, using: &random)], now: now)
            case 2: _ = session.upgradeOpened(now: now)
            case 3: actions = session.tick(now: now)
            case 4: log.append(packet, .progress(episode: round))
            default: actions = session.received(text: packet, now: now)
            }
            let wasOver = session.isOver
            for action in actions {
                switch action {
                case .connect: session.accept(sid: "s", greeting: [0x34], at: log.end)
                case .event(_, _, let id): if let id { session.acknowledge(id) }
                default: break
                }
            }
            let flushed = session.flush(log, isWritable: Bool.random(using: &random)).actions
            if wasOver { #expect(flushed.isEmpty) }
            for action in actions + flushed {
                switch action {
                case .answerPoll(let body):
                    polls -= 1
                    #expect(PollBody.split(body).count <= 16)
                case .refusePoll: polls -= 1
                case .sendEvents: _ = session.advance(log, limit: .max) { _ in }
                default: break
                }
            }
            #expect(polls >= 0 && polls <= 1)
            if session.isOver {
                ended += 1
                polls = 0
                session = SocketSession(sid: "e", overWebSocket: Bool.random(using: &random), now: now)
            }
        }
        #expect(ended > 100)
    }
}

/// SplitMix64: the same packets every time, so that what goes wrong can be looked at.
private struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }
}
