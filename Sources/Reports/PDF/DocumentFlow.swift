import Charts

/// Fills pages from top to bottom.
struct DocumentFlow {
    private(set) var pages: [DocumentPage] = [DocumentPage()]
    /// The top of what comes next.
    private(set) var y = DocumentGrid.top
    let typesetter: Typesetter

    var remaining: Double { DocumentGrid.bottom - y }
    var isAtTop: Bool { y <= DocumentGrid.top }
    /// What a page holds.
    static let pageHeight = DocumentGrid.bottom - DocumentGrid.top

    mutating func append(_ items: [DocumentItem]) { pages[pages.count - 1].items += items }

    mutating func append(_ item: DocumentItem) { pages[pages.count - 1].items.append(item) }

    mutating func advance(_ height: Double) { y += height }

    mutating func newPage() {
        pages.append(DocumentPage())
        y = DocumentGrid.top
    }

    /// Goes on to a new page unless `height` is left on this one.
    mutating func reserve(_ height: Double) {
        if height > remaining, !isAtTop { newPage() }
    }

    /// White space, which is dropped at the top of a page.
    mutating func space(_ height: Double) {
        if !isAtTop { y += height }
    }

    func set(
        _ text: String, _ style: TextStyle, width: Double = DocumentGrid.width, spacing: Double = 1,
        alignment: TextAlignment = .start
    ) -> TextLayout {
        typesetter.paragraph(
            text.replacingControlCharacters, style, width: width, alignment: alignment, lineSpacing: spacing)
    }

    /// A paragraph; a long one goes over to the next page with at least two lines on either.
    mutating func paragraph(
        _ text: String, _ style: TextStyle = DocumentStyle.body, color: ThemeColor = .ink,
        spacing: Double = DocumentStyle.bodySpacing, after: Double = DocumentGrid.paragraphSpace
    ) {
        let layout = set(text, style, spacing: spacing)
        var start = 0
        while start < layout.lines.count {
            let left = layout.lines.count - start
            var count = layout.lineCount(from: start, fitting: remaining)
            if count < left {
                if left - count < 2 { count = left - 2 }
                if count < 2, !isAtTop {
                    newPage()
                    continue
                }
            }
            let lines = start..<start + min(left, max(1, count))
            append(
                DocumentItem.tagged(
                    .paragraph,
                    [.text(layout, lines: lines, at: Point(x: DocumentGrid.left, y: y), color: color)]))
            advance(layout.height(of: lines))
            start = lines.upperBound
            if start < layout.lines.count { newPage() }
        }
        space(after)
    }

    /// A section's heading, on one page with at least `following` points of what comes after it.
    mutating func sectionHeading(_ title: String, destination: String, following: Double) {
        let layout = set(title, DocumentStyle.section)
        let ruleSpace = 8.0
        reserve(DocumentGrid.sectionSpace + ruleSpace + layout.height + 8 + following)
        space(DocumentGrid.sectionSpace)
        let rule = DocumentItem.rule(
            from: Point(x: DocumentGrid.left, y: y), to: Point(x: DocumentGrid.left + DocumentGrid.width, y: y),
            Stroke(color: .ink, width: 0.8))
        append(.destination(destination, at: Point(x: DocumentGrid.left, y: y)))
        append(.outline(title: title, destination: destination, level: 0))
        append(
            DocumentItem.tagged(
                .heading2, [rule, .text(layout, at: Point(x: DocumentGrid.left, y: y + ruleSpace))]))
        advance(ruleSpace + layout.height + 8)
    }

    /// A heading inside a section.
    mutating func subheading(_ title: String, following: Double) {
        let layout = set(title, DocumentStyle.subsection)
        reserve(DocumentGrid.blockSpace + layout.height + 6 + following)
        space(DocumentGrid.blockSpace)
        append(
            DocumentItem.tagged(.heading3, [.text(layout, at: Point(x: DocumentGrid.left, y: y))]))
        advance(layout.height + 6)
    }
}
