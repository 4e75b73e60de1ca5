/// Something that reads what may come from a stranger.
enum FuzzTarget: String, CaseIterable {
    case scenario, json, history, safetensors, checkpoint, checksums, template, name, document

    /// The reader with what it needs, made ready once.
    func reader() throws -> any FuzzedReader {
        switch self {
        case .scenario: ScenarioInput()
        case .json: JSONInput()
        case .history: HistoryInput()
        case .safetensors: SafetensorsInput()
        case .checkpoint: try CheckpointFixture()
        case .checksums: ChecksumsInput()
        case .template: TemplateInput()
        case .name: NameInput()
        case .document: try DocumentFixture()
        }
    }
}

/// A reader, and inputs for it.
protocol FuzzedReader {
    /// An input that is made to a structure.
    func make(_ random: inout SplitMix) -> [UInt8]

    /// Reads an input, and checks what was made of it.
    /// - Returns: whether it was accepted.
    /// - Throws: `BenchmarkFailure`, and whatever no reader should throw.
    func read(_ bytes: [UInt8]) throws -> Bool
}

extension FuzzedReader {
    /// An input: made to a structure, damaged, or both.
    func input(_ random: inout SplitMix) -> [UInt8] {
        var bytes = make(&random)
        if !random.oneIn(4) { Mutation.damage(&bytes, &random) }
        return bytes
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
