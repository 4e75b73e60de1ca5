import EventSockets

/// Where the training stands that clients are told of.
struct TrainingState {
    enum Phase: String {
        case idle, starting, training, stopping, completed, stopped, failed

        var isGoingOn: Bool { self == .starting || self == .training || self == .stopping }
    }

    var phase = Phase.idle
    /// The scenario that it is named after.
    var scenario: String?
    var currentEpisode = 0
    var totalEpisodes = 0
    /// RFC 3339.
    var startTime: String?
    /// The members of the newest progress, as they came.
    var progress: [UInt8]?
    /// Whether another process began it than this service.
    var isForeign = false
    /// Names of other runs that are being trained.
    var others: [String] = []

    private static let null = Array("null".utf8)

    /// What the status call answers.
    /// - Parameter isNested: whether the original's front end reads it, which looks under another name, too.
    func encoded(isNested: Bool) -> [UInt8] {
        let head = JSONNode.members([
            "is_training": .bool(phase.isGoingOn), "scenario_name": .text(scenario),
            "current_episode": .number(currentEpisode), "total_episodes": .number(totalEpisodes),
            "start_time": .text(startTime),
        ])
        let tail = JSONNode.members([
            "state": .string(phase.rawValue), "foreign": .bool(isForeign),
            "others": .array(others.map { .string($0) }),
        ])
        let latest = progress.map { [UInt8(ascii: "{")] + $0 + [UInt8(ascii: "}")] } ?? Self.null
        var text = Array(head.encoded.dropLast())
        text += Array(",\"latest_progress\":".utf8) + latest
        if isNested { text += Array(",\"progress\":".utf8) + latest }
        return text + [UInt8(ascii: ",")] + tail.encoded.dropFirst()
    }

    /// What tells all clients that it begins.
    func started(seed: JSONNode, episodesDone: Int) -> JSONNode {
        .members([
            "scenario_name": .text(scenario), "num_episodes": .number(totalEpisodes), "start_time": .text(startTime),
            "seed": seed, "episodes_done": .number(episodesDone),
        ])
    }
}

/// The progress of a training for a page that is opened late: thinned as it grows, so that a million episodes take no
/// more room than some thousand.
struct ProgressHistory {
    /// Each with its episode and reward.
    struct Point {
        var episode: Int
        var reward: Double
        var members: [UInt8]
    }

    private static let most = 4096
    private(set) var points: [Point] = []
    /// Every so many episodes one is looked at.
    private var stride = 1
    private var count = 0

    mutating func append(episode: Int, _ members: ArraySlice<UInt8>) {
        defer { count += 1 }
        guard count % stride == 0 else {
            // The last one is always known.
            last = (episode, Array(members))
            return
        }
        last = nil
        points.append(Point(episode: episode, reward: Self.reward(members), members: Array(members)))
        guard points.count >= Self.most else { return }
        points = Self.thinned(points, to: Self.most / 2)
        stride *= 2
    }

    private var last: (episode: Int, members: [UInt8])?

    /// At most so many points: of each bucket the first, the last, and those with the lowest and the highest reward.
    func thinned(to most: Int) -> [Point] {
        let newest = last.map { Point(episode: $0.episode, reward: Self.reward($0.members[...]), members: $0.members) }
        return Self.thinned(points + (newest.map { [$0] } ?? []), to: most)
    }

    static func thinned(_ points: [Point], to most: Int) -> [Point] {
        guard points.count > most else { return points }
        // Too few for a bucket of four.
        if most < 4 { return Array(points.suffix(most)) }
        let buckets = max(1, most / 4)
        var kept: [Point] = []
        for bucket in 0..<buckets {
            let range = points.count * bucket / buckets..<points.count * (bucket + 1) / buckets
            guard let first = range.first, let last = range.last else { continue }
            var indices: Set = [first, last]
            if let lowest = range.min(by: { points[$0].reward < points[$1].reward }) { indices.insert(lowest) }
            if let highest = range.max(by: { points[$0].reward < points[$1].reward }) { indices.insert(highest) }
            kept += indices.sorted().map { points[$0] }
        }
        return kept
    }

    private static let key = Array("\"avg_reward\":".utf8)

    private static func reward(_ members: ArraySlice<UInt8>) -> Double {
        var rest = members
        while let start = rest.firstIndex(of: UInt8(ascii: "\"")) {
            rest = rest[start...]
            if rest.starts(with: key) {
                let number = rest.dropFirst(key.count).prefix { $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "}") }
                return Double(String(decoding: number, as: UTF8.self)) ?? 0
            }
            rest = rest.dropFirst()
        }
        return 0
    }
}
