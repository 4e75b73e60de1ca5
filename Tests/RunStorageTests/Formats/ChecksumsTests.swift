import RunStorage
import Testing

@Suite struct ChecksumsTests {
    private let hash = ContentHash(of: Array("abc".utf8))

    @Test func hashesAsTheStandardSays() {
        #expect(hash.hex == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }

    @Test func writesAndReadsLinesInTheOrderOfTheNames() throws {
        var sums = Checksums()
        sums[name: "b/SHA256SUMS"] = hash
        sums[name: "a.json"] = ContentHash(of: [])
        let text = String(decoding: sums.bytes, as: UTF8.self)
        #expect(text.hasPrefix("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  a.json\nba78"))
        #expect(try Checksums(parsing: sums.bytes) == sums)
        #expect(try Checksums(parsing: []) == Checksums())
    }

    @Test func noFlippedBitGoesUnnoticed() throws {
        var sums = Checksums()
        sums[name: "a.json"] = hash
        sums[name: "checkpoint_episode_100/SHA256SUMS"] = ContentHash(of: [])
        let bytes = sums.bytes
        for index in bytes.indices {
            for bit in 0..<8 {
                var flipped = bytes
                flipped[index] ^= 1 << UInt8(bit)
                #expect((try? Checksums(parsing: flipped)) != sums)
            }
        }
    }

    @Test(arguments: ["", "x", "../a", "a/../b", "/etc/passwd", "a//b", "a b", ".hidden", "a/", "è"])
    func refusesNamesThatLeaveTheDirectory(_ name: String) {
        #expect(throws: Damage.checksumLine(1)) {
            try Checksums(parsing: Array("\(name == "x" ? "short" : hash.hex)  \(name)\n".utf8))
        }
    }

    @Test func refusesComments() {
        let line = "\(hash.hex)  a\n"
        for text in ["# \(line)", "#\(line.dropFirst())", "# a\n", "#\n", "#"] {
            #expect(throws: Damage.checksumLine(2)) { try Checksums(parsing: Array((line + text).utf8)) }
        }
    }

    @Test func refusesRepeatedNamesAndAMissingEnd() {
        let line = "\(hash.hex)  a\n"
        #expect(throws: Damage.checksumLine(2)) { try Checksums(parsing: Array((line + line).utf8)) }
        #expect(throws: Damage.checksumLine(1)) { try Checksums(parsing: Array(line.dropLast().utf8)) }
        #expect(throws: Damage.checksumLine(1)) { try Checksums(parsing: Array(line.uppercased().utf8)) }
    }
}
