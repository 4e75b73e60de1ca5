/// How text looks, apart from its colour; the font family belongs to the `Typesetter`.
package struct TextStyle: Equatable, Hashable, Sendable {
    /// Thickness, on the scale of CSS and OpenType.
    package enum Weight: Int, Equatable, Hashable, Sendable {
        case regular = 400
        case semibold = 600
    }

    /// In units (points) of the drawing or page, whatever the resolution.
    package var size: Double
    package var weight: Weight
    /// Figures of one width, so that columns of numbers align.
    package var tabularFigures: Bool

    package init(size: Double, weight: Weight = .regular, tabularFigures: Bool = false) {
        self.size = size
        self.weight = weight
        self.tabularFigures = tabularFigures
    }
}

/// Where the lines of a paragraph lie in its width. `start` and `end` follow the paragraph's direction.
package enum TextAlignment: Equatable, Sendable {
    case start
    case end
}
