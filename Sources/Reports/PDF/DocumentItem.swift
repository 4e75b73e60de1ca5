import Charts

/// One thing on a page of the PDF, in its place: the list that tests compare and `DocumentPainter` draws.
enum DocumentItem {
    case begin(PDFTag)
    case end(PDFTag)
    /// Some lines of a text, the top of the first at a point.
    case text(TextLayout, lines: Range<Int>, at: Point, color: ThemeColor)
    case drawing(Drawing, at: Point)
    case fill(Rect, ThemeColor)
    case rule(from: Point, to: Point, Stroke)
    /// A place that links and the outline can lead to.
    case destination(String, at: Point)
    case outline(title: String, destination: String, level: Int)
    /// What leads to a destination; the description is read out instead of it.
    case link(to: String, description: String, [DocumentItem])
    /// The number of the page on which a destination lies, ending at a point.
    case pageNumber(of: String, endingAt: Point, TextStyle, ThemeColor)

    /// The whole of a text.
    static func text(_ layout: TextLayout, at point: Point, color: ThemeColor = .ink) -> DocumentItem {
        .text(layout, lines: layout.lines.indices, at: point, color: color)
    }

    /// What is drawn between a tag's beginning and its end.
    static func tagged(_ tag: PDFTag, _ items: [DocumentItem]) -> [DocumentItem] {
        [.begin(tag)] + items + [.end(tag)]
    }
}

/// A page of the PDF, from top to bottom.
struct DocumentPage {
    var items: [DocumentItem] = []
}
