import Charts
import Testing

@Suite("Label stacks")
struct LabelStackTests {
    @Test("Labels with room stay where they are wanted")
    func untouched() {
        #expect(LabelStack.tops(centers: [20, 60, 100], heights: [10, 10, 10], bounds: 0...120) == [15, 55, 95])
    }

    @Test("Two labels at one place move apart by the same distance")
    func pair() {
        #expect(LabelStack.tops(centers: [50, 50], heights: [10, 10], bounds: 0...100) == [40, 50])
    }

    @Test("Labels stay inside, in order and apart, whatever is wanted")
    func property() {
        var noise = SampleCharts.Noise(state: 1)
        for count in 1...12 {
            for _ in 0..<50 {
                let centers = (0..<count).map { _ in -20 + 240 * noise.uniform() }
                let heights = (0..<count).map { _ in 10 + 6 * noise.uniform() }
                let tops = LabelStack.tops(centers: centers, heights: heights, bounds: 0...200)
                let order = centers.indices.sorted { centers[$0] < centers[$1] }
                for (one, next) in zip(order, order.dropFirst()) {
                    #expect(tops[next] >= tops[one] + heights[one] - 1e-9)
                }
                #expect(tops.allSatisfy { $0 >= -1e-9 })
                for index in tops.indices { #expect(tops[index] + heights[index] <= 200 + 1e-9) }
            }
        }
    }

    @Test("Moves are as small as can be: no shift of the whole makes them smaller")
    func optimal() {
        let centers: [Double] = [30, 34, 36, 90]
        let heights: [Double] = [14, 14, 14, 14]
        let tops = LabelStack.tops(centers: centers, heights: heights, bounds: 0...200)
        func cost(_ shift: Double) -> Double {
            (0..<3).map { index in
                let move = tops[index] + 7 + shift - centers[index]
                return move * move
            }.reduce(0, +)
        }
        #expect(cost(0) <= cost(0.5))
        #expect(cost(0) <= cost(-0.5))
        #expect(tops[3] == 83)
    }
}
