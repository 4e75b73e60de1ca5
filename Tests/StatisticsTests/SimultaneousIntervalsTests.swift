import Statistics
import Testing

@Suite("Intervals that hold together")
struct SimultaneousIntervalsTests {
    private struct Paired: Decodable {
        struct Expected: Decodable {
            let differences, standardErrors: [Double]
            let intervals, simultaneous: [[Double]]
            let critical: Double

            enum CodingKeys: String, CodingKey {
                case differences, intervals, simultaneous, critical
                case standardErrors = "standard_errors"
            }
        }

        let name, seed: String
        let control: [[Double]]
        let others: [[[Double]]]
        let resamples: Int
        let expected: Expected
    }

    @Test func agreeWithPairedBootstrap() throws {
        for vector in try StudyVectors<Paired>("paired").cases {
            let settings = ([vector.control] + vector.others).map(byScenario)
            let sizes = settings[0].map(\.count)
            let samples = settings.map { setting in
                let values = Array(setting.joined())
                return ResampledSample(values, slots: Array(values.indices))
            }
            let bootstrap = StratifiedBootstrap(seed: try #require(UInt64(vector.seed)))
            let rows = bootstrap.rows(resamples: vector.resamples, of: [sizes]) { tallies, _ in
                samples.map { sample in tallies.counts.withUnsafeBufferPointer { sample.interquartileMeans($0) } }
            }
            let means = settings.map(Aggregate.interquartileMean)
            let differences = means.dropFirst().map { $0 - means[0] }
            let resampled = rows.dropFirst().map { row in zip(row, rows[0]).map { $0 - $1 } }
            let result = SimultaneousIntervals(differences, resampled: resampled, rounding: 1e-12)
            let critical = vector.expected.critical
            #expect(abs(result.critical - critical) <= 1e-9 * critical, "\(vector.name): \(result.critical)")
            for index in vector.others.indices {
                var values = resampled[index]
                let interval = StratifiedBootstrap.interval(of: &values)
                let together = result.intervals[index]
                let expected = vector.expected
                for (value, expected) in [
                    (differences[index], expected.differences[index]),
                    (result.standardErrors[index], expected.standardErrors[index]),
                    (interval.lowerBound, expected.intervals[index][0]),
                    (interval.upperBound, expected.intervals[index][1]),
                    (together.lowerBound, expected.simultaneous[index][0]),
                    (together.upperBound, expected.simultaneous[index][1]),
                ] {
                    #expect(abs(value - expected) <= 1e-12, "\(vector.name), setting \(index): \(value), \(expected)")
                }
            }
        }
    }
}
