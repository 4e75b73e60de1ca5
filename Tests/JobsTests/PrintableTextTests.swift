import Testing
import Jobs

@Suite struct PrintableTextTests {
    @Test func controlCharactersDoNotReachTheTerminal() {
        #expect(
            PrintableText.oneLine("a\u{1B}[31mb\u{7}\u{9B}c\nd\u{2028}e\u{0}")
                == "a\u{FFFD}[31mb\u{FFFD}\u{FFFD}c d e\u{FFFD}")
    }

    /// They could make a text show itself in another order: `2.01⮾` for `10.2`.
    @Test func bidirectionalControlsDoNotReachTheTerminal() {
        let controls: [Unicode.Scalar] = [
            "\u{61C}", "\u{200E}", "\u{200F}", "\u{202A}", "\u{202B}", "\u{202C}", "\u{202D}", "\u{202E}", "\u{2066}",
            "\u{2067}", "\u{2068}", "\u{2069}",
        ]
        for control in controls {
            #expect(PrintableText.oneLine("a\(control)b") == "a\u{FFFD}b", "U+\(String(control.value, radix: 16))")
        }
        // What is written from right to left by itself is left alone.
        #expect(PrintableText.oneLine("בית ومنزل – à 家") == "בית ومنزل – à 家")
    }

    @Test func linesStayLines() {
        #expect(PrintableText.lines("a\u{202E}\nb\u{7}\n") == "a\u{FFFD}\nb\u{FFFD}\n")
    }
}
