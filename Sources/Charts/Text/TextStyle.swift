/// How text looks, apart from its colour; the font family belongs to the `Typesetter`.
package struct TextStyle: Equatable, Hashable, Sendable {
    /// Thickness, on the scale of CSS and OpenType.
    package enum Weight: Int, Equatable, Hashable, Sendable {
        case regular = 400
        case medium = 500
        case semibold = 600
        case bold = 700
    }

    /// In units (points) of the drawing or page, whatever the resolution.
    package var size: Double
    package var weight: Weight
    package var italic: Bool
    /// Figures of one width, so that columns of numbers align.
    package var tabularFigures: Bool

    package init(size: Double, weight: Weight = .regular, italic: Bool = false, tabularFigures: Bool = false) {
        self.size = size
        self.weight = weight
        self.italic = italic
        self.tabularFigures = tabularFigures
    }
}

/// A piece of a paragraph; `nil` means as the paragraph.
package struct TextRun: Equatable, Sendable {
    package var string: String
    package var weight: TextStyle.Weight?
    package var italic: Bool?
    package var color: ThemeColor?

    package init(
        _ string: String, weight: TextStyle.Weight? = nil, italic: Bool? = nil, color: ThemeColor? = nil
    ) {
        self.string = string
        self.weight = weight
        self.italic = italic
        self.color = color
    }
}

/// Where the lines of a paragraph lie in its width. `start` and `end` follow the paragraph's direction.
package enum TextAlignment: Equatable, Sendable {
    case start
    case center
    case end
}

/// The space a line of text takes, in units.
package struct TextExtent: Equatable, Sendable {
    package var width: Double
    /// From the line's top to its baseline.
    package var ascent: Double
    /// From the baseline to the line's bottom.
    package var descent: Double

    package init(width: Double, ascent: Double, descent: Double) {
        self.width = width
        self.ascent = ascent
        self.descent = descent
    }

    package var height: Double { ascent + descent }
}
