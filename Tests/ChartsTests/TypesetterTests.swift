import Charts
import Testing

@Suite("Typesetter")
struct TypesetterTests {
    private let typesetter: Typesetter
    private let style = TextStyle(size: 11)

    init() throws {
        typesetter = try Typesetter()
    }

    @Test("Names without fonts behind them are no fonts")
    func fonts() {
        #expect(!FontCatalog.hasFonts(families: []))
        #expect(!FontCatalog.hasFonts(families: ["Sans", "Serif", "Monospace", "System-ui"]))
        #expect(FontCatalog.hasFonts(families: ["Sans", "DejaVu Sans"]))
    }

    @Test("The error tells which fonts were looked for")
    func wording() {
        let words = ChartsError.noFonts(wanted: ["Inter", "DejaVu Sans"]).description
        #expect(words == "no font is installed, neither Inter nor DejaVu Sans nor any other")
    }

    @Test("Others stand in for a family that is not installed")
    func missingFamily() throws {
        let other = try Typesetter(families: ["No Such Family", "DejaVu Sans"])
        #expect(other.measure("abc", style).width > 0)
    }

    @Test("Widths grow with size, evenly: advances do not snap to pixels")
    func scalable() {
        let one = typesetter.measure("Reward 1,150", TextStyle(size: 10)).width
        for size in [5.0, 7.3, 11, 13.7, 40] {
            let width = typesetter.measure("Reward 1,150", TextStyle(size: size)).width
            #expect(abs(width / size - one / 10) < 0.01)
        }
    }

    @Test("Tabular figures have one width")
    func tabular() {
        let tabular = TextStyle(size: 11, tabularFigures: true)
        #expect(abs(typesetter.measure("1111", tabular).width - typesetter.measure("8888", tabular).width) < 0.05)
    }

    @Test("Weight changes the text")
    func weight() {
        let plain = typesetter.measure("Household", style).width
        #expect(typesetter.measure("Household", TextStyle(size: 11, weight: .semibold)).width != plain)
    }

    @Test(
        "Any script is measured",
        arguments: ["الثروة تنمو", "家計の資産", "מזומנים", "Ωραία", "नमस्ते", "e\u{301}a\u{308}", "👩‍👩‍👧", "a\u{0}b", "\u{200B}"])
    func scripts(text: String) {
        let line = typesetter.measure(text, style)
        #expect(line.width.isFinite && line.width >= 0)
        #expect(line.bottom > line.top)
    }

    @Test("Both directions in one line take the room of their parts")
    func bidirectional() {
        let both = typesetter.measure("abc שלום def", style).width
        let parts = ["abc ", "שלום", " def"].map { typesetter.measure($0, style).width }.reduce(0, +)
        #expect(abs(both - parts) < 1)
    }

    @Test("What no font has becomes U+FFFD and is reported")
    func missingCharacters() {
        // A character of a private use area, and one that is not assigned.
        let layout = typesetter.line("a\u{10FFFD}b\u{378}c", style)
        #expect(layout.text == "a\u{FFFD}b\u{FFFD}c")
        #expect(typesetter.missingCharacters == ["\u{378}", "\u{10FFFD}"])
        #expect(typesetter.measure("abc", style).width > 0)
        #expect(typesetter.missingCharacters.count == 2)
    }

    @Test("Fonts in colour are left out: a picture is no outline, and breaks PDF/A")
    func fontsInColour() {
        #expect(typesetter.line("🏠 home", style).text == "\u{FFFD} home")
        #expect(typesetter.missingCharacters == ["\u{1F3E0}"])
    }

    @Test("Labels have one line")
    func singleLine() {
        let layout = typesetter.line("one\ntwo\r\nthree\u{2028}four", style)
        #expect(layout.lines.count == 1)
        #expect(layout.text == "one two three four")
        #expect(typesetter.line("", style).lines.count == 1)
    }
}
