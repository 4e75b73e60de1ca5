import Statistics
import Testing

@Suite("Aggregates of scores")
struct AggregateTests {
    private struct Aggregates: Decodable {
        let name: String
        let scores: [[Double]]
        let expected: AggregateValues<Double>
    }

    @Test func agreeWithRliable() throws {
        for vector in try StudyVectors<Aggregates>("aggregates").cases {
            for (index, (aggregate, expected)) in vector.expected.all.enumerated() {
                let value = aggregate(byScenario(vector.scores))
                #expect(
                    agrees(value, expected, scores: vector.scores),
                    "\(vector.name), aggregate \(index): \(value), not \(expected)")
            }
        }
    }

    private struct Improvement: Decodable {
        struct Expected: Decodable {
            let probability: Double
            let interval: [Double]
        }

        let name, seed: String
        let x, y: [[Double]]
        let resamples: Int
        let expected: Expected
    }

    @Test func improvementAgreesWithRliable() throws {
        for vector in try StudyVectors<Improvement>("improvement").cases {
            let (x, y) = (byScenario(vector.x), byScenario(vector.y))
            let probability = Aggregate.probabilityOfImprovement(x, over: y)
            #expect(agrees(probability, vector.expected.probability, scores: [[1]]), "\(vector.name): \(probability)")
            let interval = try interval(x, y, seed: #require(UInt64(vector.seed)), resamples: vector.resamples)
            #expect(
                agrees(interval.lowerBound, vector.expected.interval[0], scores: [[1]]), "\(vector.name): \(interval)")
            #expect(
                agrees(interval.upperBound, vector.expected.interval[1], scores: [[1]]), "\(vector.name): \(interval)")
        }
    }

    private func interval(_ x: [[Double]], _ y: [[Double]], seed: UInt64, resamples: Int) -> ClosedRange<Double> {
        let layouts = ResampleTallies(sizes: [x.map(\.count), y.map(\.count)]).layouts
        var (slot, otherSlot) = (layouts[0].slots.lowerBound, layouts[1].slots.lowerBound)
        let wins = zip(x, y).map { x, y in
            defer { (slot, otherSlot) = (slot + x.count, otherSlot + y.count) }
            return ResampledWins(x, slots: slot..<slot + x.count, over: y, slots: otherSlot..<otherSlot + y.count)
        }
        var rows = StratifiedBootstrap(seed: seed).rows(resamples: resamples, of: layouts.map(\.sizes)) {
            mine, others in
            let shares = wins.map { wins in
                mine.counts.withUnsafeBufferPointer { mine in
                    others.counts.withUnsafeBufferPointer { wins.shares(mine, over: $0) }
                }
            }
            return [shares.reduce(into: ResampleTallies.Lanes()) { $0 += $1 } / Double(x.count)]
        }
        return StratifiedBootstrap.interval(of: &rows[0])
    }

    /// Scenarios need not have the same number of seeds.
    @Test func scenariosWithFewerSeedsCountAsMuchAsOthersInTheMean() {
        let scores = [[1.0], [0, 0.5, 0.1]]
        #expect(abs(Aggregate.mean(scores) - 0.6) < 1e-15)
        #expect(abs(Aggregate.interquartileMean(scores) - 0.3) < 1e-15)
        #expect(abs(Aggregate.optimalityGap(scores) - 0.6) < 1e-15)
    }
}
