import Statistics
import Testing

@Suite("Stratified bootstrap")
struct StratifiedBootstrapTests {
    private struct Resampling: Decodable {
        let seed: String
        let resample: UInt64
        let sizes: [Int]
        let expected: [[Int]]

        enum CodingKeys: String, CodingKey {
            case seed, resample, expected
            case sizes = "seeds_in_scenario"
        }
    }

    @Test func positionsAreThoseThatStudiesSpecify() throws {
        for vector in try StudyVectors<Resampling>("resampling").cases {
            let bootstrap = StratifiedBootstrap(seed: try #require(UInt64(vector.seed)))
            #expect(bootstrap.positions(resample: vector.resample, sizes: vector.sizes) == vector.expected)
        }
    }

    private struct Interval: Decodable {
        let name: String
        let scores: [[Double]]
        let seed: String?
        let resamples: Int
        let indices: [[[Int]]]?
        let expected: AggregateValues<[Double]>
    }

    @Test func intervalsAgreeWithRliable() throws {
        for vector in try StudyVectors<Interval>("intervals").cases {
            let scores = byScenario(vector.scores)
            for (index, (aggregate, expected)) in vector.expected.all.enumerated() {
                let interval = try interval(vector, scores, aggregate)
                #expect(
                    agrees(interval.lowerBound, expected[0], scores: scores)
                        && agrees(interval.upperBound, expected[1], scores: scores),
                    "\(vector.name), aggregate \(index): \(interval), not \(expected)")
            }
        }
    }

    /// Over the resamples that the vector spells out, or those of its seed.
    private func interval(
        _ vector: Interval, _ scores: [[Double]], _ aggregate: ([[Double]]) -> Double
    ) throws -> ClosedRange<Double> {
        guard let indices = vector.indices else {
            let bootstrap = StratifiedBootstrap(seed: try #require(vector.seed.flatMap { UInt64($0) }))
            return bootstrap.interval(of: scores, resamples: vector.resamples, aggregate)
        }
        return StratifiedBootstrap.interval(resamples: vector.resamples) { resample in
            aggregate(
                zip(scores, byScenario(indices[Int(resample)])).map { scores, places in places.map { scores[$0] } })
        }
    }
}
