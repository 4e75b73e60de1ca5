/// The single-byte encoding of PDF's text strings (ISO 32000-1, annex D.2): half the size of UTF-16 where it suffices.
enum PDFDocEncoding {
    /// Bytes besides those of ASCII and Latin-1.
    private static let special: [(byte: UInt8, scalar: Unicode.Scalar)] = [
        (0x80, "•"), (0x81, "†"), (0x82, "‡"), (0x83, "…"), (0x84, "—"), (0x85, "–"), (0x8A, "−"), (0x8B, "‰"),
        (0x8C, "„"), (0x8D, "“"), (0x8E, "”"), (0x8F, "‘"), (0x90, "’"), (0x91, "‚"), (0x92, "™"), (0xA0, "€"),
    ]

    /// nil for texts with characters that the encoding lacks.
    static func encode(_ text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x0A, 0x20...0x7E, 0xA1...0xAC, 0xAE...0xFF: bytes.append(UInt8(scalar.value))
            default:
                guard let entry = special.first(where: { $0.scalar == scalar }) else { return nil }
                bytes.append(entry.byte)
            }
        }
        return bytes
    }

    /// nil for bytes without a meaning here.
    static func decode(_ bytes: [UInt8]) -> String? {
        var text = String.UnicodeScalarView()
        for byte in bytes {
            switch byte {
            case 0x0A, 0x20...0x7E, 0xA1...0xAC, 0xAE...0xFF: text.append(Unicode.Scalar(byte))
            default:
                guard let entry = special.first(where: { $0.byte == byte }) else { return nil }
                text.append(entry.scalar)
            }
        }
        return String(text)
    }
}
