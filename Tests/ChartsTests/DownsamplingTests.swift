import Charts
import Testing

@Suite("Downsampling")
struct DownsamplingTests {
    /// The same by filtering and sorting, column by column.
    private func naive(_ series: Series, range: ClosedRange<Double>, columns: Int) -> [Int] {
        let width = range.upperBound - range.lowerBound
        var kept: Set<Int> = []
        for column in 0..<columns {
            let places = (0..<series.count).filter { index in
                let place = (series.x[index] - range.lowerBound) * (Double(columns) / width)
                return min(columns - 1, max(0, Int(place))) == column
            }
            let drawable = places.filter { AxisScale.isDrawable(series.y[$0]) }
            kept.formUnion([drawable.first, drawable.last].compactMap { $0 })
            kept.formUnion([drawable.min { series.y[$0] < series.y[$1] }].compactMap { $0 })
            let highest = drawable.map { series.y[$0] }.max()
            kept.formUnion([drawable.first { series.y[$0] == highest }].compactMap { $0 })
            kept.formUnion([places.first { !AxisScale.isDrawable(series.y[$0]) }].compactMap { $0 })
        }
        return kept.sorted()
    }

    @Test("Keeps first, last, lowest and highest of each column", arguments: [1, 2, 7, 50, 333])
    func exact(columns: Int) {
        let series = Series(values: SampleCharts.rewards(count: 5000, seed: UInt64(columns)))
        let kept = Downsampling.columnExtremes(series, range: 1...5000, columns: columns)
        #expect(kept == naive(series, range: 1...5000, columns: columns))
        #expect(kept.count <= 4 * columns)
        #expect(kept.first == 0)
        #expect(kept.last == 4999)
    }

    @Test("Keeps gaps")
    func gaps() {
        var values = SampleCharts.rewards(count: 4000)
        for index in 1000..<2000 { values[index] = .nan }
        values[17] = .infinity
        let series = Series(values: values)
        let kept = Downsampling.columnExtremes(series, range: 1...4000, columns: 100)
        #expect(kept == naive(series, range: 1...4000, columns: 100))
        #expect(kept.contains(17))
        #expect(kept.contains { (1000..<2000).contains($0) })
    }

    @Test("Leaves short series alone")
    func short() {
        let series = Series(values: SampleCharts.rewards(count: 400))
        #expect(Downsampling.thinned(series, range: 1...400, columns: 100) == series)
        #expect(Downsampling.thinned(Series(values: []), range: 0...1, columns: 10).isEmpty)
    }

    @Test("Constant values keep two points a column")
    func constant() {
        let series = Series(values: [Double](repeating: 3, count: 1000))
        #expect(Downsampling.columnExtremes(series, range: 1...1000, columns: 10).count == 20)
    }

    @Test("Uneven places fall into their columns")
    func uneven() {
        let x = (0..<3000).map { Double($0 * $0) }
        let series = Series(x: x, y: SampleCharts.rewards(count: 3000))
        let range = 0...x[2999]
        #expect(
            Downsampling.columnExtremes(series, range: range, columns: 64) == naive(series, range: range, columns: 64))
    }
}
