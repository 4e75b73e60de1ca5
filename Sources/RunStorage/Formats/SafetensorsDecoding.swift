import NumericKernels

extension Safetensors {
    /// The tensors of a file, in the order of their values.
    ///
    /// Everything the header claims is checked before it is believed: n bytes cost memory in proportion to n.
    /// - Throws: `SafetensorsError`.
    package static func decode(_ bytes: [UInt8]) throws -> [Tensor] { try decodeWithFacts(bytes).tensors }

    /// The tensors of a file, and what else its header says.
    /// - Throws: `SafetensorsError`.
    static func decodeWithFacts(_ bytes: [UInt8]) throws -> (tensors: [Tensor], facts: JSONValue) {
        let (header, dataStart) = try decodeHeader(bytes)
        guard case .object(let members) = header else { throw SafetensorsError.malformedEntry("header") }
        let entries = try members.filter { $0.key != metadataKey }.map(Entry.init).sorted { $0.start < $1.start }
        try checkVersion(header[metadataKey])
        var end = 0
        for entry in entries {
            guard entry.start == end else { throw SafetensorsError.gapOrOverlap(entry.name) }
            end = entry.end
        }
        guard bytes.count - dataStart == end else {
            throw SafetensorsError.dataLength(found: bytes.count - dataStart, expected: end)
        }
        let tensors = try bytes.withUnsafeBytes { buffer in
            try entries.map { try $0.tensor(from: UnsafeRawBufferPointer(rebasing: buffer[dataStart...])) }
        }
        return (tensors, header[metadataKey] ?? .object([]))
    }

    private static func decodeHeader(_ bytes: [UInt8]) throws -> (header: JSONValue, dataStart: Int) {
        guard bytes.count >= 8 else { throw SafetensorsError.tooShort(size: bytes.count) }
        let length = bytes.withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self)) }
        let available = bytes.count - 8
        guard length <= UInt64(min(available, longestHeader)) else {
            throw SafetensorsError.headerLength(length, available: available)
        }
        let dataStart = 8 + Int(length)
        do {
            return (try JSONValue(parsing: Array(bytes[8..<dataStart])), dataStart)
        } catch let error as JSONError {
            throw SafetensorsError.header(error)
        }
    }

    private static func checkVersion(_ metadata: JSONValue?) throws {
        // Files of others carry no version of ours.
        guard let version = metadata?["format_version"] else { return }
        guard case .string(let text) = version, text == String(formatVersion) else {
            throw SafetensorsError.formatVersion(String(decoding: version.canonical, as: UTF8.self))
        }
    }

    /// What the header says of one tensor.
    private struct Entry {
        let name: String
        let shape: [Int]
        /// Bytes from the start of the data.
        let start, end: Int

        init(_ member: JSONValue.Member) throws {
            name = member.key
            guard case .string(let type) = member.value["dtype"], let shape = Self.wholes(member.value["shape"]),
                let offsets = Self.wholes(member.value["data_offsets"]), offsets.count == 2, offsets[0] <= offsets[1]
            else { throw SafetensorsError.malformedEntry(name) }
            guard type == "F32" else { throw SafetensorsError.unsupportedType(name: name, type: type) }
            (self.shape, start, end) = (shape, offsets[0], offsets[1])
            var size = MemoryLayout<Float>.size
            for extent in shape {
                let (product, overflow) = size.multipliedReportingOverflow(by: extent)
                guard !overflow else { throw SafetensorsError.sizeMismatch(name) }
                size = product
            }
            guard end - start == size else { throw SafetensorsError.sizeMismatch(name) }
        }

        /// An array of whole numbers that a double holds exactly.
        private static func wholes(_ value: JSONValue?) -> [Int]? {
            guard case .array(let elements) = value else { return nil }
            var result: [Int] = []
            for element in elements {
                guard case .number(let number) = element, number >= 0, number <= 0x1p53,
                    let whole = Int(exactly: number)
                else { return nil }
                result.append(whole)
            }
            return result
        }

        func tensor(from data: UnsafeRawBufferPointer) throws -> Tensor {
            let count = (end - start) / MemoryLayout<Float>.size
            let values = (0..<count).map { index in
                let bits = data.loadUnaligned(fromByteOffset: start + index * MemoryLayout<Float>.size, as: UInt32.self)
                return Float(bitPattern: UInt32(littleEndian: bits))
            }
            if let index = values.firstIndex(where: { !$0.isFinite }) {
                throw SafetensorsError.notFinite(name: name, index: index)
            }
            return Tensor(name: name, shape: shape, values: values)
        }
    }
}
