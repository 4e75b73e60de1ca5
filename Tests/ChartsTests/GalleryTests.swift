import Charts
import Foundation
import Testing

@Suite("Gallery")
struct GalleryTests {
    /// Writes every sample as a picture into the folder that CHARTS_GALLERY names, to be looked at.
    @Test(.enabled(if: ProcessInfo.processInfo.environment["CHARTS_GALLERY"] != nil))
    func pictures() throws {
        let folder = try #require(ProcessInfo.processInfo.environment["CHARTS_GALLERY"])
        let typesetter = try Typesetter()
        for (name, chart) in SampleCharts.all {
            let drawing = chart.layout(size: SampleCharts.titledSize, typesetter: typesetter, parts: .titled)
            for (suffix, theme) in [("", Theme.light), ("-dark", Theme.dark)] {
                let png = try PNGImage.encode(drawing, typesetter: typesetter, theme: theme)
                try Data(png).write(to: URL(fileURLWithPath: "\(folder)/\(name)\(suffix).png"))
            }
        }
    }

    /// Writes all samples into one page in the same folder.
    @Test(.enabled(if: ProcessInfo.processInfo.environment["CHARTS_GALLERY"] != nil))
    func page() throws {
        let folder = try #require(ProcessInfo.processInfo.environment["CHARTS_GALLERY"])
        let typesetter = try Typesetter()
        var glyphs = SVGGlyphSheet()
        let charts = try SampleCharts.all.map { name, chart in
            let fragment = try SVGFragment(
                chart.layout(typesetter: typesetter), typesetter: typesetter, glyphs: &glyphs)
            let svg = fragment.svg(attributes: [("role", "img"), ("aria-label", name)])
            return "<!-- \(name): \(svg.utf8.count) bytes -->\n<figure>\(svg)</figure>"
        }
        let style =
            ":root{\(Theme.light.cssDeclarations)}body{display:grid;grid-template-columns:1fr 1fr;gap:24px;"
            + "max-width:960px;margin:24px auto}figure{margin:0}.glyph-sheet{position:absolute}"
            + "@media(prefers-color-scheme:dark){:root{\(Theme.dark.cssDeclarations)}}body{background:var(--background)}"
        let page =
            "<!DOCTYPE html><html lang=en><meta charset=utf-8><title>Gallery</title><style>\(style)</style>"
            + glyphs.svg + charts.joined(separator: "\n")
        try Data(page.utf8).write(to: URL(fileURLWithPath: "\(folder)/gallery.html"))
    }
}
