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

    init(_ figure: ChartFigure, width: Double, drawingSize: Size, flow: DocumentFlow) {
        self.figure = figure
        title = flow.set(figure.title, DocumentStyle.figureTitle, width: width)
        self.drawingSize = drawingSize
        scale = width / drawingSize.width
        caption = flow.set(figure.caption, DocumentStyle.caption, width: width, spacing: 1.1)
    }

    var drawingHeight: Double { drawingSize.height * scale }

    /// - Parameter titleHeight: that of the row, so that the drawings in it stand in one line.
    func items(at origin: Point, titleHeight: Double, typesetter: Typesetter) -> [DocumentItem] {
        let drawing = figure.chart.layout(size: drawingSize, typesetter: typesetter).scaled(by: scale)
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
    let figures: [FigureLayout]

    var titleHeight: Double { figures.map(\.title.height).max() ?? 0 }

    var height: Double {
        let below = figures.map { $0.drawingHeight + $0.caption.height }.max() ?? 0
        return titleHeight + FigureLayout.titleSpace + below + FigureLayout.captionSpace
    }
}

extension DocumentFlow {
    private static let columns = 2
    /// Laid out larger than they are shown, so that a chart's text is a little smaller than that around it.
    private static let columnDrawing = Size(width: 312, height: 164)
    private static let wideDrawing = Size(width: 600, height: 200)

    /// Figures in two columns; a single one takes the whole width.
    mutating func figures(_ figures: [ChartFigure]) {
        for row in rows(of: figures) {
            reserve(row.height)
            let titleHeight = row.titleHeight
            for (index, figure) in row.figures.enumerated() {
                let origin = Point(x: DocumentGrid.columnLeft(index, of: Self.columns), y: y)
                append(figure.items(at: origin, titleHeight: titleHeight, typesetter: typesetter))
            }
            advance(row.height)
            space(DocumentGrid.blockSpace)
        }
    }

    /// Height of the first row.
    func leastHeight(of figures: [ChartFigure]) -> Double {
        rows(of: Array(figures.prefix(Self.columns))).first?.height ?? 0
    }

    private func rows(of figures: [ChartFigure]) -> [FigureRow] {
        stride(from: 0, to: figures.count, by: Self.columns).map { start in
            let members = figures[start..<min(start + Self.columns, figures.count)]
            let isAlone = figures.count == 1
            return FigureRow(
                figures: members.map { figure in
                    FigureLayout(
                        figure, width: isAlone ? DocumentGrid.width : DocumentGrid.columnWidth(Self.columns),
                        drawingSize: isAlone ? Self.wideDrawing : Self.columnDrawing, flow: self)
                })
        }
    }
}
