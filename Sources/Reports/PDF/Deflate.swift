import CZlib

/// The zlib format of RFC 1950, which PDF calls FlateDecode.
package enum Deflate {
    /// `bytes`, compressed as well as zlib can; the same bytes on every machine with the same zlib.
    package static func compress(_ bytes: [UInt8]) -> [UInt8] {
        var length = compressBound(uLong(bytes.count))
        var output = [UInt8](repeating: 0, count: Int(length))
        let status = compress2(&output, &length, bytes, uLong(bytes.count), Z_BEST_COMPRESSION)
        // The only other results are a buffer that is too small and a lack of memory.
        precondition(status == Z_OK, "zlib could not compress \(bytes.count) bytes: status \(status)")
        return Array(output.prefix(Int(length)))
    }
}
