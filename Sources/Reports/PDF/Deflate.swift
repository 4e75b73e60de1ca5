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

    /// What `compress` made `data` of; nil where that is not exactly `size` bytes. Costs no more memory than so many
    /// bytes can have been made of.
    package static func decompress(_ data: [UInt8], size: Int) -> [UInt8]? {
        guard size >= 0, size / largestRatio <= data.count else { return nil }
        // One byte more, so that what is too long does not fit, and what is empty has a place to go.
        var output = [UInt8](repeating: 0, count: size + 1)
        var length = uLong(output.count)
        guard uncompress(&output, &length, data, uLong(data.count)) == Z_OK, Int(length) == size else { return nil }
        output.removeLast()
        return output
    }

    /// Bytes that one compressed byte can stand for: https://zlib.net/zlib_tech.html, "Maximum Compression Factor".
    private static let largestRatio = 1032
}
