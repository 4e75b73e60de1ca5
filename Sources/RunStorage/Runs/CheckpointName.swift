import SystemPackage

/// The name of a directory that holds a state of a run.
enum CheckpointName: Hashable {
    /// `checkpoint_episode_N`: what every training of the run writes.
    case checkpoint(Int)
    /// `stopped_at_episode_N`: what a training writes that is stopped; it goes when the run is finished.
    case stop(Int)

    private static let checkpointPrefix = "checkpoint_episode_"
    private static let stopPrefix = "stopped_at_episode_"

    /// - Returns: nil for every other name, leading zeros included.
    init?(_ name: String) {
        if name.hasPrefix(Self.checkpointPrefix), let episode = Int(name.dropFirst(Self.checkpointPrefix.count)) {
            self = .checkpoint(episode)
        } else if name.hasPrefix(Self.stopPrefix), let episode = Int(name.dropFirst(Self.stopPrefix.count)) {
            self = .stop(episode)
        } else {
            return nil
        }
        if self.text != name || episode < 0 { return nil }
    }

    var episode: Int {
        switch self {
        case .checkpoint(let episode), .stop(let episode): episode
        }
    }

    var isStop: Bool {
        if case .stop = self { true } else { false }
    }

    var text: String {
        switch self {
        case .checkpoint(let episode): "\(Self.checkpointPrefix)\(episode)"
        case .stop(let episode): "\(Self.stopPrefix)\(episode)"
        }
    }

    /// Its `SHA256SUMS`, as the run's lists it.
    var listedName: String { "\(text)/\(Checksums.fileName)" }
}
