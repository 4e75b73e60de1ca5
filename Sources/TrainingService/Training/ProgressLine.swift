import EventSockets

/// A line that `hrlreport train --progress json` prints.
enum ProgressLine {
    case started(JSONNode)
    /// The members of the object without its braces and its event, as they are: they are moved, not parsed.
    case progress(episode: Int, members: ArraySlice<UInt8>)
    case checkpointSaved(episode: Int)
    case completed(JSONNode)
    case stopped(JSONNode)
    case failed(message: String)

    /// - Returns: nil for any other line.
    init?(_ line: ArraySlice<UInt8>) {
        if line.starts(with: Self.progress) {
            let rest = line.dropFirst(Self.progress.count)
            guard rest.last == UInt8(ascii: "}"), let episode = Self.episode(rest) else { return nil }
            self = .progress(episode: episode, members: Self.withoutOwner(rest.dropLast()))
            return
        }
        guard line.first == UInt8(ascii: "{"), let node = try? JSONNode(parsing: line) else { return nil }
        switch node["event"]?.string {
        case "training_started": self = .started(node)
        case "checkpoint_saved":
            guard let episode = node["episode"]?.integer else { return nil }
            self = .checkpointSaved(episode: episode)
        case "training_completed": self = .completed(node)
        case "training_stopped": self = .stopped(node)
        case "training_error": self = .failed(message: node["message"]?.string ?? "")
        default: return nil
        }
    }

    private static let progress = Array("{\"event\":\"training_progress\",".utf8)
    private static let episode = Array("\"episode\":".utf8)

    private static func episode(_ members: ArraySlice<UInt8>) -> Int? {
        guard members.starts(with: episode) else { return nil }
        var number = 0
        var digits = 0
        for byte in members.dropFirst(episode.count) {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte), digits < 18 else { break }
            number = number * 10 + Int(byte - UInt8(ascii: "0"))
            digits += 1
        }
        return digits > 0 ? number : nil
    }

    private static let owner = Array(",\"run\":".utf8)

    /// What the trainer says of an episode, without whose it is: the run and its household come last, and clients know
    /// them, as there is one training at a time. Within a text there is no such quote.
    private static func withoutOwner(_ members: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var start = members.endIndex - owner.count
        while start >= members.startIndex {
            if members[start...].starts(with: owner) { return members[..<start] }
            start -= 1
        }
        return members
    }

    private static let head = Array("42[\"training_progress\",{".utf8)
    private static let nested = Array(",\"progress\":{".utf8)

    /// The packet that tells of an episode.
    /// - Parameter isNested: whether the members stand under `progress` once more.
    static func packet(_ members: ArraySlice<UInt8>, isNested: Bool) -> [UInt8] {
        var packet: [UInt8] = []
        packet.reserveCapacity(head.count + 2 + members.count * (isNested ? 2 : 1) + nested.count)
        packet += head
        packet += members
        if isNested {
            packet += nested
            packet += members
            packet.append(UInt8(ascii: "}"))
        }
        packet += [UInt8(ascii: "}"), UInt8(ascii: "]")]
        return packet
    }

    /// What a training had reached at its end: what it told of the last episode, without what counts episodes and time.
    static func finalMetrics(_ members: [UInt8]) -> JSONNode {
        guard case .object(let all)? = try? JSONNode(parsing: [UInt8(ascii: "{")] + members + [UInt8(ascii: "}")])
        else {
            return .object([])
        }
        return .object(all.filter { !["episode", "total_episodes", "elapsed_time"].contains($0.key) })
    }
}
