import Reports
import RunStorage

extension ArchivedData {
    /// Reads a document of the archive, and checks that what it carries fits together.
    ///
    /// - Throws: `Damage`, `HistoryError`.
    package static func read(_ pdf: [UInt8]) throws -> ArchivedData {
        do {
            let document = try ArchivedDocument(pdf)
            for (name, bytes) in HistoryCSV.files(of: try HistoryDecoder.decode(document.history)) {
                guard document.tables[name, default: bytes] == bytes else {
                    throw Damage.document("the attached \(name) is not the table of the attached history.json")
                }
            }
            return ArchivedData(
                identity: document.identity.flatMap(ContentHash.init(hex:)), history: document.history,
                scenario: document.scenario)
        } catch ReportError.unexpectedPDF(let reason, let offset) {
            throw Damage.document("is not a document of hrlreport: \(reason) at byte \(offset)")
        }
    }
}
