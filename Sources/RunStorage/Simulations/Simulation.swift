import Households
import ScenarioFiles

/// What a policy did in simulated lives: `simulations/NAME.json`.
///
/// It carries its own hash, so that it can be believed without its neighbours.
package struct Simulation: Sendable, Equatable, Codable {
    static let newestVersion = 1

    package private(set) var formatVersion = Simulation.newestVersion
    /// What the simulation is called: the model's run, unless the user said otherwise.
    package var name: RunName
    /// The model; nil where only rules took part.
    package var model: Model?
    /// The household that was simulated: environment and reward count, the training's values are the model's.
    package var scenario: Scenario
    /// The policy that was looked at closely.
    package var policy: PolicyKind
    package var evaluation: Evaluation
    /// Each life month by month; nil where they were not kept.
    package var lives: [LivedLife]?
    /// Of everything above.
    private var contentHash: ContentHash?

    /// Where the agents come from.
    package struct Model: Sendable, Equatable, Codable {
        package var run: RunName
        /// Episodes that it was trained for.
        package var episode: Int
        /// Hash of the agents' state: `StoredCheckpoint.stateHash`.
        package var state: ContentHash
        /// The scenario that it was trained on.
        package var trainedOn: String
        /// In what the simulated household differs from that one.
        package var differences: [Difference]

        package init(run: RunName, episode: Int, state: ContentHash, trainedOn: String, differences: [Difference]) {
            self.run = run
            self.episode = episode
            self.state = state
            self.trainedOn = trainedOn
            self.differences = differences
        }

        package enum CodingKeys: String, CodingKey {
            case run, episode
            case state = "state_sha256"
            case trainedOn = "trained_on"
            case differences
        }
    }

    /// A value of a scenario that is not the one the model was trained with.
    package struct Difference: Sendable, Equatable, Codable {
        /// `environment.income`
        package var key: String
        package var trained, simulated: String

        package init(key: String, trained: String, simulated: String) {
            self.key = key
            self.trained = trained
            self.simulated = simulated
        }
    }

    package init(
        name: RunName, model: Model?, scenario: Scenario, policy: PolicyKind, evaluation: Evaluation,
        lives: [LivedLife]? = nil
    ) {
        self.name = name
        self.model = model
        self.scenario = scenario
        self.policy = policy
        self.evaluation = evaluation
        self.lives = lives
    }

    package enum CodingKeys: String, CodingKey {
        case formatVersion = "format_version"
        case name, model, scenario, policy, evaluation, lives
        case contentHash = "content_sha256"
    }
}

extension Simulation {
    /// The same simulation with its hash, as it is written and printed.
    /// - Throws: `StorageError.notFinite`.
    package func sealed() throws -> Simulation {
        var result = self
        result.contentHash = nil
        result.contentHash = Self.hash(of: try JSONValue(parsing: JSONDocument.encode(result)))
        return result
    }

    /// Compares the hash with the content of the file that the simulation was read from.
    /// - Throws: `Damage`, `JSONError`.
    func checkHash(of bytes: [UInt8]) throws {
        guard let contentHash else { throw Damage.document("content_sha256 is missing") }
        let found = Self.hash(of: try JSONValue(parsing: bytes))
        guard found == contentHash else { throw Damage.hashDiffers(expected: contentHash, found: found) }
    }

    private static func hash(of document: JSONValue) -> ContentHash {
        ContentHash(of: document.without(CodingKeys.contentHash.rawValue).canonical)
    }
}
