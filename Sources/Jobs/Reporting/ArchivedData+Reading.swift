import Foundation
import Reports
import RunStorage

extension ArchivedData {
    /// Reads a document of the archive, and checks that what it carries fits together.
    ///
    /// - Throws: `Damage`, `HistoryError`.
    package static func read(_ pdf: [UInt8]) throws -> ArchivedData {
        do {
            let document = try ArchivedDocument(pdf)
            let identity = document.identity.flatMap(ContentHash.init(hex:))
            if let results = document.results {
                let stored = try JSONDecoder().decode(ResultsIdentity.self, from: Data(results)).identity
                guard stored == identity else {
                    throw Damage.document("the attached results.json is of another study")
                }
                return ArchivedData(identity: identity, run: nil)
            }
            for (name, bytes) in HistoryCSV.files(of: try HistoryDecoder.decode(document.history)) {
                guard document.tables[name, default: bytes] == bytes else {
                    throw Damage.document("the attached \(name) is not the table of the attached history.json")
                }
            }
            return ArchivedData(
                identity: identity,
                run: ArchivedData.Run(history: document.history, scenario: document.scenario))
        } catch is DecodingError {
            throw Damage.document("the attached results.json is none")
        } catch ReportError.unexpectedPDF(let reason, let offset) {
            throw Damage.document("is not a document of hrlreport: \(reason) at byte \(offset)")
        }
    }
}

/// What tells of which study results are.
private struct ResultsIdentity: Decodable {
    var identity: ContentHash
}
