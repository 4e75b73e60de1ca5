/// What a colour is for. Drawings name roles; a `Theme` gives each its value.
package enum ThemeColor: String, Equatable, Hashable, Sendable, CaseIterable {
    case background, ink
    case mutedInk = "muted-ink"
    case axis, grid, raw, band50, band90
    case series1, series2, series3, series4, series5, series6
    case tint1, tint2, tint3, tint4, tint5, tint6

    /// The name of the CSS custom property that holds the colour in a page, such as `--series1`.
    package var cssVariable: String { "--\(rawValue)" }

    /// The colour of the `index`th series, from 0; six of them, then over again.
    package static func series(_ index: Int) -> ThemeColor {
        let all: [ThemeColor] = [.series1, .series2, .series3, .series4, .series5, .series6]
        return all[index % all.count]
    }

    /// The pale companion of a series colour, for areas; other colours are their own.
    package var tint: ThemeColor {
        switch self {
        case .series1: .tint1
        case .series2: .tint2
        case .series3: .tint3
        case .series4: .tint4
        case .series5: .tint5
        case .series6: .tint6
        default: self
        }
    }
}
