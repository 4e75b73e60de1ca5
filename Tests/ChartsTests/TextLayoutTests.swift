import Charts
import Testing

@Suite("Text layouts")
struct TextLayoutTests {
    private let typesetter: Typesetter
    private let style = TextStyle(size: 10)
    private let words = Array(repeating: "Household income is divided each month.", count: 12).joined(separator: " ")

    init() throws {
        typesetter = try Typesetter()
    }

    @Test("Lines keep to the width and hold the whole text")
    func wrapping() {
        let layout = typesetter.paragraph(words, style, width: 200)
        #expect(layout.lines.count > 5)
        #expect(layout.lines.allSatisfy { $0.width <= 200.01 })
        #expect(layout.lines.first?.bytes.lowerBound == 0)
        #expect(layout.lines.last?.bytes.upperBound == words.utf8.count)
        let rebuilt = layout.lines.indices.map(layout.string(ofLine:)).joined(separator: " ")
        #expect(rebuilt == words)
    }

    @Test("A word wider than the width is broken")
    func longWord() {
        let layout = typesetter.paragraph(String(repeating: "x", count: 200), style, width: 100)
        #expect(layout.lines.count > 5)
        #expect(layout.lines.allSatisfy { $0.width <= 100.01 })
    }

    @Test("A decimal fraction stays with its point, wherever the line ends")
    func fractions() {
        for width in stride(from: 60.0, through: 200, by: 1) {
            let layout = typesetter.paragraph(
                "IQM over 20 trainings, interval [.9982,\u{A0}.9986]", style, width: width)
            let lines = layout.lines.indices.map(layout.string(ofLine:))
            #expect(!lines.contains { $0.hasSuffix(".") }, "\(lines)")
        }
    }

    @Test("Ranges of lines measure what is drawn of a page")
    func ranges() {
        let layout = typesetter.paragraph(words, style, width: 200, lineSpacing: 1.4)
        let half = layout.lines.count / 2
        let parts = layout.height(of: 0..<half) + layout.height(of: half..<layout.lines.count)
        #expect(parts <= layout.height + 0.01)
        #expect(layout.height(of: 0..<0) == 0)
        #expect(layout.lineCount(from: 0, fitting: layout.height + 0.01) == layout.lines.count)
        #expect(layout.lineCount(from: 0, fitting: layout.height(of: 0..<3) + 0.01) == 3)
        #expect(layout.lineCount(from: 2, fitting: 1) == 0)
        let tight = typesetter.paragraph(words, style, width: 200)
        #expect(layout.height > tight.height * 1.2)
    }

    @Test("Alignment moves lines inside the width")
    func alignment() {
        let start = typesetter.paragraph("42", style, width: 100)
        let end = typesetter.paragraph("42", style, width: 100, alignment: .end)
        #expect(start.lines[0].x == 0)
        #expect(abs(end.lines[0].x + end.lines[0].width - 100) < 0.01)
    }

    @Test("Right-to-left paragraphs begin at the right")
    func rightToLeft() {
        let layout = typesetter.paragraph("שלום עולם", style, width: 200)
        #expect(layout.lines[0].x > 100)
    }
}
