/// What a chart shows: data and axes, without any place on paper. `layout` makes a `Drawing` of it.
package struct Chart: Equatable, Sendable {
    /// What the chart shows, in a sentence or less. Drawn only where nothing else carries it (`Parts.titled`).
    package var title: String
    package var xAxis: Axis
    package var yAxis: Axis
    /// The first is drawn first.
    package var layers: [ChartLayer]

    package init(_ title: String, xAxis: Axis, yAxis: Axis, layers: [ChartLayer] = []) {
        self.title = title
        self.xAxis = xAxis
        self.yAxis = yAxis
        self.layers = layers
    }

    /// What is drawn of a chart.
    package enum Parts: Equatable, Sendable {
        /// Plot, axes and labels: for a page or PDF, which set title and caption themselves.
        case plot
        /// The title above the plot as well: for a picture that stands alone.
        case titled
        /// The lines and areas only: for small multiples.
        case sparkline
    }

    /// The size of a chart in pages and documents.
    package static let standardSize = Size(width: 440, height: 260)

    /// A chart of named rows is as high as these need; others have the usual height.
    package func height(insteadOf usual: Double) -> Double {
        yAxis.marks.map { ChartStyle.aroundRows + ChartStyle.chartRow * Double($0.count) } ?? usual
    }
}
