import EventSockets
import Testing

/// The log beside a naive twin that keeps every event.
struct EventLogTests {
    private struct Random: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 29)
        }
    }

    private struct Naive {
        var events: [(text: [UInt8], isStep: Bool)] = []

        /// What a client that has come to `position` gets, of logs of these capacities.
        func rest(from position: Int, steps: Int, others: Int) -> [Int] {
            var left = (steps: steps, others: others)
            var kept: [Int] = []
            for index in events.indices.reversed() {
                if events[index].isStep {
                    left.steps -= 1
                    if left.steps >= 0 { kept.append(index) }
                } else {
                    left.others -= 1
                    if left.others >= 0 { kept.append(index) }
                }
            }
            return kept.reversed().filter { $0 >= position }
        }
    }

    @Test(arguments: 1...20) func clientsOfEverySpeedReadWhatTheTwinSays(seed: UInt64) {
        var random = Random(state: seed)
        var log = EventLog(steps: 16, others: 4)
        var naive = Naive()
        var clients = (0..<6).map { _ in (cursor: log.end, position: 0, seen: 0, skipped: 0) }
        for _ in 0..<2000 {
            for _ in 0..<Int.random(in: 0...5, using: &random) {
                let isStep = Int.random(in: 0..<10, using: &random) > 0
                let text = Array("42[\"e\",\(naive.events.count)]".utf8)
                log.append(text, isStep ? .progress(episode: naive.events.count) : .lifecycle)
                naive.events.append((text, isStep))
            }
            let client = Int.random(in: 0..<clients.count, using: &random)
            var budget = Int.random(in: 0...(client * 8), using: &random)
            var read: [[UInt8]] = []
            let skipped = log.read(&clients[client].cursor) { event in
                guard budget > 0 else { return false }
                budget -= 1
                read.append(Array(event.text))
                return true
            }
            let rest = naive.rest(from: clients[client].position, steps: 16, others: 4)
            #expect(read == rest.prefix(read.count).map { naive.events[$0].text })
            if budget > 0 { #expect(read.count == rest.count) }
            if let last = rest.prefix(read.count).last { clients[client].position = last + 1 }
            if budget > 0 { clients[client].position = naive.events.count }
            clients[client].skipped += skipped
            clients[client].seen += read.count { text in
                naive.events.first { $0.text == text }.map(\.isStep) ?? false
            }
            let steps = naive.events.prefix(clients[client].position).count(where: \.isStep)
            #expect(clients[client].seen + clients[client].skipped == steps)
        }
    }

    @Test func whatBeginsAndEndsATrainingIsNeverMissedForItsSteps() {
        var log = EventLog(steps: 8, others: 4)
        var cursor = log.end
        log.append(Array("start".utf8), .lifecycle)
        for episode in 1...100 { log.append(Array("\(episode)".utf8), .progress(episode: episode)) }
        log.append(Array("end".utf8), .lifecycle)
        var texts: [String] = []
        let skipped = log.read(&cursor) { event in
            texts.append(String(decoding: event.text, as: UTF8.self))
            return true
        }
        #expect(texts == ["start"] + (93...100).map(String.init) + ["end"])
        #expect(skipped == 92)
        #expect(cursor == log.end)
    }

    @Test func aFrameIsHeaderAndText() {
        var log = EventLog()
        var cursor = log.end
        let text = [UInt8](repeating: UInt8(ascii: "x"), count: 300)
        log.append(text, .step)
        _ = log.read(&cursor) { event in
            #expect(event.frame == ServerFrame.header(length: 300) + text)
            #expect(Array(event.text) == text)
            return true
        }
    }

    @Test func episodesAreFoundWithinTheLastTraining() {
        var log = EventLog()
        for episode in 1...5 { log.append(Array("old \(episode)".utf8), .progress(episode: episode)) }
        let started = log.end
        log.append(Array("start".utf8), .lifecycle)
        for episode in 1...5 { log.append(Array("new \(episode)".utf8), .progress(episode: episode)) }
        func after(_ episode: Int) -> [String] {
            var cursor = log.cursor(afterEpisode: episode, since: started)
            var texts: [String] = []
            _ = log.read(&cursor) { event in
                texts.append(String(decoding: event.text, as: UTF8.self))
                return true
            }
            return texts
        }
        #expect(after(3) == ["new 4", "new 5"])
        #expect(after(0) == (1...5).map { "new \($0)" })
        #expect(after(9).isEmpty)
    }
}
