import Dispatch
import Households
import ScenarioFiles
import Synchronization
import SystemPackage

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
        result.contentHash = try CanonicalText.hash(of: JSONDocument.encode(result))
        return result
    }

    /// The text of `sealed()`.
    /// - Throws: `StorageError.notFinite`.
    func sealedText() throws -> [UInt8] {
        var bare = self
        bare.contentHash = nil
        var text = try JSONDocument.encode(bare)
        let hash = try CanonicalText.hash(of: text)
        // The key comes before all others.
        text.insert(contentsOf: "\n  \"\(CodingKeys.contentHash.rawValue)\" : \"\(hash)\",".utf8, at: 1)
        return text
    }

    /// Reads the file of a simulation and compares its hash with the content, side by side: lives are long.
    /// - Throws: `StorageError.damaged`.
    static func readChecked(_ bytes: [UInt8], path: FilePath) throws -> Simulation {
        let parts = Mutex<(read: Result<Simulation, any Error>?, hash: Result<ContentHash, any Error>?)>((nil, nil))
        DispatchQueue.concurrentPerform(iterations: 2) { part in
            if part == 0 {
                let read = Result { try Simulation.read(bytes, path: path) }
                parts.withLock { $0.read = read }
            } else {
                let hash = Result { try CanonicalText.hash(of: bytes, without: CodingKeys.contentHash.rawValue) }
                parts.withLock { $0.hash = hash }
            }
        }
        guard case (let read?, let hash?) = parts.withLock({ $0 }) else { preconditionFailure("both were done") }
        let simulation = try read.get()
        try damaged(path) {
            guard let expected = simulation.contentHash else { throw Damage.document("content_sha256 is missing") }
            let found = try hash.get()
            guard found == expected else { throw Damage.hashDiffers(expected: expected, found: found) }
        }
        return simulation
    }
}

extension Simulation: LongDocument {
    private static let livesKey = Array("\n  \"\(CodingKeys.lives.rawValue)\" : ".utf8)
    private static let livesEnd = Array("\n  ],".utf8)
    /// What is written after the lives.
    private static let later = [CodingKeys.model, .name].map { Array("\n  \"\($0.rawValue)\" : ".utf8) }

    func text() throws -> [UInt8]? {
        guard let lives else { return nil }
        var short = self
        short.lives = nil
        let rest = try JSONDocument.encodeByCoder(short)
        guard let place = Self.later.lazy.compactMap({ rest.range(of: $0) }).first?.lowerBound else { return nil }
        var text = Array(rest[..<place]) + Self.livesKey
        guard LivesText().append(lives, to: &text) else { return nil }
        text.append(UInt8(ascii: ","))
        text += rest[place...]
        return text
    }

    /// The file of a simulation without its lives, and the text of these; the whole file where they are not found as
    /// they are written.
    static func divided(_ bytes: [UInt8]) -> (rest: [UInt8], lives: ArraySlice<UInt8>?) {
        guard let key = bytes.range(of: livesKey), let end = bytes.range(of: livesEnd, from: key.upperBound)
        else { return (bytes, nil) }
        return (Array(bytes[..<key.lowerBound] + bytes[end.upperBound...]), bytes[key.upperBound..<end.upperBound - 1])
    }

    /// Reads the file of a simulation, whatever its hash is.
    /// - Throws: `StorageError.damaged`.
    static func read(_ bytes: [UInt8], path: FilePath) throws -> Simulation {
        let (rest, text) = divided(bytes)
        if let text, let lives = LivesText().lives(in: text) {
            var simulation = try JSONDocument.decode(
                Simulation.self, from: rest, newestVersion: newestVersion, path: path)
            simulation.lives = lives
            return simulation
        }
        return try JSONDocument.decode(Simulation.self, from: bytes, newestVersion: newestVersion, path: path)
    }
}

extension [UInt8] {
    /// Where some bytes come first. What the standard library has for it takes seconds for a hundred thousand months.
    fileprivate func range(of bytes: [UInt8], from start: Int = 0) -> Range<Int>? {
        withUnsafeBufferPointer { buffer in
            var place = start
            while place <= buffer.count - bytes.count {
                if buffer[place] == bytes[0], bytes.indices.allSatisfy({ buffer[place + $0] == bytes[$0] }) {
                    return place..<place + bytes.count
                }
                place += 1
            }
            return nil
        }
    }
}
