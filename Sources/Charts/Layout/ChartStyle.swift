/// Sizes and distances of charts, in units. Text is at least 11 units high, which a chart scaled to a phone's width
/// still leaves readable.
enum ChartStyle {
    static let title = TextStyle(size: 14, weight: .semibold)
    static let heading = TextStyle(size: 11)
    static let tick = TextStyle(size: 11, tabularFigures: true)
    static let label = TextStyle(size: 11, weight: .semibold)

    /// Around a picture that stands alone.
    static let margin = 16.0
    static let titleLineHeight = 18.0
    static let titleGap = 4.0
    static let rowHeight = 14.0
    /// From a row's top to its baseline.
    static let ascent = 10.5
    /// Half the height of figures and capitals of 11 units: what centres text on a line.
    static let halfCapHeight = 4.0

    static let tickGap = 7.0
    static let labelGap = 9.0
    /// Labels at line ends take no more than this share of a chart's width.
    static let labelShare = 0.27
    /// Names left of the plot take no more than this share.
    static let nameShare = 0.5
    /// A row of a chart of rows, and what such a chart needs beside them.
    static let chartRow = 19.0
    static let aroundRows = 74.0
    /// A label moved further than this from its line gets a leader.
    static let leaderDistance = 5.0

    static let strongLine = 1.75
    static let casing = 3.75
    static let faintLine = 0.6
    static let boundaryLine = 1.25
    static let referenceLine = 1.0
    static let gridLine = 0.75
    static let axisLine = 1.0
    static let leaderLine = 0.6

    static let endMarker = 2.4
    static let faintMarker = 1.3
    static let dot = 2.6
    static let faintDot = 1.5
}
