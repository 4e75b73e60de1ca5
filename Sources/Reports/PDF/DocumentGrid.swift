import Charts

/// Measures of an A4 page in points: margins, columns, spaces.
enum DocumentGrid {
    static let page = PDFCanvas.a4
    static let left = 56.0
    static let top = 58.0
    static let bottom = page.height - 70
    static let width = page.width - 2 * left
    static let gutter = 20.0
    /// The top of the footer's line of text.
    static let footer = page.height - 46

    /// Space before a section's heading.
    static let sectionSpace = 26.0
    /// Space between blocks.
    static let blockSpace = 14.0
    /// Space between a paragraph and the tables or figures that it introduces, besides its own.
    static let displaySpace = 5.0
    /// Space between paragraphs.
    static let paragraphSpace = 7.0

    /// The width of one of `count` columns.
    static func columnWidth(_ count: Int) -> Double { (width - Double(count - 1) * gutter) / Double(count) }

    /// The left edge of a column, from 0.
    static func columnLeft(_ index: Int, of count: Int) -> Double {
        left + Double(index) * (columnWidth(count) + gutter)
    }
}

/// The faces of the document: two weights, since each one is a font to embed.
enum DocumentStyle {
    static let kicker = TextStyle(size: 8.5)
    static let title = TextStyle(size: 25, weight: .semibold)
    static let lead = TextStyle(size: 13.5)
    static let section = TextStyle(size: 15, weight: .semibold)
    static let subsection = TextStyle(size: 10.5, weight: .semibold)
    static let body = TextStyle(size: 9.5)
    static let note = TextStyle(size: 8)
    static let caption = TextStyle(size: 8.5)
    static let figureTitle = TextStyle(size: 9, weight: .semibold)
    static let tableCaption = TextStyle(size: 9, weight: .semibold)
    static let tableHead = TextStyle(size: 7.8)
    static let cell = TextStyle(size: 8.4, tabularFigures: true)
    static let strongCell = TextStyle(size: 8.4, weight: .semibold, tabularFigures: true)
    static let keyValue = TextStyle(size: 17, weight: .semibold, tabularFigures: true)
    static let keyLabel = TextStyle(size: 8.8, weight: .semibold)
    static let footer = TextStyle(size: 8, tabularFigures: true)
    static let contents = TextStyle(size: 9.5, tabularFigures: true)

    static let leadSpacing = 1.16
    static let bodySpacing = 1.18
}
