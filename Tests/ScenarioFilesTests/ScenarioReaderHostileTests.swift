import Households
import ScenarioFiles
import Testing

/// Files that were not written to be read.
@Suite("Reading hostile files")
struct ScenarioReaderHostileTests {
    @Test func sizeIsBounded() {
        let exact =
            ScenarioText().text + "#" + String(repeating: "x", count: 65536 - ScenarioText().text.utf8.count - 1)
        #expect(problems(of: exact).isEmpty)
        #expect(problems(of: exact + "x") == ["foo.yaml: is larger than the 65536 bytes that a scenario may have"])
    }

    @Test func bytesThatAreNotUTF8AreReportedWithTheirLine() {
        do {
            _ = try ScenarioReader.read(Array("a: b\nc: ".utf8) + [0xFF, 0xFE], file: "foo.yaml")
            Issue.record("read although it is not UTF-8")
        } catch {
            #expect(error.messages.map(\.message) == ["foo.yaml:2: is not valid UTF-8"])
            #expect(error.messages.map(\.hint) == ["save the file as UTF-8"])
        }
    }

    @Test func syntaxErrorsCarryTheirLine() {
        #expect(problems(of: "a: 'b\n\nc: 1\n").first?.hasPrefix("foo.yaml:4: cannot be read as YAML: ") == true)
        #expect(problems(of: "a: 1\n\tb: 2\n").first?.hasPrefix("foo.yaml:2: cannot be read as YAML: ") == true)
        #expect(
            problems(of: "a: 1\nb: \u{0}\n")
                == ["foo.yaml:2: cannot be read as YAML: control characters are not allowed"])
    }

    @Test func aSecondDocumentIsReported() {
        let text = ScenarioText().text
        #expect(
            problems(of: text + "---\n" + text)
                == ["foo.yaml:11: a scenario is a single YAML document, found a second one"])
    }

    @Test func nestingIsBounded() {
        for opening in ["[", "{a: "] {
            let text = "a: " + String(repeating: opening, count: 60_000 / opening.count)
            #expect(problems(of: text) == ["foo.yaml:1: mappings and lists may be nested at most 16 deep"])
        }
    }

    @Test(.timeLimit(.minutes(10))) func aliasBombsDoNotGoOff() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...9 {
            let aliases = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(aliases)]\n"
        }
        text += "? *a9\n: 1\n"
        let found = problems(of: text)
        #expect(found.count { $0.contains("aliases are not allowed") } == 91)
        #expect(found.count { $0.contains("anchors are not allowed") } == 10)
    }

    @Test func keysThatAreNoTextsAreReported() {
        #expect(
            problems(of: ScenarioText(rest: "? [a, b]\n: 1\n? {c: d}\n: 2\n").text) == [
                "foo.yaml:11: a key must be a text, found a list or a mapping",
                "foo.yaml:13: a key must be a text, found a list or a mapping",
            ])
    }

    /// Ten thousand damaged files: each is read, or refused with at least one problem, and never crashes.
    @Test func damagedFilesAreReadOrRefused() {
        var random = SplitMix(state: 7)
        let base = Array(ScenarioText(rest: "training: {epochs: 3}\nname: \"x\\ty\"\nreward:\n  mu: .5\n").text.utf8)
        let alphabet = Array("\n\t :-[]{},&*!|>'\"%@`#?~.0123456789eEinf\\x\u{0}\u{7F}\u{80}é".utf8)
        var accepted = 0
        for _ in 0..<10_000 {
            var bytes = base
            for _ in 0...random.next(below: 4) {
                let place = random.next(below: bytes.count)
                switch random.next(below: 4) {
                case 0: bytes[place] = alphabet[random.next(below: alphabet.count)]
                case 1: bytes.remove(at: place)
                case 2: bytes.insert(alphabet[random.next(below: alphabet.count)], at: place)
                default: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 20)], at: place)
                }
            }
            do {
                let scenario = try ScenarioReader.read(bytes, file: "foo.yaml")
                #expect(scenario.environment.income > 0)
                accepted += 1
            } catch {
                #expect(!error.problems.isEmpty)
            }
        }
        #expect((100..<9_900).contains(accepted))
    }
}

/// A small generator with a fixed sequence (splitmix64).
struct SplitMix {
    var state: UInt64

    mutating func next(below bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((z ^ (z >> 31)) % UInt64(bound))
    }
}
