/// The newest events, each encoded once: as text, and as the frame of a WebSocket, which is the same for all clients
/// since a server does not mask.
///
/// A client is a cursor into the log. What it costs does not depend on clients that are slow: their cursors fall out of
/// it and move on to the oldest event that is left. Steps of a training are dropped first; what begins and ends one
/// lies apart from them.
package struct EventLog: Sendable {
    package enum Kind: Sendable, Equatable {
        /// An episode of a training.
        case progress(episode: Int)
        /// Another step on its way.
        case step
        /// What begins or ends one.
        case lifecycle
    }

    package struct Event: Sendable {
        /// 0 for the first event that ever was.
        let sequence: Int
        /// Steps that ever were before this event.
        let stepsBefore: Int
        package let kind: Kind
        /// A whole text frame.
        package let frame: [UInt8]
        /// Bytes of `frame` before the text.
        let header: Int

        /// The packet as text.
        package var text: ArraySlice<UInt8> { frame[header...] }

        var isStep: Bool { kind != .lifecycle }
    }

    /// How far a client is: the sequence of the next event, and the steps that were before it.
    package struct Cursor: Sendable, Comparable {
        var sequence: Int
        var steps: Int

        package static func < (a: Cursor, b: Cursor) -> Bool { a.sequence < b.sequence }
    }

    private var steps: EventRing
    private var others: EventRing
    private var next = Cursor(sequence: 0, steps: 0)

    package init(steps: Int = 1024, others: Int = 64) {
        self.steps = EventRing(capacity: steps)
        self.others = EventRing(capacity: others)
    }

    /// Behind the newest event.
    package var end: Cursor { next }

    /// - Parameter text: a whole packet: `42["NAME",…]`.
    package mutating func append(_ text: [UInt8], _ kind: Kind) {
        let header = ServerFrame.header(length: text.count)
        let event = Event(
            sequence: next.sequence, stepsBefore: next.steps, kind: kind, frame: header + text, header: header.count)
        next.sequence += 1
        if event.isStep {
            next.steps += 1
            steps.append(event)
        } else {
            others.append(event)
        }
    }

    /// Where the episodes after one begin, of the training that is the last one to have begun.
    /// - Parameter started: where that training began.
    package func cursor(afterEpisode episode: Int, since started: Cursor) -> Cursor {
        let first = steps.first { event in
            guard event.sequence >= started.sequence, case .progress(let number) = event.kind else { return false }
            return number > episode
        }
        return first.map { Cursor(sequence: $0.sequence, steps: $0.stepsBefore) } ?? end
    }

    /// Reads on from a cursor, in order.
    ///
    /// - Parameter take: whether the event is taken; where it is not, the cursor stays before it.
    /// - Returns: steps that were dropped before the client came to them.
    package func read(_ cursor: inout Cursor, _ take: (Event) -> Bool) -> Int {
        var skipped = 0
        var step = steps.index(from: cursor.sequence)
        var other = others.index(from: cursor.sequence)
        while true {
            let event: Event
            switch (steps[step], others[other]) {
            case (let first?, let second?): event = first.sequence < second.sequence ? first : second
            case (let first?, nil): event = first
            case (nil, let second?): event = second
            case (nil, nil):
                // What was dropped at the very end.
                skipped += next.steps - cursor.steps
                cursor = next
                return skipped
            }
            guard take(event) else { return skipped }
            skipped += event.stepsBefore - cursor.steps
            cursor = Cursor(sequence: event.sequence + 1, steps: event.stepsBefore + (event.isStep ? 1 : 0))
            if event.isStep { step += 1 } else { other += 1 }
        }
    }
}

/// The newest events of a kind; an old one makes room for a new one.
private struct EventRing: Sendable {
    private var events: [EventLog.Event] = []
    private let capacity: Int
    /// Where the oldest one lies.
    private var oldest = 0

    init(capacity: Int) {
        precondition(capacity > 0)
        self.capacity = capacity
    }

    mutating func append(_ event: EventLog.Event) {
        if events.count < capacity {
            events.append(event)
        } else {
            events[oldest] = event
            oldest = (oldest + 1) % capacity
        }
    }

    /// 0 for the oldest; nil behind the newest.
    subscript(index: Int) -> EventLog.Event? {
        index < events.count ? events[(oldest + index) % events.count] : nil
    }

    /// The index of the first event from a sequence on.
    func index(from sequence: Int) -> Int {
        var (low, high) = (0, events.count)
        while low < high {
            let middle = (low + high) / 2
            if events[(oldest + middle) % events.count].sequence < sequence { low = middle + 1 } else { high = middle }
        }
        return low
    }

    func first(where matches: (EventLog.Event) -> Bool) -> EventLog.Event? {
        for index in events.indices {
            let event = events[(oldest + index) % events.count]
            if matches(event) { return event }
        }
        return nil
    }
}

/// Frames of RFC 6455 that a server sends.
package enum ServerFrame {
    /// What stands before a text of so many bytes.
    package static func header(length: Int) -> [UInt8] {
        let text: UInt8 = 0x81
        switch length {
        case ..<126: return [text, UInt8(length)]
        case ..<65536: return [text, 126, UInt8(length >> 8), UInt8(length & 255)]
        default: return [text, 127] + (0..<8).map { UInt8(truncatingIfNeeded: length >> (56 - 8 * $0)) }
        }
    }
}
