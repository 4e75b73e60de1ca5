import Reports
import RunStorage

extension ArchivedData {
    /// Reads a document of the archive, and checks that what it carries fits together.
    ///
    /// - Throws: `Damage`, `HistoryError`.
    package static func read(_ pdf: [UInt8]) throws -> ArchivedData {
        do {
            let document = try ArchivedDocument(pdf)
            let table = ArchivedDocument.table(of: try HistoryDecoder.decode(document.history))
            guard table == document.historyTable else {
                throw Damage.document("the attached history.csv is not the table of the attached history.json")
            }
            return ArchivedData(
                identity: document.identity.flatMap(ContentHash.init(hex:)), history: document.history,
                scenario: document.scenario)
        } catch ReportError.unexpectedPDF(let reason, let offset) {
            throw Damage.document("is not a document of hrlreport: \(reason) at byte \(offset)")
        }
    }
}
