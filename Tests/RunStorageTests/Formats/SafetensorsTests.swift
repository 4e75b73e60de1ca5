import NumericKernels
import RunStorage
import Testing

@Suite struct SafetensorsTests {
    private let tensors = [
        Tensor(
            name: "actor.0.weight", shape: [2, 3],
            values: [1, -2.5, .leastNonzeroMagnitude, .greatestFiniteMagnitude, -0.0, 0.1]),
        Tensor(name: "log_std", shape: [], values: [-1]),
        Tensor(name: "empty", shape: [0, 4], values: []),
        Tensor(name: "a \"name\" – è", shape: [1], values: [7]),
    ]

    /// A file with this header and so many bytes of zeros.
    private func file(_ header: String, data: Int) -> [UInt8] {
        let length = UInt64(header.utf8.count)
        return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * UInt64($0))) } + Array(header.utf8)
            + [UInt8](repeating: 0, count: data)
    }

    private func entry(_ name: String, shape: String, _ start: Int, _ end: Int, type: String = "F32") -> String {
        #""\#(name)":{"dtype":"\#(type)","shape":\#(shape),"data_offsets":[\#(start),\#(end)]}"#
    }

    @Test func readsBackWhatItWrote() throws {
        let bytes = try Safetensors.encode(tensors)
        let read = try Safetensors.decode(bytes)
        #expect(read == tensors)
        #expect(read[0].values.map(\.bitPattern) == tensors[0].values.map(\.bitPattern))
        #expect(try Safetensors.decode(Safetensors.encode([])) == [])
    }

    @Test func hasTheDocumentedLayout() throws {
        let bytes = try Safetensors.encode([Tensor(name: "x", shape: [2], values: [1, 2])])
        let header =
            #"{"__metadata__":{"format":"pt","format_version":"1"},"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#
        let length = Int(bytes[0]) + Int(bytes[1]) << 8
        #expect(length % 8 == 0 && bytes[2..<8].allSatisfy { $0 == 0 })
        let text = String(decoding: bytes[8..<(8 + length)], as: UTF8.self)
        #expect(text == header + String(repeating: " ", count: length - header.utf8.count))
        #expect(bytes[(8 + length)...] == [0, 0, 0x80, 0x3F, 0, 0, 0, 0x40])
    }

    @Test func saysFurtherFactsInItsHeader() throws {
        let bytes = try Safetensors.encode(tensors, facts: [(key: "a \"fact\"", text: "è 1")])
        #expect(try Safetensors.decode(bytes) == tensors)
        let header = String(decoding: bytes, as: UTF8.self)
        #expect(header.contains(#"{"a \"fact\"":"è 1","format":"pt","format_version":"1"}"#))
    }

    @Test(arguments: [Float.nan, .infinity, -.infinity])
    func neverWritesWhatIsNotFinite(_ value: Float) {
        #expect(throws: NotFinite.tensor(name: "x", index: 1)) {
            try Safetensors.encode([Tensor(name: "x", shape: [2], values: [0, value])])
        }
    }

    @Test func refusesEveryTruncation() throws {
        let bytes = try Safetensors.encode(tensors)
        for count in 0..<bytes.count {
            #expect(throws: SafetensorsError.self) { try Safetensors.decode(Array(bytes[..<count])) }
        }
        #expect(throws: SafetensorsError.dataLength(found: 33, expected: 32)) { try Safetensors.decode(bytes + [0]) }
    }

    @Test func refusesHeadersThatClaimTooMuch() {
        #expect(throws: SafetensorsError.headerLength(.max, available: 0)) {
            try Safetensors.decode([UInt8](repeating: 255, count: 8))
        }
        #expect(throws: SafetensorsError.sizeMismatch("x")) {
            try Safetensors.decode(
                file("{\(entry("x", shape: "[4503599627370496,4503599627370496]", 0, 0))}", data: 0))
        }
        #expect(throws: SafetensorsError.dataLength(found: 4, expected: 4_000_000_000_000)) {
            try Safetensors.decode(file("{\(entry("x", shape: "[1000000000000]", 0, 4_000_000_000_000))}", data: 4))
        }
    }

    @Test func refusesGapsOverlapsAndOtherTypes() {
        let first = entry("a", shape: "[1]", 0, 4)
        #expect(throws: SafetensorsError.gapOrOverlap("b")) {
            try Safetensors.decode(file("{\(first),\(entry("b", shape: "[1]", 8, 12))}", data: 12))
        }
        #expect(throws: SafetensorsError.gapOrOverlap("b")) {
            try Safetensors.decode(file("{\(first),\(entry("b", shape: "[1]", 2, 6))}", data: 6))
        }
        #expect(throws: SafetensorsError.unsupportedType(name: "a", type: "F16")) {
            try Safetensors.decode(file("{\(entry("a", shape: "[2]", 0, 4, type: "F16"))}", data: 4))
        }
        #expect(throws: SafetensorsError.sizeMismatch("a")) {
            try Safetensors.decode(file("{\(entry("a", shape: "[2]", 0, 4))}", data: 4))
        }
    }

    @Test(arguments: [
        "[]", "{", #"{"a":1}"#, #"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#,
        #"{"a":{"dtype":"F32","shape":[0.5],"data_offsets":[0,4]}}"#, #"{"a":{"dtype":"F32","shape":[1]}}"#,
        #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#, #"{"__metadata__":{"format_version":"2"}}"#,
        #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
    ])
    func refusesMalformedHeaders(_ header: String) {
        #expect(throws: SafetensorsError.self) { try Safetensors.decode(file(header, data: 4)) }
    }

    @Test func refusesNaNInAFile() throws {
        var bytes = try Safetensors.encode([Tensor(name: "x", shape: [1], values: [1])])
        bytes.replaceSubrange((bytes.count - 4)..., with: [0, 0, 0xC0, 0x7F])
        #expect(throws: SafetensorsError.notFinite(name: "x", index: 0)) { try Safetensors.decode(bytes) }
    }

    @Test func readsFilesOfOthers() throws {
        // Sorted names, the data in another order than the header, no version of ours.
        let header = "{\(entry("b", shape: "[1]", 4, 8)),\(entry("a", shape: "[1,1]", 0, 4))}"
        let read = try Safetensors.decode(file(header, data: 8))
        #expect(read.map(\.name) == ["a", "b"])
        #expect(read.map(\.shape) == [[1, 1], [1]])
    }
}
