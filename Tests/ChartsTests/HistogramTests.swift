import Charts
import Testing

@Suite("Histograms")
struct HistogramTests {
    @Test("Every value is counted once, between round edges")
    func complete() {
        let values = SampleCharts.rewards(count: 1000)
        let histogram = Histogram(values)
        #expect(histogram.counts.reduce(0, +) == 1000)
        #expect(histogram.edges.count == histogram.counts.count + 1)
        #expect((8...40).contains(histogram.counts.count))
        for (bin, count) in histogram.counts.enumerated() {
            let isLast = bin == histogram.counts.count - 1
            let inside = values.count {
                $0 >= histogram.edges[bin]
                    && ($0 < histogram.edges[bin + 1] || isLast && $0 == histogram.edges[bin + 1])
            }
            #expect(inside == count)
        }
    }

    @Test("Awkward values", arguments: [[4.0], [0, 0, 0], [-1e12, 1e12], [.nan, 2, 3], [1e-9, 2e-9]])
    func awkward(values: [Double]) {
        #expect(Histogram(values).counts.reduce(0, +) == values.count { $0.isFinite })
    }

    @Test("No values, no bins")
    func empty() {
        #expect(Histogram([]).edges.isEmpty)
        #expect(Histogram([.nan]).counts.isEmpty)
        #expect(Histogram([], edges: [0, 1, 2]).counts == [0, 0])
    }

    @Test("Given edges leave out what lies beyond")
    func edges() {
        #expect(Histogram([-1, 0, 0.5, 1, 2, 3], edges: [0, 1, 2]).counts == [2, 2])
    }
}
