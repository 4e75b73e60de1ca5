/// A chart with all that goes with it in a report.
package struct ChartFigure: Equatable, Sendable {
    /// Lower-case letters, digits and hyphens; unique in its report. Names files and anchors.
    package var id: String
    package var chart: Chart
    /// What is to be seen in the chart, from its numbers.
    package var caption: String
    /// For those who do not see the chart.
    package var alternativeText: String
    /// The chart's data in at most `DataTable.maximumRows` rows.
    package var table: DataTable

    package var title: String { chart.title }

    package init(id: String, chart: Chart, caption: String, alternativeText: String, table: DataTable) {
        self.id = id
        self.chart = chart
        self.caption = caption
        self.alternativeText = alternativeText
        self.table = table
    }
}

/// A table of prepared strings.
package struct DataTable: Equatable, Sendable {
    package static let maximumRows = 25

    package var columns: [String]
    /// Each as long as `columns`; the first cell heads its row.
    package var rows: [[String]]

    /// - Precondition: rows of equal length, at most `maximumRows`.
    package init(columns: [String], rows: [[String]]) {
        precondition(rows.count <= Self.maximumRows, "a chart's table has at most \(Self.maximumRows) rows")
        precondition(rows.allSatisfy { $0.count == columns.count }, "a row has a cell for each column")
        self.columns = columns
        self.rows = rows
    }

    /// The rows of `count` that a table shows: evenly spread, with the first and the last.
    package static func rowIndices(count: Int) -> [Int] {
        Downsampling.evenIndices(count: count, limit: maximumRows)
    }
}
