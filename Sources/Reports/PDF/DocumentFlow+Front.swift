import Charts

extension DocumentFlow {
    /// The top of the first page: what this is, and of which run.
    mutating func titleBlock(_ content: ReportContent) {
        paragraph(
            content.kicker, DocumentStyle.kicker, color: .mutedInk, after: 6)
        let title = set(content.title, DocumentStyle.title)
        append(.destination("title", at: Point(x: DocumentGrid.left, y: y)))
        append(DocumentItem.tagged(.heading1, [.text(title, at: Point(x: DocumentGrid.left, y: y))]))
        advance(title.height + 6)
        paragraph(content.standing, DocumentStyle.body, color: .mutedInk, after: 10)
        for text in content.description { paragraph(text) }
    }

    /// The sections with their pages, each a link, in two columns.
    mutating func contents(_ sections: [ReportContent.Section]) {
        guard !sections.isEmpty else { return }
        let columns = 2
        let rowHeight = 17.0
        let rows = (sections.count + columns - 1) / columns
        reserve(Double(rows) * rowHeight)
        let width = DocumentGrid.columnWidth(columns)
        append(.begin(.tableOfContents))
        for (index, section) in sections.enumerated() {
            let origin = Point(
                x: DocumentGrid.columnLeft(index / rows, of: columns), y: y + Double(index % rows) * rowHeight)
            let title = set(section.title, DocumentStyle.contents, width: width - 30)
            let destination = section.id
            let entry: [DocumentItem] = [
                .text(title, at: origin),
                .pageNumber(
                    of: destination, endingAt: Point(x: origin.x + width, y: origin.y), DocumentStyle.contents,
                    .mutedInk),
                .rule(
                    from: Point(x: origin.x, y: origin.y + rowHeight - 3),
                    to: Point(x: origin.x + width, y: origin.y + rowHeight - 3), Stroke(color: .grid, width: 0.5)),
            ]
            let link = DocumentItem.link(
                to: destination, description: "Go to the section “\(section.title)”", entry)
            append(DocumentItem.tagged(.tableOfContentsItem, DocumentItem.tagged(.paragraph, [link])))
        }
        append(.end(.tableOfContents))
        advance(Double(rows) * rowHeight)
        space(DocumentGrid.blockSpace)
    }

    /// Numbers in three columns, each with what it is to be compared with.
    mutating func keyFigures(_ figures: [KeyFigure]) {
        for row in keyFigureRows(figures) {
            let height = row.map { Self.height($0) }.max() ?? 0
            reserve(height)
            for (index, texts) in row.enumerated() {
                let left = DocumentGrid.columnLeft(index, of: Self.keyFigureColumns)
                var top = y
                append(.begin(.division))
                for (layout, color) in texts {
                    append(DocumentItem.tagged(.paragraph, [.text(layout, at: Point(x: left, y: top), color: color)]))
                    top += layout.height + 1.5
                }
                append(.end(.division))
            }
            advance(height)
            space(DocumentGrid.blockSpace)
        }
    }

    private func keyFigureRows(_ figures: [KeyFigure]) -> [[[(TextLayout, ThemeColor)]]] {
        let columns = Self.keyFigureColumns
        return stride(from: 0, to: figures.count, by: columns).map { start in
            figures[start..<min(start + columns, figures.count)].map {
                keyFigureTexts($0, width: DocumentGrid.columnWidth(columns))
            }
        }
    }

    private func keyFigureTexts(_ figure: KeyFigure, width: Double) -> [(TextLayout, ThemeColor)] {
        var texts = [
            (set(figure.label, DocumentStyle.keyLabel, width: width), ThemeColor.ink),
            (set(figure.value, DocumentStyle.keyValue, width: width), .series1),
            (set(figure.meaning, DocumentStyle.note, width: width), .mutedInk),
        ]
        texts += figure.comparisons.map { comparison in
            (set("\(comparison.label): \(comparison.value)", DocumentStyle.note, width: width), ThemeColor.ink)
        }
        return texts
    }

    /// Height of all of them together.
    func height(of figures: [KeyFigure]) -> Double {
        keyFigureRows(figures).reduce(0) { sum, row in
            sum + (row.map { Self.height($0) }.max() ?? 0) + DocumentGrid.blockSpace
        }
    }

    private static let keyFigureColumns = 3

    private static func height(_ texts: [(TextLayout, ThemeColor)]) -> Double {
        texts.reduce(0) { $0 + $1.0.height + 1.5 }
    }
}
