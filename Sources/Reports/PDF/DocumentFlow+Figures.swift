import Charts

/// A figure set in a column.
private struct FigureLayout {
    let figure: ChartFigure
    let title: TextLayout
    let drawingSize: Size
    let scale: Double
    let caption: TextLayout

    static let titleSpace = 5.0
    static let captionSpace = 4.0
    /// In points: an eighth of the thinnest line, which nobody sees.
    private static let tolerance = 0.06

    init(_ figure: ChartFigure, width: Double, drawingSize: Size, flow: DocumentFlow) {
        self.figure = figure
        title = flow.set(figure.title, DocumentStyle.figureTitle, width: width)
        self.drawingSize = Size(
            width: drawingSize.width, height: figure.chart.height(insteadOf: drawingSize.height))
        scale = width / drawingSize.width
        caption = flow.set(figure.caption, DocumentStyle.caption, width: width, spacing: 1.1)
    }

    var drawingHeight: Double { drawingSize.height * scale }

    /// - Parameter titleHeight: that of the row, so that the drawings in it stand in one line.
    func items(at origin: Point, titleHeight: Double, typesetter: Typesetter) -> [DocumentItem] {
        let drawing = figure.chart.layout(size: drawingSize, typesetter: typesetter).scaled(by: scale)
            .simplified(within: Self.tolerance)
        let drawingTop = ((origin.y + titleHeight + Self.titleSpace) * 8).rounded() / 8
        let captionTop = drawingTop + drawingHeight + Self.captionSpace
        let name = "figure-\(figure.id)"
        return [
            .destination(name, at: origin), .outline(title: figure.title, destination: name, level: 1),
        ]
            + DocumentItem.tagged(.heading3, [.text(title, at: origin)])
            + DocumentItem.tagged(
                .figure, [.drawing(drawing, at: Point(x: (origin.x * 8).rounded() / 8, y: drawingTop))])
            + DocumentItem.tagged(
                .paragraph, [.text(caption, at: Point(x: origin.x, y: captionTop), color: .mutedInk)])
    }
}

/// Figures of one height, side by side.
private struct FigureRow {
    /// Of the grid, of which the last row may leave some empty.
    let columns: Int
    let figures: [FigureLayout]

    var titleHeight: Double { figures.map(\.title.height).max() ?? 0 }

    var height: Double {
        let below = figures.map { $0.drawingHeight + $0.caption.height }.max() ?? 0
        return titleHeight + FigureLayout.titleSpace + below + FigureLayout.captionSpace
    }
}

extension DocumentFlow {
    /// The extent of a drawing in one, two or three columns. Laid out larger than they are shown, so that a chart's
    /// text is a little smaller than that around it.
    private static let drawings = [
        Size(width: 600, height: 200), Size(width: 312, height: 154), Size(width: 224, height: 150),
    ]

    /// Figures in two columns; a single one takes the whole width, and three of them stand side by side.
    mutating func figures(_ figures: [ChartFigure]) {
        for row in rows(of: figures) {
            reserve(row.height)
            let titleHeight = row.titleHeight
            for (index, figure) in row.figures.enumerated() {
                let origin = Point(x: DocumentGrid.columnLeft(index, of: row.columns), y: y)
                append(figure.items(at: origin, titleHeight: titleHeight, typesetter: typesetter))
            }
            advance(row.height)
            space(DocumentGrid.blockSpace)
        }
    }

    /// Height of the first row.
    func leastHeight(of figures: [ChartFigure]) -> Double {
        rows(of: figures).first?.height ?? 0
    }

    private func rows(of figures: [ChartFigure]) -> [FigureRow] {
        let columns = figures.count == 1 || figures.count == 3 ? figures.count : 2
        return stride(from: 0, to: figures.count, by: columns).map { start in
            let members = figures[start..<min(start + columns, figures.count)]
            return FigureRow(
                columns: columns,
                figures: members.map { figure in
                    FigureLayout(
                        figure, width: DocumentGrid.columnWidth(columns), drawingSize: Self.drawings[columns - 1],
                        flow: self)
                })
        }
    }
}
