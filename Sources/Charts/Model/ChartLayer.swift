/// One thing a chart shows; the first is drawn first.
package enum ChartLayer: Equatable, Sendable {
    case line(LineLayer)
    case band(BandLayer)
    case reference(ReferenceLayer)
    case stack(StackLayer)
    case bars(BarLayer)
    case dots(DotLayer)
}

/// A line through a series; a value that stands alone between gaps becomes a marker.
package struct LineLayer: Equatable, Sendable {
    package enum Emphasis: Equatable, Sendable {
        /// What the chart is about.
        case strong
        /// Raw data behind a summary, thin and grey.
        case faint
    }

    package var series: Series
    package var emphasis: Emphasis
    package var color: ThemeColor
    package var dash: Dash
    /// Written at the line's end.
    package var label: String?

    package init(
        _ series: Series, color: ThemeColor = .series1, dash: Dash = .solid, label: String? = nil
    ) {
        self.series = series
        self.emphasis = .strong
        self.color = color
        self.dash = dash
        self.label = label
    }

    /// Raw data, thin and grey.
    package static func raw(_ series: Series, label: String? = nil) -> LineLayer {
        var layer = LineLayer(series, color: .raw, label: label)
        layer.emphasis = .faint
        return layer
    }
}

/// The area between two values at each place.
package struct BandLayer: Equatable, Sendable {
    /// Ascending.
    package var x: [Double]
    package var lower: [Double]
    package var upper: [Double]
    package var color: ThemeColor
    /// Written at the right end of its upper edge, such as "90 %".
    package var label: String?

    /// - Precondition: as many lower and upper values as places.
    package init(x: [Double], lower: [Double], upper: [Double], color: ThemeColor = .band50, label: String? = nil) {
        precondition(x.count == lower.count && x.count == upper.count, "a band needs two values at each place")
        self.x = x
        self.lower = lower
        self.upper = upper
        self.color = color
        self.label = label
    }
}

/// A straight line right across the chart, at one value of one axis.
package struct ReferenceLayer: Equatable, Sendable {
    package enum Orientation: Equatable, Sendable {
        /// At a value of the y axis.
        case horizontal
        /// At a value of the x axis.
        case vertical
    }

    package var value: Double
    package var orientation: Orientation
    package var label: String
    package var color: ThemeColor
    package var dash: Dash

    package init(
        at value: Double, orientation: Orientation = .horizontal, label: String, color: ThemeColor = .mutedInk,
        dash: Dash = .dashed
    ) {
        self.value = value
        self.orientation = orientation
        self.label = label
        self.color = color
        self.dash = dash
    }
}

/// Parts of a whole at each place, from the bottom up.
package struct StackLayer: Equatable, Sendable {
    /// One part: its values are added to those below.
    package struct Part: Equatable, Sendable {
        package var label: String
        package var values: [Double]
        package var color: ThemeColor

        package init(_ label: String, values: [Double], color: ThemeColor) {
            self.label = label
            self.values = values
            self.color = color
        }
    }

    /// Ascending.
    package var x: [Double]
    package var parts: [Part]

    /// - Precondition: each part has as many values as there are places.
    package init(x: [Double], parts: [Part]) {
        precondition(parts.allSatisfy { $0.values.count == x.count }, "each part needs a value at each place")
        self.x = x
        self.parts = parts
    }
}

/// Bars between the edges of bins, from 0 to the bin's value.
package struct BarLayer: Equatable, Sendable {
    package enum Style: Equatable, Sendable {
        case filled
        /// Only the outline, to lie over another histogram.
        case outline
    }

    /// Ascending; one more than `heights`.
    package var edges: [Double]
    package var heights: [Double]
    package var style: Style
    package var color: ThemeColor
    package var dash: Dash
    /// Written above the highest bar.
    package var label: String?

    /// - Precondition: one edge more than heights, or none of both.
    package init(
        edges: [Double], heights: [Double], style: Style = .filled, color: ThemeColor = .series1,
        dash: Dash = .solid, label: String? = nil
    ) {
        precondition(edges.count == heights.count + 1 || (edges.isEmpty && heights.isEmpty), "bars lie between edges")
        self.edges = edges
        self.heights = heights
        self.style = style
        self.color = color
        self.dash = dash
        self.label = label
    }
}

/// Single points, in any order.
package struct DotLayer: Equatable, Sendable {
    package var x: [Double]
    /// As many as `x`.
    package var y: [Double]
    package var color: ThemeColor
    /// What the chart is about, or small ones behind it.
    package var emphasis: LineLayer.Emphasis

    /// - Precondition: as many places as values.
    package init(x: [Double], y: [Double], color: ThemeColor = .series1, emphasis: LineLayer.Emphasis = .strong) {
        precondition(x.count == y.count, "a dot has two coordinates")
        self.x = x
        self.y = y
        self.color = color
        self.emphasis = emphasis
    }
}
