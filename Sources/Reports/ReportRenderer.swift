import Charts
import Households

/// Renders reports: values in, bytes out.
package struct ReportRenderer: Sendable {
    private let templates: TemplateSet
    private let fontFamilies: [String]

    /// - Parameters:
    ///   - templates: file name → Mustache text, of everything in the folder of templates.
    ///   - fontFamilies: for charts and PDF, the best first.
    /// - Throws: `ReportError` for templates that do not parse or name partials that are not there.
    package init(
        templates: [String: String], fontFamilies: [String] = Typesetter.standardFamilies
    ) throws(ReportError) {
        self.templates = try TemplateSet(templates)
        self.fontFamilies = fontFamilies
    }

    /// The report as one self-contained HTML file.
    ///
    /// - Parameter hasDocument: whether the PDF is to lie beside the page, which then links to it.
    /// - Throws: `ReportError`, `ChartsError`.
    package func page(_ report: PreparedReport, hasDocument: Bool = true) throws -> RenderedDocument {
        let isFinal = report.input.provenance.checkpoint == .final
        return try page(
            report.content, template: "page", hasHistory: true, hasDocument: hasDocument,
            indexPath: (isFinal ? "../../" : "../../../") + "index.html")
    }

    /// Content as one self-contained HTML file.
    ///
    /// - Throws: `ReportError`, `ChartsError`.
    func page(
        _ content: ReportContent, template: String, hasHistory: Bool, hasDocument: Bool, indexPath: String?
    ) throws -> RenderedDocument {
        let typesetter = try Typesetter(families: fontFamilies)
        var glyphs = SVGGlyphSheet()
        var charts: [String: String] = [:]
        for figure in content.figures {
            let drawing = figure.chart.layout(typesetter: typesetter)
            let fragment = try SVGFragment(drawing, typesetter: typesetter, glyphs: &glyphs)
            charts[figure.id] = fragment.svg(
                attributes: [("role", "img"), ("aria-label", figure.alternativeText.replacingControlCharacters)])
        }
        let model = PageModel(
            content: content, charts: charts, glyphSheet: glyphs.svg, hasHistory: hasHistory, hasDocument: hasDocument,
            indexPath: indexPath)
        return RenderedDocument(try templates.render(template, model.record), typesetter)
    }

    /// A page of the site's index.
    ///
    /// - Parameters:
    ///   - entries: of the reports that it shows, in any order.
    ///   - total: reports on all pages; nil where this is the only one.
    ///   - number: of a page of older reports; nil for the front page.
    ///   - newer: the file's name of the page with the next newer reports; nil where there is none.
    ///   - older: the same of the next older ones.
    /// - Throws: `ReportError`, `ChartsError`.
    package func index(
        _ entries: [IndexEntry], total: Int? = nil, number: Int? = nil, newer: String? = nil, older: String? = nil
    ) throws -> RenderedDocument {
        let ordered = IndexModel.ordered(entries)
        let typesetter = try Typesetter(families: fontFamilies)
        var glyphs = SVGGlyphSheet()
        let pictures = try ordered.map { entry in
            guard !entry.rewards.isEmpty else { return "" }
            let chart = Chart(
                "Reward", xAxis: .counted("Episode"), yAxis: Axis("Reward"),
                layers: [.line(LineLayer(Series(values: entry.rewards)))])
            let drawing = chart.layout(
                size: Size(width: 240, height: 56), typesetter: typesetter, parts: .sparkline)
            let fragment = try SVGFragment(drawing, typesetter: typesetter, glyphs: &glyphs)
            return fragment.svg(attributes: [("role", "img"), ("aria-label", entry.pictureNote)])
        }
        let model = IndexModel(
            entries: ordered, pictures: pictures, glyphSheet: glyphs.svg, total: total ?? entries.count, number: number,
            newer: newer, older: older)
        return RenderedDocument(try templates.render("index", model.record), typesetter)
    }

    /// Each chart as a PNG file at twice its size, for slides and mail.
    ///
    /// - Throws: `ChartsError`.
    package func pngCharts(_ report: PreparedReport) throws -> [(name: String, bytes: [UInt8])] {
        let typesetter = try Typesetter(families: fontFamilies)
        return try report.content.figures.map { figure in
            let drawing = figure.chart.layout(typesetter: typesetter, parts: .titled)
            return ("\(figure.id).png", try PNGImage.encode(drawing, typesetter: typesetter))
        }
    }

    /// The report as a PDF/A-3a with its data attached.
    ///
    /// - Parameter hasAttachments: whether it is to carry history and scenario.
    /// - Throws: `ReportError`, `ChartsError`.
    package func pdf(_ report: PreparedReport, hasAttachments: Bool = true) throws -> RenderedDocument {
        try pdf(
            report.content, attachments: hasAttachments ? report.attachments : [],
            identity: report.input.provenance.identity)
    }

    /// Content as a PDF/A-3a with files attached.
    ///
    /// - Parameter identity: of the run that it is on; nil where there are several.
    /// - Throws: `ReportError`, `ChartsError`.
    func pdf(
        _ content: ReportContent, attachments: [PDFAttachment], identity: String? = nil
    ) throws -> RenderedDocument {
        let typesetter = try Typesetter(families: fontFamilies)
        let document = ReportDocument(
            content: content, attachments: attachments, identity: identity, typesetter: typesetter)
        let bytes = try document.bytes()
        return RenderedDocument(bytes: bytes, missingCharacters: typesetter.missingCharacters)
    }
}

/// A finished file.
package struct RenderedDocument: Equatable, Sendable {
    package var bytes: [UInt8]
    /// Characters that no installed font has, and that are shown as U+FFFD where Cairo draws: worth a warning.
    package var missingCharacters: [Unicode.Scalar]
}

extension RenderedDocument {
    fileprivate init(_ text: String, _ typesetter: Typesetter) {
        self.init(bytes: Array(text.utf8), missingCharacters: typesetter.missingCharacters)
    }
}
