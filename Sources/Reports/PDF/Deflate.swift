import CZlib

/// The zlib format of RFC 1950, which PDF calls FlateDecode.
package enum Deflate {
    /// `bytes`, compressed: the same on every machine with the same zlib. At its fastest level: a history of a million
    /// episodes takes seconds instead of a minute, and is six per cent larger.
    package static func compress(_ bytes: [UInt8]) -> [UInt8] {
        var length = compressBound(uLong(bytes.count))
        var output = [UInt8](repeating: 0, count: Int(length))
        let status = compress2(&output, &length, bytes, uLong(bytes.count), Z_BEST_SPEED)
        // The only other results are a buffer that is too small and a lack of memory.
        precondition(status == Z_OK, "zlib could not compress \(bytes.count) bytes: status \(status)")
        return Array(output.prefix(Int(length)))
    }
}
