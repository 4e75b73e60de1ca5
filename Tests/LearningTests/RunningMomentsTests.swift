import Learning
import Testing

@Suite("Running moments")
struct RunningMomentsTests {
    @Test func agreeWithADirectComputation() {
        var numbers = TestNumbers(1)
        let values = numbers.list(1000).map { 1e4 + 3 * $0 }
        var moments = RunningMoments()
        for piece in [0..<1, 1..<4, 4..<4, 4..<300, 300..<1000] { moments.add(values[piece]) }
        let mean = values.reduce(0, +) / 1000
        let deviations = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        #expect(moments.count == 1000)
        #expect(abs(moments.mean - mean) < 1e-9 * mean)
        #expect(abs(moments.squaredDeviations - deviations) < 1e-9 * deviations)
        #expect(abs(moments.standardDeviation - (deviations / 1000).squareRoot()) < 1e-9)
    }

    @Test func whereThereIsNoSpreadNothingIsScaled() {
        var moments = RunningMoments()
        #expect(moments.standardDeviation == 1)
        moments.add([5])
        #expect(moments.standardDeviation == 1)
        moments.add([5, 5, 5])
        #expect(moments.standardDeviation == 1)
        moments.add([7])
        #expect(abs(moments.standardDeviation - 0.8) < 1e-12)
    }
}
