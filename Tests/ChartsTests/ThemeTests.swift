import Charts
import Foundation
import Testing

@Suite("Colours")
struct ThemeTests {
    private static let themes = [Theme.light, Theme.dark]
    private static let series = (0..<6).map(ThemeColor.series)

    @Test("Every role has a colour of its own", arguments: themes)
    func distinct(theme: Theme) {
        #expect(Set(ThemeColor.allCases.map { theme[$0] }).count == ThemeColor.allCases.count)
    }

    @Test("Text has a contrast of 4.5:1", arguments: themes)
    func text(theme: Theme) {
        for role in [.ink, .mutedInk] + Self.series {
            #expect(contrast(theme[role], theme[.background]) >= 4.5, "\(role)")
        }
    }

    @Test("Lines have a contrast of 3:1, over bands and their own areas as well", arguments: themes)
    func lines(theme: Theme) {
        for role in [.axis, .raw] + Self.series {
            #expect(contrast(theme[role], theme[.background]) >= 3, "\(role)")
        }
        #expect(contrast(theme[.series1], theme[.band50]) >= 3)
        for role in Self.series { #expect(contrast(theme[role], theme[role.tint]) >= 3, "\(role)") }
        #expect(contrast(theme[.mutedInk], theme[.band90]) >= 3)
    }

    @Test("The first four series differ for readers without red, green or blue cones", arguments: themes)
    func colourBlind(theme: Theme) {
        for kind in Dichromacy.allCases {
            for first in 0..<4 {
                for second in 0..<first {
                    let distance = kind.distance(theme[.series(first)], theme[.series(second)])
                    #expect(distance >= 9, "series \(first + 1) and \(second + 1), \(kind)")
                }
            }
        }
    }

    @Test("Every role is declared as a custom property")
    func declarations() {
        let css = Theme.light.cssDeclarations
        #expect(css.hasPrefix("--background:#ffffff;--ink:#1a1f26;--muted-ink:"))
        for role in ThemeColor.allCases { #expect(css.contains("\(role.cssVariable):#")) }
    }

    /// The contrast ratio of WCAG 2.1.
    private func contrast(_ one: RGB, _ other: RGB) -> Double {
        let (first, second) = (luminance(one), luminance(other))
        return (max(first, second) + 0.05) / (min(first, second) + 0.05)
    }

    private func luminance(_ color: RGB) -> Double {
        let linear = linear(color)
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    }
}

private func linear(_ color: RGB) -> [Double] {
    [color.red, color.green, color.blue].map { channel in
        let value = Double(channel) / 255
        return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
    }
}

/// Colour vision without one kind of cones, simulated after Machado, Oliveira and Fernandes (2009), severity 1.
private enum Dichromacy: CaseIterable {
    case protanopia
    case deuteranopia
    case tritanopia

    private var matrix: [[Double]] {
        switch self {
        case .protanopia:
            [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
        case .deuteranopia:
            [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
        case .tritanopia:
            [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
        }
    }

    /// The difference ΔE of 1976 between two colours as such a reader sees them; 2.3 is just noticeable.
    func distance(_ one: RGB, _ other: RGB) -> Double {
        zip(lab(one), lab(other)).map { ($0 - $1) * ($0 - $1) }.reduce(0, +).squareRoot()
    }

    private func lab(_ color: RGB) -> [Double] {
        let seen = matrix.map { row in
            max(0, min(1, zip(row, linear(color)).map { $0 * $1 }.reduce(0, +)))
        }
        let xyz = [
            (0.4124 * seen[0] + 0.3576 * seen[1] + 0.1805 * seen[2]) / 0.9505,
            0.2126 * seen[0] + 0.7152 * seen[1] + 0.0722 * seen[2],
            (0.0193 * seen[0] + 0.1192 * seen[1] + 0.9505 * seen[2]) / 1.089,
        ].map { $0 > 0.008856 ? cbrt($0) : 7.787 * $0 + 16 / 116 }
        return [116 * xyz[1] - 16, 500 * (xyz[0] - xyz[1]), 200 * (xyz[1] - xyz[2])]
    }
}
