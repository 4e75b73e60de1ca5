import Charts
import Reports
import Testing

/// The update on documents of a few objects, so that each of its rules shows.
@Suite struct ArchivalUpdateTests {
    private func information(_ title: String) throws -> DocumentInformation {
        DocumentInformation(
            title: title, author: "author", subject: "subject", keywords: "", creator: "creator", producer: "producer",
            date: try DocumentDate(iso: "2026-01-02T03:04:05Z"), language: "en-GB")
    }

    private func document(title: String, figures: Int, heading: String) throws -> [UInt8] {
        let typesetter = try Typesetter()
        let canvas = try PDFCanvas(
            metadata: PDFMetadata(
                title: title, author: "", subject: "", keywords: "", creator: "", date: "2026-01-02T03:04:05Z"),
            typesetter: typesetter)
        try canvas.beginPage(label: "1")
        try canvas.tagged(.document) {
            for index in 0..<figures {
                let style = TextStyle(size: 10)
                try canvas.tagged(.heading1) {
                    try canvas.draw(typesetter.line(heading, style), at: Point(x: 50, y: 50 + 40 * Double(index)))
                }
                try canvas.tagged(.figure) {
                    try canvas.fill(Rect(x: 50, y: 70 + 40 * Double(index), width: 9, height: 9), color: .ink)
                }
            }
        }
        try canvas.endPage()
        return try canvas.finish()
    }

    @Test func hostileHeadingsMoveNoText() throws {
        let heading = "<< /S /Figure >> endobj 5 0 obj << /Type /StructElem /S /Figure /Alt (x)"
        let drawn = try document(title: heading, figures: 3, heading: heading)
        let update = ArchivalUpdate(
            information: try information(heading), alternativeTexts: ["one", "zwei €", "三"], linkDescriptions: [],
            attachments: [])
        let file = try UpdatedPDF(update.appended(to: drawn))
        #expect(try file.elements(ofType: "Figure").map { $0["Alt"]?.textValue } == ["one", "zwei €", "三"])
        #expect(try file.elements(ofType: "H1").count == 3)
        #expect(Array(file.bytes.prefix(drawn.count)) == drawn, "what Cairo wrote stays as it is")
    }

    @Test func figuresAndTextsMustMatch() throws {
        let drawn = try document(title: "t", figures: 2, heading: "h")
        let update = ArchivalUpdate(
            information: try information("t"), alternativeTexts: ["one"], linkDescriptions: [], attachments: [])
        #expect(throws: ReportError.self) { try update.appended(to: drawn) }
    }

    @Test func metadataAgreesInBothPlaces() throws {
        let title = "A & B <c> “d” \u{1}"
        let drawn = try document(title: title, figures: 0, heading: "")
        let update = ArchivalUpdate(
            information: try information(title), alternativeTexts: [], linkDescriptions: [], attachments: [])
        let bytes = try update.appended(to: drawn)
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text.contains("<rdf:li xml:lang=\"x-default\">A &amp; B &lt;c&gt; “d” \u{FFFD}</rdf:li>"))
        #expect(text.contains("<xmp:CreateDate>2026-01-02T03:04:05Z</xmp:CreateDate>"))
        #expect(text.contains("<pdfaid:conformance>A</pdfaid:conformance>"))
        let file = try UpdatedPDF(bytes)
        let info = try #require(try file.resolve(file.trailer["Info"])?.dictionaryValue)
        #expect(info["Title"]?.textValue == "A & B <c> “d” \u{FFFD}")
    }

    @Test(arguments: [[], Array("%PDF-1.4\n".utf8), Array("startxref\n99999\n%%EOF".utf8)])
    func whatIsNoDocumentThrows(bytes: [UInt8]) throws {
        let update = ArchivalUpdate(
            information: try information("t"), alternativeTexts: [], linkDescriptions: [], attachments: [])
        #expect(throws: ReportError.self) { try update.appended(to: bytes) }
    }

    @Test func colorProfileIsWellFormed() {
        let profile = ColorProfile.sRGB
        #expect(Array(profile[36..<40]) == Array("acsp".utf8))
        let size = profile[0..<4].reduce(0) { $0 << 8 | Int($1) }
        #expect(size == profile.count)
    }

    @Test(arguments: [
        "2026-11-22T10:30:00", "2026-11-22 10:30:00Z", "", "2026-11-22T10:30:0xZ", "２026-11-22T10:30:00Z",
    ])
    func malformedDates(text: String) {
        #expect(throws: ReportError.startTimeMalformed(text)) { try DocumentDate(iso: text) }
    }
}
