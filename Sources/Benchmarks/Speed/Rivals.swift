import Foundation

/// The peers that this machine has, each waiting to train.
struct Rivals {
    private let peers: [Peer]

    /// What is run of each: as many epochs as ours on one core, and the fastest on two.
    private static let settings: [(kind: Peer.Kind, epochs: Int, cores: Int)] = [
        (.jax, 10, 1), (.jax, 4, 1), (.jax, 10, 2), (.jax, 4, 2), (.stableBaselines, 10, 1),
    ]

    /// Starts those whose modules are there, and says which are not.
    init(python: String, scripts: String) throws {
        var installed: [Peer.Kind] = []
        for kind in Peer.Kind.allCases {
            if Peer.isInstalled(kind, python: python) {
                installed.append(kind)
            } else {
                let message = "\(kind.rawValue) is left out: \(python) has no \(kind.modules.joined(separator: ", "))\n"
                FileHandle.standardError.write(Data(message.utf8))
            }
        }
        peers = try Self.settings.filter { installed.contains($0.kind) }.map {
            try Peer($0.kind, epochs: $0.epochs, cores: $0.cores, python: python, scripts: scripts)
        }
    }

    func measure(into measurements: inout SpeedMeasurements) throws {
        for peer in peers {
            measurements.add(
                .peer(peer.kind, epochs: peer.epochs, cores: peer.cores), try peer.measure())
        }
    }
}
