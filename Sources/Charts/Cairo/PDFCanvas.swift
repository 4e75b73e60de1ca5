import CCairo

/// What a document says of itself.
package struct PDFMetadata: Equatable, Sendable {
    package var title, author, subject, keywords, creator: String
    /// Creation and modification, such as `2026-01-02T03:04:05Z`. Given, since Cairo would write the current time.
    package var date: String

    package init(
        title: String, author: String, subject: String, keywords: String, creator: String, date: String
    ) {
        self.title = title
        self.author = author
        self.subject = subject
        self.keywords = keywords
        self.creator = creator
        self.date = date
    }
}

/// The structure elements that Cairo can write.
package enum PDFTag: String, Equatable, Sendable {
    case document = "Document"
    case section = "Sect"
    case division = "Div"
    case nonStructural = "NonStruct"
    case heading1 = "H1"
    case heading2 = "H2"
    case heading3 = "H3"
    case paragraph = "P"
    case caption = "Caption"
    case figure = "Figure"
    case tableOfContents = "TOC"
    case tableOfContentsItem = "TOCI"
    case table = "Table"
    case tableHead = "THead"
    case tableBody = "TBody"
    case tableRow = "TR"
    case headerCell = "TH"
    case cell = "TD"
}

/// An entry of a document's outline, under which others can be put.
package struct OutlineEntry: Equatable, Sendable {
    fileprivate let id: Int32
}

