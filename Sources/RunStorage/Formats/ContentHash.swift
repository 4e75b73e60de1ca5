import Crypto

/// The SHA-256 of some bytes, as 64 lower-case hexadecimal digits.
package struct ContentHash: Sendable, Hashable, Codable, RawRepresentable, CustomStringConvertible {
    package let hex: String

    /// The hash of these bytes.
    package init(of bytes: [UInt8]) {
        self.init(SHA256.hash(data: bytes))
    }

    init(_ digest: SHA256Digest) {
        let digits = Array("0123456789abcdef".utf8)
        hex = String(decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    /// Reads the 64 digits; nil for anything else, capital letters included.
    package init?(hex: String) {
        let isHash = hex.utf8.count == 64 && hex.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
        guard isHash else { return nil }
        self.hex = hex
    }

    /// The first 8 digits.
    package var short: String { String(hex.prefix(8)) }

    /// As many digits as are needed to tell it from another one, at least 8.
    func distinguishing(_ other: ContentHash) -> String {
        let common = zip(hex, other.hex).prefix { $0 == $1 }.count
        return common < 8 ? "\(short)…" : hex
    }

    package var description: String { hex }

    /// As which it is stored.
    package var rawValue: String { hex }

    package init?(rawValue: String) { self.init(hex: rawValue) }
}
