/// A cell of a table for a spreadsheet, RFC 4180.
package enum CSVField {
    /// The cell as a row holds it. A text that a spreadsheet could take for a formula gets an apostrophe in front.
    package static func text(_ cell: String) -> String {
        var text = cell
        if let first = text.first, "=@\t\r".contains(first) || ("+-".contains(first) && Double(text) == nil) {
            text = "'" + text
        }
        guard text.contains(where: { "\",\r\n".contains($0) || $0.isNewline }) else { return text }
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }
}
