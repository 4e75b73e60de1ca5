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
            let drawing = chart.layout(typesetter: typesetter, parts: .titled)
            for (suffix, theme) in [("", Theme.light), ("-dark", Theme.dark)] {
                let png = try PNGImage.encode(drawing, typesetter: typesetter, theme: theme)
                try Data(png).write(to: URL(fileURLWithPath: "\(folder)/\(name)\(suffix).png"))
            }
        }
    }
}
