import SystemPackage

/// The name of a directory that holds a state of a run.
struct CheckpointName: Hashable {
    /// Each with what its names begin with.
    private enum Kind: String, CaseIterable {
        case checkpoint = "checkpoint_episode_"
        case stop = "stopped_at_episode_"
    }

    private let kind: Kind
    let episode: Int

    /// `checkpoint_episode_N`: what every training of the run writes.
    static func checkpoint(_ episode: Int) -> CheckpointName { CheckpointName(kind: .checkpoint, episode: episode) }

    /// `stopped_at_episode_N`: what a training writes that is stopped; it goes when the run is finished.
    static func stop(_ episode: Int) -> CheckpointName { CheckpointName(kind: .stop, episode: episode) }

    var isStop: Bool { kind == .stop }
    var text: String { "\(kind.rawValue)\(episode)" }

    /// Its `SHA256SUMS`, as the run's lists it.
    var listedName: String { "\(text)/\(Checksums.fileName)" }
}

extension CheckpointName {
    /// - Returns: nil for every other name, leading zeros included.
    init?(_ name: String) {
        guard let kind = Kind.allCases.first(where: { name.hasPrefix($0.rawValue) }),
            let episode = Int(name.dropFirst(kind.rawValue.count)), episode >= 0
        else { return nil }
        self.init(kind: kind, episode: episode)
        if text != name { return nil }
    }
}
