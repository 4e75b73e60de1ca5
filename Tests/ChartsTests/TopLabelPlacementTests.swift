import Charts
import Testing

@Suite("Labels of vertical lines")
struct TopLabelPlacementTests {
    @Test("A single label is centred on its line, as far as the edges allow")
    func single() {
        #expect(TopLabelPlacement.places(lines: [100], widths: [40], maximumX: 400) == [.init(left: 80, row: 0)])
        #expect(TopLabelPlacement.places(lines: [5], widths: [40], maximumX: 400) == [.init(left: 0, row: 0)])
        #expect(TopLabelPlacement.places(lines: [399], widths: [40], maximumX: 400) == [.init(left: 360, row: 0)])
    }

    @Test("Two near lines have their labels on either side, in one row")
    func pair() {
        let places = TopLabelPlacement.places(lines: [210, 200], widths: [60, 50], maximumX: 400)
        #expect(places == [.init(left: 214, row: 0), .init(left: 146, row: 0)])
    }

    @Test("Labels never overlap")
    func apart() {
        var noise = SampleCharts.Noise(state: 9)
        for _ in 0..<200 {
            let lines = (0..<5).map { _ in 400 * noise.uniform() }
            let widths = (0..<5).map { _ in 20 + 120 * noise.uniform() }
            let places = TopLabelPlacement.places(lines: lines, widths: widths, maximumX: 400)
            for first in places.indices {
                #expect(places[first].left >= 0 && places[first].left + widths[first] <= 400 + 1e-9)
                for second in 0..<first where places[first].row == places[second].row {
                    let overlap =
                        min(places[first].left + widths[first], places[second].left + widths[second])
                        - max(places[first].left, places[second].left)
                    #expect(overlap < 0)
                }
            }
        }
    }
}
