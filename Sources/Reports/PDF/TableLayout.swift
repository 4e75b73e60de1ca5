import Charts

/// A table set in a given width: the rows' heights are known, so that it can be cut between them.
struct TableLayout {
    let table: TextTable
    let width: Double
    private let columnWidths: [Double]
    private let caption: TextLayout
    private let head: [TextLayout]
    private let rows: [[TextLayout]]
    private let note: TextLayout?

    static let padding = 4.0
    private static let rowPadding = 2.7
    private static let captionSpace = 5.0
    private static let noteSpace = 6.0

    init(_ table: TextTable, width: Double, flow: DocumentFlow) {
        let widths = ColumnWidths.fitting(table, width: width, typesetter: flow.typesetter)
        func set(_ text: String, _ column: Int, _ style: TextStyle) -> TextLayout {
            flow.set(
                text, style, width: widths[column] - 2 * Self.padding,
                alignment: table.columns[column].alignment == .trailing ? .end : .start)
        }
        self.table = table
        self.width = width
        columnWidths = widths
        caption = flow.set(table.caption, DocumentStyle.tableCaption, width: width)
        head = table.columns.enumerated().map { set($1.title, $0, DocumentStyle.tableHead) }
        rows = table.rows.map { row in
            let style = row.emphasis == .strong ? DocumentStyle.strongCell : DocumentStyle.cell
            return row.cells.enumerated().map { set($1, $0, style) }
        }
        note = table.note.isEmpty ? nil : flow.set(table.note, DocumentStyle.note, width: width, spacing: 1.1)
    }

    var rowCount: Int { rows.count }

    /// From the caption to the last of `count` rows.
    func height(ofFirst count: Int) -> Double {
        captionHeight + headHeight + (0..<min(count, rows.count)).reduce(0) { $0 + rowHeight($1) }
    }

    /// With the note.
    var height: Double { height(ofFirst: rows.count) + noteHeight }

    var captionHeight: Double { caption.height + Self.captionSpace }
    var headHeight: Double { Self.height(head) }
    var noteHeight: Double { note.map { $0.height + Self.noteSpace } ?? 0 }

    func rowHeight(_ row: Int) -> Double { Self.height(rows[row]) }

    private static func height(_ cells: [TextLayout]) -> Double {
        (cells.map(\.height).max() ?? 0) + 2 * rowPadding
    }

    /// Caption, head and some rows with the upper left corner at `origin`.
    func items(rows range: Range<Int>, isContinued: Bool, at origin: Point) -> [DocumentItem] {
        var y = origin.y
        var items: [DocumentItem] = [.begin(.table)]
        if !isContinued {
            items += DocumentItem.tagged(.caption, [.text(caption, at: origin)])
            y += captionHeight
        }
        items += DocumentItem.tagged(
            .tableHead, row(head, tag: .headerCell, at: Point(x: origin.x, y: y), color: .mutedInk, rule: .ink))
        y += headHeight
        items.append(.begin(.tableBody))
        for index in range {
            let emphasis = table.rows[index].emphasis
            items += row(
                rows[index], tag: .cell, at: Point(x: origin.x, y: y),
                color: emphasis == .muted ? .mutedInk : .ink, rule: .grid, isTinted: emphasis == .strong)
            y += rowHeight(index)
        }
        return items + [.end(.tableBody), .end(.table)]
    }

    /// The note, with its top left corner below a table that ends at `origin`.
    func noteItems(at origin: Point) -> [DocumentItem] {
        guard let note else { return [] }
        return DocumentItem.tagged(
            .paragraph, [.text(note, at: Point(x: origin.x, y: origin.y + Self.noteSpace), color: .mutedInk)])
    }

    /// Everything that is drawn belongs to a cell, since nothing may lie outside of the structure.
    private func row(
        _ cells: [TextLayout], tag: PDFTag, at origin: Point, color: ThemeColor, rule: ThemeColor,
        isTinted: Bool = false
    ) -> [DocumentItem] {
        let height = Self.height(cells)
        var x = origin.x
        var items: [DocumentItem] = [.begin(.tableRow)]
        for (index, cell) in cells.enumerated() {
            let cellTag = index == 0 ? PDFTag.headerCell : tag
            items.append(.begin(cellTag))
            if index == 0 {
                if isTinted { items.append(.fill(Rect(x: x, y: origin.y, width: width, height: height), .tint1)) }
                let y = origin.y + height
                items.append(
                    .rule(
                        from: Point(x: x, y: y), to: Point(x: x + width, y: y),
                        Stroke(color: rule, width: rule == .ink ? 0.7 : 0.5)))
            }
            let top =
                tag == .headerCell ? origin.y + height - cell.height - Self.rowPadding : origin.y + Self.rowPadding
            items.append(.text(cell, at: Point(x: x + Self.padding, y: top), color: color))
            items.append(.end(cellTag))
            x += columnWidths[index]
        }
        return items + [.end(.tableRow)]
    }
}

/// How the width of a table is divided among its columns.
enum ColumnWidths {
    /// Numbers keep to one line; texts share what is left, and break.
    static func fitting(_ table: TextTable, width: Double, typesetter: Typesetter) -> [Double] {
        let natural = table.columns.indices.map { self.width($0, of: table, breaksHeading: false, typesetter) }
        let total = natural.reduce(0, +)
        guard total > width else {
            // What is left over goes to the columns of numbers in equal parts, so that they stand apart.
            let spare = width - total
            return natural.map { $0 + spare / Double(natural.count) }
        }
        let least = table.columns.indices.map { index in
            table.columns[index].alignment == .trailing
                ? self.width(index, of: table, breaksHeading: true, typesetter) : min(natural[index], 60)
        }
        let spare = max(0, width - least.reduce(0, +))
        let wanted = zip(natural, least).map { max(0, $0 - $1) }
        let sum = wanted.reduce(0, +)
        guard sum > 0 else { return least.map { $0 * width / max(1, least.reduce(0, +)) } }
        return zip(least, wanted).map { $0 + spare * $1 / sum }
    }

    /// The width below which texts would have to break.
    static func least(_ table: TextTable, typesetter: Typesetter) -> Double {
        table.columns.indices.reduce(0) { sum, index in
            let isNumber = table.columns[index].alignment == .trailing
            return sum + width(index, of: table, breaksHeading: isNumber, typesetter)
        }
    }

    /// With every cell on one line.
    ///
    /// - Parameter breaksHeading: whether the heading is broken between its words.
    private static func width(
        _ column: Int, of table: TextTable, breaksHeading: Bool, _ typesetter: Typesetter
    ) -> Double {
        let title = table.columns[column].title
        let words = breaksHeading ? title.split(separator: " ").map(String.init) : [title]
        let head = words.map { typesetter.measure($0, DocumentStyle.tableHead).width }.max() ?? 0
        return max(head, cellWidth(column, of: table, typesetter)) + 2 * TableLayout.padding + 1
    }

    private static func cellWidth(_ column: Int, of table: TextTable, _ typesetter: Typesetter) -> Double {
        table.rows.map { row in
            let style = row.emphasis == .strong ? DocumentStyle.strongCell : DocumentStyle.cell
            return typesetter.measure(row.cells[column].replacingControlCharacters, style).width
        }.max() ?? 0
    }
}
