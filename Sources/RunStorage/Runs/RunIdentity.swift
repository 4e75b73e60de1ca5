import FoundationEssentials
import Households

/// What determines a run, as one SHA-256: equal identities give equal bits.
///
/// Hashed is the canonical JSON of the resolved values: environment, reward and training after defaults, episodes, seed,
/// and the state the run starts from where that is another run's. Not in it: name, description, the order and
/// comments of the scenario's file, the save interval, threads, the program's version, the evaluation's settings.
package enum RunIdentity {
    /// - Parameter startedFrom: hash of the state of the run that this one starts from.
    /// - Throws: `StorageError.notFinite`.
    package static func of(
        _ scenario: Scenario, episodes: Int, seed: UInt64, startedFrom: ContentHash? = nil
    ) throws -> ContentHash {
        var training = scenario.training
        // `--episodes` and `num_episodes` are two ways to say the same.
        training.numEpisodes = episodes
        var members = [
            JSONValue.Member(key: "environment", value: try value(of: scenario.environment)),
            .init(key: "reward", value: try value(of: scenario.reward)),
            .init(key: "training", value: try value(of: training)),
            .init(key: "episodes", value: .string(String(episodes))),
            // As text: a double does not hold every seed.
            .init(key: "seed", value: .string(String(seed))),
        ]
        if let startedFrom { members.append(.init(key: "started_from", value: .string(startedFrom.hex))) }
        return ContentHash(of: JSONValue.object(members).canonical)
    }

    private static func value(of parameters: some Encodable) throws -> JSONValue {
        let bytes = try JSONDocument.encode(parameters)
        do {
            return try JSONValue(parsing: bytes)
        } catch let error as JSONError {
            preconditionFailure("the encoder wrote what is no JSON: \(error)")
        }
    }
}
