import Jobs
import Reports

/// A table as it is printed: columns as wide as their widest cell, two blanks between them.
package struct ConsoleTable {
    private let columns: [TextTable.Column]
    private var rows: [[String]] = []

    package init(_ columns: [TextTable.Column]) {
        self.columns = columns
    }

    /// Adds a row.
    ///
    /// - Precondition: it has a cell for each column.
    package mutating func add(_ cells: [String]) {
        precondition(cells.count == columns.count, "a row of \(cells.count) cells for \(columns.count) columns")
        rows.append(cells.map(PrintableText.oneLine))
    }

    /// The lines, each with its end; the titles first, unless all of them are empty.
    package var text: String {
        let titles = columns.map(\.title)
        let lines = (titles.allSatisfy(\.isEmpty) ? [] : [titles]) + rows
        let widths = columns.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
        return lines.map { cells in
            let padded = cells.indices.map { Self.padded(cells[$0], to: widths[$0], columns[$0].alignment) }
            return padded.joined(separator: "  ").replacing(/[ ]+$/, with: "") + "\n"
        }.joined()
    }

    private static func padded(_ cell: String, to width: Int, _ alignment: TextTable.Alignment) -> String {
        let blanks = String(repeating: " ", count: width - cell.count)
        return alignment == .trailing ? blanks + cell : cell + blanks
    }
}
