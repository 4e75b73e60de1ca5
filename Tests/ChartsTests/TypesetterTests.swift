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

    @Test("A missing font is a hint, not a crash")
    func wording() {
        let words = ChartsError.noFonts(wanted: ["Inter", "DejaVu Sans"]).description
        #expect(words.contains("install") && words.contains("Inter or DejaVu Sans"))
    }

    @Test("A family that is not installed is named, and others stand in")
    func missingFamily() throws {
        let other = try Typesetter(families: ["No Such Family", "DejaVu Sans"])
        #expect(other.missingFamilies.first == "No Such Family")
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

    @Test("Weight and slant change the text")
    func styles() {
        let plain = typesetter.measure("Household", style).width
        #expect(typesetter.measure("Household", TextStyle(size: 11, weight: .bold)).width != plain)
        let runs = [TextRun("House"), TextRun("hold", weight: .bold)]
        #expect(typesetter.paragraph(runs, style, width: nil).width != plain)
    }

    @Test(
        "Any script is measured",
        arguments: ["الثروة تنمو", "家計の資産", "מזומנים", "Ωραία", "नमस्ते", "e\u{301}a\u{308}", "👩‍👩‍👧", "a\u{0}b", "\u{200B}"])
    func scripts(text: String) {
        let extent = typesetter.measure(text, style)
        #expect(extent.width.isFinite && extent.width >= 0)
        #expect(extent.height > 0)
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

    @Test("Labels have one line")
    func singleLine() {
        let layout = typesetter.line("one\ntwo\r\nthree\u{2028}four", style)
        #expect(layout.lines.count == 1)
        #expect(layout.text == "one two three four")
        #expect(typesetter.line("", style).lines.count == 1)
    }
}
