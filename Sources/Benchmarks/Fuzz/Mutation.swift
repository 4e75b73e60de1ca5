/// Damage done to bytes that were in order.
enum Mutation {
    /// What formats and their readers trip over.
    static let words: [String] = [
        "NaN", "Infinity", "-Infinity", ".inf", ".nan", "-0", "-0.0", "1e308", "1e309", "-1e400", "4.9e-324", "1e-400",
        "9223372036854775807", "9223372036854775808", "-9223372036854775808", "18446744073709551615", "1e99999999",
        "0x10", "1_000", "1:30", "007", "+1", ".5", "5.", "null", "~", "true", "[]", "{}", "\"\"", "\u{0}", "\u{1B}[2J",
        "\u{FEFF}", "\u{202E}", "\u{FFFF}", "\r\n", "\t", "=cmd|' /C calc'!A0", "../../etc/passwd", "<script>",
        "\\ud800", "\\udc00", "\\ud800\\u0041", "\\u0000", "&a", "*a", "!!binary", "<<: *a", "---", "...", "? ", "- ",
        "{{", "}}", "{{{", "{{#a}}", "{{/a}}", "{{> page}}", "(", ")", "<<", ">>", "endobj", "stream", "startxref",
        "0 R",
    ]

    /// Does a few things to the bytes.
    static func damage(_ bytes: inout [UInt8], _ random: inout SplitMix) {
        for _ in 0...random.next(below: 5) { edit(&bytes, &random) }
    }

    private static func edit(_ bytes: inout [UInt8], _ random: inout SplitMix) {
        let place = random.next(below: bytes.count + 1)
        let end = min(bytes.count, place + 1 + random.next(below: 24))
        switch random.next(below: 9) {
        case 0 where place < bytes.count: bytes[place] ^= 1 << UInt8(random.next(below: 8))
        case 1 where place < bytes.count: bytes[place] = UInt8(truncatingIfNeeded: random.nextBits())
        case 2: bytes.removeSubrange(place..<end)
        case 3: bytes.insert(contentsOf: Array(bytes[place..<end]), at: place)
        case 4: bytes.removeSubrange(place...)
        case 5: bytes.replaceSubrange(place..<end, with: Array(random.pick(words).utf8))
        case 6: repeatOne(&bytes, at: place, &random)
        default: bytes.insert(contentsOf: Array(random.pick(words).utf8), at: place)
        }
    }

    /// The same word many times: nesting, long numbers, long names.
    private static func repeatOne(_ bytes: inout [UInt8], at place: Int, _ random: inout SplitMix) {
        let piece = Array(random.pick(["[", "{\"a\":", "{a: ", "- ", "9", "a", " ", "\n", "((", "<<", "{{#a}}"]).utf8)
        let count = 1 + random.next(below: random.oneIn(20) ? 20_000 : 200)
        bytes.insert(contentsOf: Array(repeatElement(piece, count: count).joined()), at: place)
    }
}
