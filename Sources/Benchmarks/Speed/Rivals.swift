import Foundation

/// The peers that this machine has, each compiled and waiting to train.
struct Rivals {
    private let peers: [Peer]

    /// What is run of each. Stable-Baselines3 gains nothing from a second core.
    static let settings: [(kind: Peer.Kind, epochs: Int, cores: Int)] = [
        (.jax, 10, 1), (.jax, 4, 1), (.jax, 10, 2), (.jax, 4, 2), (.stableBaselines, 10, 1),
        (.jaxLife, 4, 1), (.jaxLife, 4, 2),
    ]

    /// Starts those whose modules are there, and says which are not.
    ///
    /// - Parameter arguments: what each kind is told beside the epochs; a kind that is not among them is not asked for.
    init(_ arguments: [Peer.Kind: [String]], python: String, scripts: String) throws {
        var installed: [Peer.Kind] = []
        for kind in Peer.Kind.allCases where arguments[kind] != nil {
            if Peer.isInstalled(kind, python: python) {
                installed.append(kind)
            } else {
                let message = "\(kind.rawValue) is left out: \(python) has no \(kind.modules.joined(separator: ", "))\n"
                FileHandle.standardError.write(Data(message.utf8))
            }
        }
        let allowed = try Peer.allowedCores()
        peers = try Self.settings.filter { installed.contains($0.kind) && $0.cores <= allowed.count }.map {
            try Peer(
                $0.kind, epochs: $0.epochs, cores: Array(allowed.prefix($0.cores)), python: python, scripts: scripts,
                arguments: arguments[$0.kind] ?? [])
        }
    }

    func measure(into measurements: inout SpeedMeasurements) throws {
        for peer in peers {
            measurements.add(.peerStart(peer.kind, epochs: peer.epochs, cores: peer.cores.count), peer.secondsToStart)
            measurements.add(
                .peer(peer.kind, epochs: peer.epochs, cores: peer.cores.count), try peer.measure())
        }
    }
}
