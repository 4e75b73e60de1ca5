#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The sRGB colour space as a display profile of ICC version 2.1, computed from IEC 61966-2-1.
package enum ColorProfile {
    /// The bytes of the profile; always the same.
    package static let sRGB: [UInt8] = profile()

    /// Steps of the curve from encoded to linear light.
    private static let curveSteps = 1024
    /// D50, the white of the connection space.
    private static let white = [0.96420, 1.0, 0.82491]
    /// The primaries, adapted to D50.
    private static let red = [0.43607, 0.22249, 0.01392]
    private static let green = [0.38515, 0.71687, 0.09708]
    private static let blue = [0.14307, 0.06061, 0.71410]

    private static func profile() -> [UInt8] {
        let blocks = [
            description("sRGB IEC61966-2.1"), copyright("No copyright, use freely"), xyz(white), xyz(red), xyz(green),
            xyz(blue), curve(),
        ]
        let tags: [(String, block: Int)] = [
            ("desc", 0), ("cprt", 1), ("wtpt", 2), ("rXYZ", 3), ("gXYZ", 4), ("bXYZ", 5), ("rTRC", 6), ("gTRC", 6),
            ("bTRC", 6),
        ]
        let bodyOffset = 128 + 4 + 12 * tags.count
        var body: [UInt8] = []
        var places: [(offset: Int, size: Int)] = []
        for block in blocks {
            places.append((bodyOffset + body.count, block.count))
            body += block + [UInt8](repeating: 0, count: (4 - block.count % 4) % 4)
        }
        var table = bigEndian(UInt32(tags.count))
        for (name, block) in tags {
            table += Array(name.utf8) + bigEndian(UInt32(places[block].offset)) + bigEndian(UInt32(places[block].size))
        }
        return header(size: bodyOffset + body.count) + table + body
    }

    private static func header(size: Int) -> [UInt8] {
        var header = bigEndian(UInt32(size)) + [0, 0, 0, 0] + bigEndian(UInt32(0x0210_0000))
        header += Array("mntrRGB XYZ ".utf8)
        // The day on which the standard was published: October 1999.
        header += ([1999, 10, 1, 0, 0, 0] as [UInt16]).flatMap(bigEndian)
        header += Array("acsp".utf8)
        header += [UInt8](repeating: 0, count: 28)
        header += white.flatMap(fixedPoint)
        return header + [UInt8](repeating: 0, count: 128 - header.count)
    }

    private static func description(_ text: String) -> [UInt8] {
        let name = Array(text.utf8) + [0]
        // No Unicode and no Macintosh version of the name.
        return type("desc") + bigEndian(UInt32(name.count)) + name + [UInt8](repeating: 0, count: 4 + 4 + 2 + 1 + 67)
    }

    private static func copyright(_ text: String) -> [UInt8] { type("text") + Array(text.utf8) + [0] }

    private static func xyz(_ values: [Double]) -> [UInt8] { type("XYZ ") + values.flatMap(fixedPoint) }

    private static func curve() -> [UInt8] {
        type("curv") + bigEndian(UInt32(curveSteps))
            + (0..<curveSteps).flatMap { step in
                let encoded = Double(step) / Double(curveSteps - 1)
                let linear = encoded <= 0.04045 ? encoded / 12.92 : pow((encoded + 0.055) / 1.055, 2.4)
                return bigEndian(UInt16((65535 * linear).rounded()))
            }
    }

    private static func type(_ name: String) -> [UInt8] { Array(name.utf8) + [0, 0, 0, 0] }

    /// s15Fixed16Number.
    private static func fixedPoint(_ value: Double) -> [UInt8] {
        bigEndian(UInt32(bitPattern: Int32((value * 65536).rounded())))
    }

    private static func bigEndian<Number: FixedWidthInteger>(_ value: Number) -> [UInt8] {
        withUnsafeBytes(of: value.bigEndian) { Array($0) }
    }
}
