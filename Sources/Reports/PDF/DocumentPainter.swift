import Charts

/// Draws pages on a canvas, with their footers.
struct DocumentPainter {
    let canvas: PDFCanvas
    let typesetter: Typesetter
    let pages: [DocumentPage]
    /// Stands at the foot of every page.
    let footer: String
    private let pageNumbers: [String: Int]

    init(canvas: PDFCanvas, typesetter: Typesetter, pages: [DocumentPage], footer: String) {
        self.canvas = canvas
        self.typesetter = typesetter
        self.pages = pages
        self.footer = footer
        var numbers: [String: Int] = [:]
        for (index, page) in pages.enumerated() {
            for case .destination(let name, _) in page.items where numbers[name] == nil { numbers[name] = index + 1 }
        }
        pageNumbers = numbers
    }

    /// What each link leads to, in the order in which they are drawn.
    var linkDescriptions: [String] {
        pages.flatMap(\.items).compactMap { item in
            if case .link(_, let description, _) = item { description } else { nil }
        }
    }

    func draw() throws {
        var section: OutlineEntry?
        for (index, page) in pages.enumerated() {
            try canvas.beginPage(label: String(index + 1))
            if index == 0 { try canvas.begin(.document) }
            for item in page.items { try draw(item, under: &section) }
            try drawFooter(page: index + 1)
            if index == pages.count - 1 { try canvas.end(.document) }
            try canvas.endPage()
        }
    }

    private func draw(_ item: DocumentItem, under section: inout OutlineEntry?) throws {
        switch item {
        case .begin(let tag): try canvas.begin(tag)
        case .end(let tag): try canvas.end(tag)
        case .text(let layout, let lines, let point, let color):
            try canvas.draw(layout, lines: lines, at: point, color: color)
        case .drawing(let drawing, let point): try canvas.draw(drawing, at: point)
        case .fill(let rect, let color): try canvas.fill(rect, color: color)
        case .rule(let start, let end, let stroke): try canvas.line(from: start, to: end, stroke: stroke)
        case .destination(let name, let point): try canvas.addDestination(name, at: point)
        case .outline(let title, let destination, let level):
            let entry = try canvas.addOutlineEntry(
                title, to: destination, under: level == 0 ? nil : section)
            if level == 0 { section = entry }
        case .link(let destination, _, let items):
            try canvas.link(to: destination) {
                for item in items { try draw(item, under: &section) }
            }
        case .pageNumber(let destination, let point, let style, let color):
            let layout = typesetter.line(pageNumbers[destination].map(String.init) ?? "", style)
            try canvas.draw(layout, at: Point(x: point.x - layout.width, y: point.y), color: color)
        }
    }

    /// Older Cairo (1.16) knows no artifacts, so the footer is an element without meaning.
    private func drawFooter(page: Int) throws {
        let style = DocumentStyle.footer
        let number = typesetter.line("\(page) / \(pages.count)", style)
        let right = DocumentGrid.left + DocumentGrid.width
        let text = typesetter.line(
            shortened(footer, width: DocumentGrid.width - number.width - DocumentGrid.gutter, style), style)
        try canvas.tagged(.nonStructural) {
            try canvas.draw(
                text, lines: 0..<1, at: Point(x: DocumentGrid.left, y: DocumentGrid.footer), color: .mutedInk)
            try canvas.draw(
                number, at: Point(x: right - number.width, y: DocumentGrid.footer), color: .mutedInk)
        }
    }

    /// No line has more.
    private static let mostLetters = 1000

    /// As much of a text as fits, with an ellipsis where something is left out.
    private func shortened(_ text: String, width: Double, _ style: TextStyle) -> String {
        let letters = Array(text.prefix(Self.mostLetters))
        func fits(_ text: String) -> Bool { typesetter.measure(text, style).width <= width }
        if letters.count < Self.mostLetters, fits(text) { return text }
        // The longest beginning that fits, by halving: a stranger's name may have thousands of letters.
        var (kept, cut) = (0, letters.count)
        while cut - kept > 1 {
            let middle = (kept + cut) / 2
            if fits(String(letters[..<middle]) + "…") { kept = middle } else { cut = middle }
        }
        return String(letters[..<kept]) + "…"
    }
}
