/// A CRC of 32 bits, lowest bit first, that begins and ends inverted.
package struct CyclicRedundancyCheck {
    /// That of ZIP archives, IEEE 802.3.
    package static let zip = CyclicRedundancyCheck(polynomial: 0xEDB8_8320)
    /// CRC-32C, Castagnoli's: RFC 3720, section 12.1.
    package static let castagnoli = CyclicRedundancyCheck(polynomial: 0x82F6_3B78)

    /// What a byte does to the remainder.
    private let table: [UInt32]

    /// - Parameter polynomial: without its highest term, the bits reversed.
    private init(polynomial: UInt32) {
        table = (0..<256).map { byte in
            (0..<8).reduce(UInt32(byte)) { remainder, _ in
                remainder & 1 == 1 ? remainder >> 1 ^ polynomial : remainder >> 1
            }
        }
    }

    package func of(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(~0) { remainder, byte in
            remainder >> 8 ^ table[Int(UInt8(truncatingIfNeeded: remainder) ^ byte)]
        }
    }
}
