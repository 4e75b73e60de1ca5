/// A label in the column right of the plot, at the end of what it names.
struct EndLabel {
    /// Which label gives way first where there is no room for all.
    enum Priority: Int {
        case raw
        case band
        case reference
        case line
    }

    var text: String
    var color: ThemeColor
    /// Where the thing ends in the plot.
    var end: Point
    var priority: Priority
}

/// A label in the plot, above the bars of a layer.
struct BarLabel {
    var text: String
    var color: ThemeColor
    /// Which of `ChartLabels.bars` it names.
    var layer: Int
}

/// What layers leave to be labelled.
struct ChartLabels {
    var ends: [EndLabel] = []
    /// The bars of every layer of bars, labelled or not.
    var bars: [[BarLabelPlacement.Step]] = []
    var barLabels: [BarLabel] = []
}
