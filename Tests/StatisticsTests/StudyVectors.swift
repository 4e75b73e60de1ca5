import Foundation
import NumericKernels
import Statistics
import Testing

/// Cases of studies that were computed with rliable 1.2.0, arch 7.2.0 and NumPy: the files in `Vectors`.
struct StudyVectors<Case: Decodable>: Decodable {
    let cases: [Case]

    init(_ name: String) throws {
        let url = try #require(Bundle.module.url(forResource: name, withExtension: "json", subdirectory: "Vectors"))
        self = try JSONDecoder().decode(Self.self, from: Data(contentsOf: url))
    }
}

/// Each of the aggregates, and a value of each.
struct AggregateValues<Value: Decodable>: Decodable {
    let mean, median, iqm: Value
    let optimalityGap: Value

    enum CodingKeys: String, CodingKey {
        case mean, median, iqm
        case optimalityGap = "optimality_gap"
    }

    var all: [(aggregate: ([[Double]]) -> Double, expected: Value)] {
        [
            (Aggregate.mean, mean), (Aggregate.median, median), (Aggregate.interquartileMean, iqm),
            (Aggregate.optimalityGap, optimalityGap),
        ]
    }
}

extension StratifiedBootstrap {
    /// The positions of studies.
    init(seed: UInt64) {
        let random = CounterRandom(seed: seed, purpose: .resampling)
        self.init { random.block(index: $0, counter: $1) }
    }
}

extension StratifiedBootstrap {
    /// The rows of numbers that `body` makes of the tallies of resamples, of whose number there need not be a multiple
    /// of the lanes.
    func rows(
        resamples: Int, of sizes: [[Int]], _ body: (ResampleTallies, ResampleTallies) -> [ResampleTallies.Lanes]
    ) -> [[Double]] {
        var tallies = ResampleTallies(sizes: sizes)
        var others = tallies
        var rows: [[Double]] = []
        for block in 0..<ResampleTallies.blocks(resamples: resamples) {
            let first = UInt64(block * ResampleTallies.Lanes.scalarCount)
            tallies.draw(from: first, of: self)
            others.draw(from: Self.firstOfOthers + first, of: self)
            let values = body(tallies, others)
            if rows.isEmpty { rows = Array(repeating: [], count: values.count) }
            for (row, values) in values.enumerated() {
                for lane in values.indices where rows[row].count < resamples { rows[row].append(values[lane]) }
            }
        }
        return rows
    }
}

/// `[seed][scenario]`, as rliable holds scores, scenario by scenario.
func byScenario<Value>(_ scores: [[Value]]) -> [[Value]] {
    scores[0].indices.map { scenario in scores.map { $0[scenario] } }
}

/// To 1e-12 of the largest score or of 1, whichever is larger.
func agrees(_ value: Double, _ expected: Double, scores: [[Double]]) -> Bool {
    let largest = scores.joined().map(\.magnitude).max() ?? 0
    return abs(value - expected) <= 1e-12 * max(1, largest)
}
