import Charts

extension DocumentFlow {
    /// Rows of a table that stay together with its head.
    private static let firstRows = 2
    /// A table up to this part of a page is not cut at all.
    private static let wholePart = 0.48

    /// Tables side by side where all of them fit on one page, otherwise one below the other.
    mutating func tables(_ tables: [TextTable]) {
        let columns = columns(for: tables)
        guard columns > 1 else {
            for table in tables { self.table(table) }
            return
        }
        let width = DocumentGrid.columnWidth(columns)
        let layouts = tables.map { TableLayout($0, width: width, flow: self) }
        let height = layouts.map(\.height).max() ?? 0
        guard height <= Self.pageHeight else {
            for table in tables { self.table(table) }
            return
        }
        reserve(height)
        for (index, layout) in layouts.enumerated() {
            let origin = Point(x: DocumentGrid.columnLeft(index, of: columns), y: y)
            append(layout.items(rows: 0..<layout.rowCount, isContinued: false, at: origin))
            append(layout.noteItems(at: Point(x: origin.x, y: y + layout.height(ofFirst: layout.rowCount))))
        }
        advance(height)
        space(DocumentGrid.blockSpace)
    }

    /// Height of what has to stand below a heading.
    func leastHeight(of tables: [TextTable]) -> Double {
        let columns = columns(for: tables)
        let layouts = tables.map { TableLayout($0, width: DocumentGrid.columnWidth(columns), flow: self) }
        let whole = layouts.map(\.height).max() ?? 0
        if columns > 1, whole <= Self.pageHeight { return whole }
        return layouts.first.map { leastHeight(of: $0) } ?? 0
    }

    private func leastHeight(of layout: TableLayout) -> Double {
        let whole = layout.height
        return whole <= Self.pageHeight * Self.wholePart ? whole : layout.height(ofFirst: Self.firstRows)
    }

    /// As many as there are tables, if each of them fits into a column without cramped texts.
    private func columns(for tables: [TextTable]) -> Int {
        let count = tables.count
        guard (2...3).contains(count) else { return 1 }
        let width = DocumentGrid.columnWidth(count)
        return tables.allSatisfy { ColumnWidths.least($0, typesetter: typesetter) <= width } ? count : 1
    }

    /// A table over the whole width, cut between rows; its head is repeated on every page.
    private mutating func table(_ table: TextTable) {
        let layout = TableLayout(table, width: DocumentGrid.width, flow: self)
        reserve(leastHeight(of: layout))
        var start = 0
        var isContinued = false
        repeat {
            let top = y
            var height = layout.headHeight + (isContinued ? 0 : layout.captionHeight)
            var end = start
            while end < layout.rowCount {
                let last = end == layout.rowCount - 1 ? layout.noteHeight : 0
                guard isAtTop && end == start || height + layout.rowHeight(end) + last <= remaining else { break }
                height += layout.rowHeight(end)
                end += 1
            }
            // A single row on a page of its own looks forgotten.
            if end == layout.rowCount - 1, end - start > Self.firstRows {
                end -= 1
                height -= layout.rowHeight(end)
            }
            append(layout.items(rows: start..<end, isContinued: isContinued, at: Point(x: DocumentGrid.left, y: top)))
            advance(height)
            isContinued = true
            start = end
            if start < layout.rowCount { newPage() }
        } while start < layout.rowCount
        append(layout.noteItems(at: Point(x: DocumentGrid.left, y: y)))
        advance(layout.noteHeight)
        space(DocumentGrid.blockSpace)
    }
}