/// A tagged PDF 1.4 of many A4 pages, written to memory. Coordinates in points from the page's upper left corner.
package final class PDFCanvas {
    private let surface: CairoSurface
    private let context: CairoContext
    private let typesetter: Typesetter
    private var openTags: [PDFTag] = []
    private var isPageOpen = false
    private var destinations: Set<String> = []
    private var targets: Set<String> = []

    /// A4 upright.
    package static let a4 = Size(width: 595.276, height: 841.89)

    /// - Throws: `ChartsError.cairo`.
    package init(metadata: PDFMetadata, typesetter: Typesetter) throws(ChartsError) {
        self.typesetter = typesetter
        surface = try CairoSurface.pdf(size: Self.a4)
        context = try CairoContext(surface, theme: .light)
        let entries: [(cairo_pdf_metadata_t, String)] = [
            (CAIRO_PDF_METADATA_TITLE, metadata.title), (CAIRO_PDF_METADATA_AUTHOR, metadata.author),
            (CAIRO_PDF_METADATA_SUBJECT, metadata.subject), (CAIRO_PDF_METADATA_KEYWORDS, metadata.keywords),
            (CAIRO_PDF_METADATA_CREATOR, metadata.creator), (CAIRO_PDF_METADATA_CREATE_DATE, metadata.date),
            (CAIRO_PDF_METADATA_MOD_DATE, metadata.date),
        ]
        for (kind, value) in entries { cairo_pdf_surface_set_metadata(surface.handle, kind, value) }
        try surface.check(.metadata)
    }

    // MARK: Pages

    /// - Precondition: no page is open.
    package func beginPage(label: String) throws(ChartsError) {
        precondition(!isPageOpen, "the page before has not ended")
        isPageOpen = true
        cairo_pdf_surface_set_page_label(surface.handle, label)
        try surface.check(.metadata)
    }

    /// Tags may stay open over the end of a page.
    ///
    /// - Precondition: a page is open.
    package func endPage() throws(ChartsError) {
        precondition(isPageOpen, "no page to end")
        isPageOpen = false
        cairo_show_page(context.handle)
        try context.check(.draw)
    }

    /// Ends the document and returns its bytes.
    ///
    /// - Throws: `ChartsError.missingDestinations`, since Cairo would write links that lead nowhere.
    /// - Precondition: no page and no tag is open.
    package func finish() throws(ChartsError) -> [UInt8] {
        precondition(!isPageOpen, "the last page has not ended")
        precondition(openTags.isEmpty, "tags are still open: \(openTags.map(\.rawValue))")
        let missing = targets.subtracting(destinations)
        guard missing.isEmpty else { throw .missingDestinations(missing.sorted()) }
        return try surface.finish()
    }

    // MARK: Drawing

    /// Some lines of a text (all unless said otherwise), with the top of the first at `origin`.
    package func draw(
        _ layout: TextLayout, lines: Range<Int>? = nil, at origin: Point, color: ThemeColor = .ink
    ) throws(ChartsError) {
        context.draw(layout, lines: lines ?? layout.lines.indices, at: origin, color)
        try context.check(.draw)
    }

    /// A drawing with its upper left corner at `origin`.
    package func draw(_ drawing: Drawing, at origin: Point) throws(ChartsError) {
        try context.translated(to: origin, scale: 1) { () throws(ChartsError) in
            try DrawingRenderer(context: context, typesetter: typesetter).draw(drawing)
        }
    }

    package func fill(_ rect: Rect, color: ThemeColor) throws(ChartsError) {
        context.addPath(rect)
        context.fill(color)
        try context.check(.draw)
    }

    package func line(from start: Point, to end: Point, stroke: Stroke) throws(ChartsError) {
        context.addPath([start, end])
        context.stroke(stroke)
        try context.check(.draw)
    }

    // MARK: Structure

    package func begin(_ tag: PDFTag) throws(ChartsError) {
        cairo_tag_begin(context.handle, tag.rawValue, "")
        openTags.append(tag)
        try context.check(.tag)
    }

    /// - Precondition: `tag` was the last one begun.
    package func end(_ tag: PDFTag) throws(ChartsError) {
        precondition(openTags.last == tag, "\(tag.rawValue) is not the innermost open tag")
        openTags.removeLast()
        cairo_tag_end(context.handle, tag.rawValue)
        try context.check(.tag)
    }

    /// Tags what `body` draws.
    package func tagged<Value>(_ tag: PDFTag, _ body: () throws -> Value) throws -> Value {
        try begin(tag)
        let value = try body()
        try end(tag)
        return value
    }

    // MARK: Navigation

    /// Makes what `body` draws a link to a destination, tagged as such. What it draws must lie on one page.
    package func link<Value>(to destination: String, _ body: () throws -> Value) throws -> Value {
        cairo_tag_begin(context.handle, CAIRO_TAG_LINK, target(destination))
        try context.check(.tag)
        let value = try body()
        cairo_tag_end(context.handle, CAIRO_TAG_LINK)
        try context.check(.tag)
        return value
    }

    /// Gives a place on the current page a name that links can lead to.
    package func addDestination(_ name: String, at point: Point) throws(ChartsError) {
        destinations.insert(name)
        let attributes = "name='\(Self.escape(name))' x=\(Int(point.x)) y=\(Int(point.y))"
        cairo_tag_begin(context.handle, CAIRO_TAG_DEST, attributes)
        cairo_tag_end(context.handle, CAIRO_TAG_DEST)
        try context.check(.tag)
    }

    /// Adds an entry to the outline; what is put under it does not show until it is opened.
    @discardableResult
    package func addOutlineEntry(
        _ title: String, to destination: String, under parent: OutlineEntry? = nil
    ) throws(ChartsError) -> OutlineEntry {
        let id = cairo_pdf_surface_add_outline(
            surface.handle, parent?.id ?? CAIRO_PDF_OUTLINE_ROOT, title, target(destination),
            cairo_pdf_outline_flags_t(0))
        try surface.check(.outline)
        return OutlineEntry(id: id)
    }

    /// The attribute by which a tag or an outline entry leads to a destination.
    private func target(_ destination: String) -> String {
        targets.insert(destination)
        return "dest='\(Self.escape(destination))'"
    }

    /// Cairo's attribute strings stand in single quotes.
    private static func escape(_ string: String) -> String {
        string.map { $0 == "'" || $0 == "\\" ? "\\\($0)" : String($0) }.joined()
    }
}
