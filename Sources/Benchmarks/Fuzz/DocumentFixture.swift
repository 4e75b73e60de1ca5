import Charts
import Households
import Reports
import RunStorage

/// A document of the archive, small and with everything in it that is read back.
struct DocumentFixture: FuzzedReader {
    private let bytes: [UInt8]
    private let original: ArchivedDocument

    init() throws {
        let typesetter = try Typesetter()
        let date = try DocumentDate(iso: "2026-11-22T10:30:00Z")
        let identity = ContentHash(of: []).hex
        let information = DocumentInformation(
            title: "title", author: "author", subject: "", keywords: "x, identity \(identity)", creator: "creator",
            producer: "producer", date: date, language: "en-GB")
        let canvas = try PDFCanvas(
            metadata: PDFMetadata(title: "title", author: "", subject: "", keywords: "", creator: "", date: date.iso),
            typesetter: typesetter)
        try canvas.beginPage(label: "1")
        try canvas.endPage()
        var encoder = HistoryEncoder()
        let history = TrainingHistory()
        let attachments = try
            (HistoryCSV.files(of: history) + [
                ("history.json", encoder.encode(history)), ("scenario.yaml", Array("environment:\n".utf8)),
            ]).map { name, content in
                PDFAttachment(name: name, mediaType: "text/plain", description: "", relationship: .data, bytes: content)
            }
        let update = ArchivalUpdate(
            information: information, alternativeTexts: [], linkDescriptions: [], attachments: attachments)
        bytes = try update.appended(to: canvas.finish())
        original = try ArchivedDocument(bytes)
    }

    func make(_ random: inout SplitMix) -> [UInt8] { bytes }

    /// What is accepted carries what it was made with: its own checksums see to that.
    func read(_ bytes: [UInt8]) throws -> Bool {
        let read = try accepted(unless: ReportError.self) { try ArchivedDocument(bytes) }
        guard let document = read else { return false }
        let attached = [original.history, original.scenario] + original.tables.values
        guard ([document.history, document.scenario] + document.tables.values).allSatisfy(attached.contains) else {
            throw BenchmarkFailure("attached files are read that were not attached")
        }
        return true
    }
}
