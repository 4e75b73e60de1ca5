import Households
import ScenarioFiles

/// What determines a run, as one SHA-256: equal identities give equal bits.
///
/// The hash covers the canonical JSON of the resolved values: environment, reward and training after defaults,
/// episodes, seed, and the state the run starts from where that is another run's. Not in it: name, description, the
/// order and comments of the scenario's file, the save interval, threads, the program's version, the evaluation's
/// settings; nor the name of a file of returns, whose returns are in it; nor a key that the first format did not have,
/// where it leaves everything as it was without it: runs older than the key keep their identity.
package enum RunIdentity {
    /// - Parameters:
    ///   - scenario: with the episodes of the whole training.
    ///   - startedFrom: hash of the state of the run that this one starts from.
    /// - Throws: `StorageError.notFinite`.
    package static func of(_ scenario: Scenario, seed: UInt64, startedFrom: ContentHash? = nil) throws -> ContentHash {
        try of(scenario, seeds: [seed], startedFrom: startedFrom)[0]
    }

    /// The identities of runs that differ in nothing but their seeds.
    package static func of(
        _ scenario: Scenario, seeds: [UInt64], startedFrom: ContentHash? = nil
    ) throws -> [ContentHash] {
        let sections = try sections(of: scenario)
        return seeds.map { seed in
            var members = sections
            members += [
                .init(key: "episodes", value: .string(String(scenario.training.numEpisodes))),
                // As text: a double does not hold every seed.
                .init(key: "seed", value: .string(String(seed))),
            ]
            if let startedFrom { members.append(.init(key: "started_from", value: .string(startedFrom.hex))) }
            return ContentHash(of: JSONValue.object(members).canonical)
        }
    }

    /// Hash of the household that the scenario describes, apart from how its agents learn.
    package static func ofHousehold(_ scenario: Scenario) throws -> ContentHash {
        let members = try sections(of: scenario).filter { $0.key != ScenarioParameter.Section.training.rawValue }
        return ContentHash(of: JSONValue.object(members).canonical)
    }

    private static func sections(of scenario: Scenario) throws -> [JSONValue.Member] {
        let stored: JSONValue
        do {
            var hashed = scenario
            hashed.portfolio.history?.file = ""
            stored = try JSONValue(parsing: JSONDocument.encode(hashed))
        } catch let error as JSONError {
            preconditionFailure("the encoder wrote what is no JSON: \(error)")
        }
        return ScenarioParameter.Section.allCases.filter { $0.isUsed(in: scenario) }.map { section in
            JSONValue.Member(key: section.rawValue, value: stored[section.rawValue] ?? .object([]))
        }
    }
}
