/// What can go wrong while charts and documents are drawn.
package enum ChartsError: Error, Equatable, Sendable {
    /// No font is installed, neither these families nor others: Pango would draw nothing and say nothing.
    case noFonts(wanted: [String])
    /// Cairo refused: its status and its words for it, and what was being done.
    case cairo(status: UInt32, words: String, during: Operation)
    /// Links or outline entries of a document lead to destinations that it does not have.
    case missingDestinations([String])

    /// What was being done, in words that follow "failed".
    package enum Operation: String, Sendable {
        case createSurface = "to create a surface"
        case draw = "to draw"
        case tag = "to tag content"
        case outline = "to add an outline entry"
        case metadata = "to set metadata"
        case finish = "to finish a document"
    }
}

extension ChartsError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .noFonts(let wanted):
            "no font is installed, neither \(wanted.joined(separator: " nor ")) nor any other"
        case .cairo(let status, let words, let operation):
            "Cairo failed \(operation.rawValue): \(words) (status \(status))"
        case .missingDestinations(let names):
            "a document's links lead to destinations that it does not have: \(names.joined(separator: ", "))"
        }
    }
}
