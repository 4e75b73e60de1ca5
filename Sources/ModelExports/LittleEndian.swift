/// Numbers as bytes, the lowest one first.
enum LittleEndian {
    static func bytes(of values: [Float]) -> [UInt8] { bytes(of: values.map(\.bitPattern)) }

    static func bytes(of values: [some FixedWidthInteger]) -> [UInt8] {
        values.map(\.littleEndian).withUnsafeBytes { Array($0) }
    }
}

extension [UInt8] {
    /// Appends an integer, its lowest byte first.
    mutating func append(littleEndian value: some FixedWidthInteger) {
        self += LittleEndian.bytes(of: [value])
    }
}
