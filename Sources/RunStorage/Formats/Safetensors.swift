import NumericKernels

/// The safetensors format: eight bytes of the header's length, a header in JSON, the values.
///
/// Tensors keep their order; all are F32, little-endian, row-major, one behind the other from the start of the data to
/// its end. The format: https://huggingface.co/docs/safetensors, "Format".
package enum Safetensors {
    /// The version of what we write, in the header's `__metadata__`.
    static let formatVersion = 1
    static let metadataKey = "__metadata__"
    /// Bytes a header can have at most: ours have a few thousand.
    static let longestHeader = 1 << 20

    /// The file that holds these tensors.
    ///
    /// - Parameter facts: what else the header says, as texts.
    /// - Throws: `NotFinite.tensor` for a NaN or an infinity.
    /// - Precondition: names are unique, and none is `__metadata__`.
    package static func encode(_ tensors: [Tensor], facts: [(key: String, text: String)] = []) throws -> [UInt8] {
        // `format` is what readers for PyTorch look for.
        let metadata = [("format", "pt"), ("format_version", "\(formatVersion)")] + facts
        let members = metadata.map { JSONValue.Member(key: $0.0, value: .string($0.1)) }
        var entries = [#""\#(metadataKey)":"# + String(decoding: JSONValue.object(members).canonical, as: UTF8.self)]
        var names: Set<String> = [metadataKey]
        var end = 0
        for tensor in tensors {
            precondition(names.insert(tensor.name).inserted, "two tensors are called \(tensor.name)")
            let start = end
            end += tensor.values.count * MemoryLayout<Float>.size
            let name = String(decoding: JSONValue.string(tensor.name).canonical, as: UTF8.self)
            let shape = tensor.shape.map(String.init).joined(separator: ",")
            entries.append(#"\#(name):{"dtype":"F32","shape":[\#(shape)],"data_offsets":[\#(start),\#(end)]}"#)
        }
        var header = Array("{\(entries.joined(separator: ","))}".utf8)
        // The data begins at a multiple of eight bytes, as the format asks for.
        header += [UInt8](repeating: UInt8(ascii: " "), count: (8 - header.count % 8) % 8)
        return try assemble(header: header, tensors: tensors, dataCount: end)
    }

    private static func assemble(header: [UInt8], tensors: [Tensor], dataCount: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(8 + header.count + dataCount)
        withUnsafeBytes(of: UInt64(header.count).littleEndian) { bytes.append(contentsOf: $0) }
        bytes += header
        for tensor in tensors {
            if let index = tensor.values.firstIndex(where: { !$0.isFinite }) {
                throw NotFinite.tensor(name: tensor.name, index: index)
            }
            let words = tensor.values.map(\.bitPattern.littleEndian)
            words.withUnsafeBytes { bytes.append(contentsOf: $0) }
        }
        return bytes
    }
}

/// Why some bytes are not a safetensors file that we read.
package enum SafetensorsError: Error, Equatable, Sendable {
    case tooShort(size: Int)
    case headerLength(UInt64, available: Int)
    case header(JSONError)
    /// An entry that lacks something or has something else of the wrong kind; also a header that is no object.
    case malformedEntry(String)
    case unsupportedType(name: String, type: String)
    case sizeMismatch(String)
    case gapOrOverlap(String)
    /// Bytes of data found, and the end of the last tensor.
    case dataLength(found: Int, expected: Int)
    case notFinite(name: String, index: Int)
    case formatVersion(String)
}
