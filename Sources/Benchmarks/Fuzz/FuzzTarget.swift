import Households
import RunStorage

/// Something that reads what may come from a stranger.
enum FuzzTarget: String, CaseIterable {
    case scenario, json, history, safetensors, checkpoint, checksums, template, name, document

    /// The readers that need something made ready once.
    struct Fixtures {
        let checkpoint: CheckpointFixture
        let document: DocumentFixture

        init() throws {
            checkpoint = try CheckpointFixture()
            document = try DocumentFixture()
        }
    }

    /// An input: made to a structure, damaged, or both.
    func input(_ random: inout SplitMix, _ fixtures: Fixtures) -> [UInt8] {
        var bytes = structured(&random, fixtures)
        if !random.oneIn(4) { Mutation.damage(&bytes, &random) }
        return bytes
    }

    private func structured(_ random: inout SplitMix, _ fixtures: Fixtures) -> [UInt8] {
        switch self {
        case .scenario: ScenarioInput.make(&random)
        case .json: Array(JSONInput.value(&random, depth: 0).utf8)
        case .history: JSONInput.history(&random)
        case .safetensors: SafetensorsInput.make(&random)
        case .checkpoint: fixtures.checkpoint.metadata
        case .checksums: NameInput.checksums(&random)
        case .template: TemplateInput.make(&random)
        case .name: NameInput.make(&random)
        case .document: fixtures.document.bytes
        }
    }

    /// Reads an input, and checks what was made of it.
    /// - Returns: whether it was accepted.
    /// - Throws: `BenchmarkFailure`, and whatever no reader should throw.
    func read(_ bytes: [UInt8], _ fixtures: Fixtures) throws -> Bool {
        switch self {
        case .scenario: return try ScenarioInput.read(bytes)
        case .json: return try JSONInput.read(bytes)
        case .history: return try JSONInput.readHistory(bytes)
        case .safetensors: return try SafetensorsInput.read(bytes)
        case .checksums: return try NameInput.readChecksums(bytes)
        case .template: return try TemplateInput.read(bytes)
        case .name: return try NameInput.read(bytes)
        case .checkpoint: return try fixtures.checkpoint.read(bytes)
        case .document: return try fixtures.document.read(bytes)
        }
    }
}

/// What a reader makes of an input; nil where it refuses the input with an error of its own kind.
func accepted<Value, Refusal: Error>(unless _: Refusal.Type, _ read: () throws -> Value) throws -> Value? {
    do {
        return try read()
    } catch is Refusal {
        return nil
    }
}
