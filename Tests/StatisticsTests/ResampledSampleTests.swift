import Statistics
import Testing

@Suite("Samples whose resamples are not put in order")
struct ResampledSampleTests {
    private struct Profiles: Decodable {
        struct Expected: Decodable {
            let interval: [[Double]]

            enum CodingKeys: String, CodingKey { case interval = "run_scores_interval" }
        }

        let name, seed: String
        let scores: [[Double]]
        let taus: [Double]
        let resamples: Int
        let expected: Expected
    }

    @Test func profilesAgreeWithRliable() throws {
        for vector in try StudyVectors<Profiles>("profiles").cases {
            let scores = byScenario(vector.scores)
            let values = Array(scores.joined())
            let sample = ResampledSample(values, slots: Array(values.indices))
            let descending = Array(vector.taus.reversed())
            #expect(descending == descending.sorted(by: >))
            let ranks = descending.map { tau in values.count { $0 <= tau } }
            let bootstrap = StratifiedBootstrap(seed: try #require(UInt64(vector.seed)))
            let rows = bootstrap.rows(resamples: vector.resamples, of: [scores.map(\.count)]) { tallies, _ in
                var shares: [ResampleTallies.Lanes] = []
                tallies.counts.withUnsafeBufferPointer { sample.shares(above: ranks, $0) { shares.append($1) } }
                return shares.reversed()
            }
            for index in rows.indices {
                var row = rows[index]
                let interval = StratifiedBootstrap.interval(of: &row)
                let expected = vector.expected.interval.map { $0[index] }
                #expect(
                    abs(interval.lowerBound - expected[0]) <= 1e-12 && abs(interval.upperBound - expected[1]) <= 1e-12,
                    "\(vector.name), τ = \(vector.taus[index]): \(interval), not \(expected)")
            }
        }
    }

    /// As `Aggregate` has it of the values that were drawn.
    @Test func interquartileMeansAreThoseOfTheResamples() {
        let strata = [[0.9, -3, 0.7, 0.9, 1.1], [0.2], [0.5, 0.5, 0.5, 7, 0.1, 0.4, 0.6]]
        let values = Array(strata.joined())
        let sample = ResampledSample(values, slots: Array(values.indices))
        let bootstrap = StratifiedBootstrap(seed: 5)
        let rows = bootstrap.rows(resamples: 30, of: [strata.map(\.count)]) { tallies, _ in
            [tallies.counts.withUnsafeBufferPointer { sample.interquartileMeans($0) }]
        }
        for (resample, mean) in rows[0].enumerated() {
            let drawn = bootstrap.draw(strata, resample: UInt64(resample))
            #expect(abs(mean - Aggregate.interquartileMean(drawn)) <= 1e-14)
        }
        #expect(Set(rows[0]).count > 10)
    }
}
