import Foundation
import NumericKernels
import Statistics
import Testing

@Suite("Running moments")
struct RunningMomentsTests {
    private let values: [Double] = {
        let noise = CounterRandom(seed: 1, purpose: .resampling)
        return (0..<1000).map { 1e4 + 3 * noise.normals(index: 0, counter: UInt32($0))[0] }
    }()

    @Test func manyAtOnceAndOneByOneAgreeWithADirectComputation() {
        var pieces = RunningMoments()
        for piece in [0..<1, 1..<4, 4..<4, 4..<300, 300..<1000] { pieces.add(Array(values[piece])) }
        var single = RunningMoments()
        for value in values { single.add(value) }
        let mean = values.reduce(0, +) / 1000
        let deviations = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        for moments in [pieces, single] {
            #expect(moments.count == 1000)
            #expect(abs(moments.mean - mean) < 1e-9 * mean)
            #expect(abs(moments.squaredDeviations - deviations) < 1e-9 * deviations)
            #expect(abs(moments.populationVariance - deviations / 1000) < 1e-9)
            #expect(abs(moments.sampleVariance - deviations / 999) < 1e-9)
            #expect(abs(moments.standardDeviation - (deviations / 1000).squareRoot()) < 1e-9)
        }
    }

    /// The mean, 10^9 + 10, dwarfs the variance, 30 (Chan, Golub & LeVeque's example of what Σx² − n·mean² loses).
    @Test func aLargeMeanCostsNoDigits() {
        var moments = RunningMoments()
        for value in [4.0, 7, 13, 16] { moments.add(1e9 + value) }
        #expect(moments.mean == 1e9 + 10 && moments.sampleVariance == 30)
    }

    @Test func whereThereIsNoSpreadNothingIsScaled() {
        var moments = RunningMoments()
        #expect(moments.standardDeviation == 1 && moments.populationVariance == 0 && moments.sampleVariance == 0)
        moments.add([5])
        #expect(moments.standardDeviation == 1)
        moments.add([5, 5, 5])
        #expect(moments.standardDeviation == 1)
        moments.add([7])
        #expect(abs(moments.standardDeviation - 0.8) < 1e-12)
    }

    @Test func storedNamesStay() throws {
        let stored = #"{"count":2,"mean":1.5,"squared_deviations":0.5}"#
        var moments = RunningMoments()
        moments.add([1, 2])
        #expect(try JSONDecoder().decode(RunningMoments.self, from: Data(stored.utf8)) == moments)
    }
}
