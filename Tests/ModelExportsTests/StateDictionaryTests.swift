import Learning
import ModelExports
import NumericKernels
import Testing

@Suite struct StateDictionaryTests {
    @Test(arguments: Agent.allCases) func theFileIsTheOneThatPyTorchHasRead(agent: Agent) throws {
        let weights = try SamplePolicy.make().state.weights(of: agent)
        try GoldenFile.expect(StateDictionary.bytes(of: weights), "\(agent.rawValue).pt")
    }

    @Test func onlyWeightsAreExported() throws {
        let names = try SamplePolicy.make().state.weights(of: .executor).map(\.name)
        #expect(names.count == 13 && names.contains("log_std") && !names.contains { $0.hasPrefix("optimizer") })
    }

    /// Values can be mapped into memory: each tensor begins at a multiple of 64 bytes, whatever comes before it.
    @Test(arguments: [0, 1, 15, 16, 17, 1000]) func valuesAreAligned(count: Int) {
        let marker: [Float] = [1.25, -3.5]
        let tensors = [
            Tensor(name: "a", shape: [count], values: Array(repeating: 0.5, count: count)),
            Tensor(name: "b", shape: [2, 1], values: marker),
        ]
        let bytes = StateDictionary.bytes(of: tensors)
        let pattern = marker.flatMap { value in withUnsafeBytes(of: value.bitPattern.littleEndian) { Array($0) } }
        let offset = bytes.indices.first { bytes[$0...].starts(with: pattern) }
        #expect(offset.map { $0 % 64 } == 0)
    }
}

@Suite struct CyclicRedundancyCheckTests {
    /// The check values of the catalogue of CRC algorithms: of "123456789".
    @Test func hasTheCheckValuesOfTheCatalogue() {
        let digits = Array("123456789".utf8)
        #expect(CyclicRedundancyCheck.zip.of(digits) == 0xCBF4_3926)
        #expect(CyclicRedundancyCheck.castagnoli.of(digits) == 0xE306_9283)
        #expect(CyclicRedundancyCheck.zip.of([]) == 0)
    }
}
