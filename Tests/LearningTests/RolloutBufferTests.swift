import Foundation
import Learning
import Statistics
import Testing

@Suite("Rollout buffer")
struct RolloutBufferTests {
    static let lengths = [4, 0, 7, 1]

    private func buffer() -> RolloutBuffer {
        let buffer = RolloutBuffer(tracks: 4, capacity: 7, inputs: 2)
        var numbers = TestNumbers(3)
        for (track, length) in Self.lengths.enumerated() {
            buffer.lengths[track] = length
            for step in 0...length {
                let row = buffer.row(track: track, step: step)
                buffer.rewards[row] = 1 + numbers.next()
                buffer.values[row] = Float(numbers.next())
                buffer.valueScales[row] = [0.5, 1, 0.25, 0.75][step % 4]
                buffer.discounts[row] = 0.9
            }
        }
        buffer.discounts[buffer.row(track: 0, step: 3)] = 0
        return buffer
    }

    private func rows(_ buffer: RolloutBuffer, track: Int) -> Range<Int> {
        buffer.row(track: track)..<buffer.row(track: track, step: Self.lengths[track])
    }

    @Test func samplesAreTheRowsOfAllDecisions() {
        // A row more than its capacity for each track: what follows the last decision.
        #expect(buffer().samples == [0, 1, 2, 3, 16, 17, 18, 19, 20, 21, 22, 24])
        let buffer = buffer()
        buffer.clear()
        #expect(buffer.samples.isEmpty)
    }

    @Test func rewardsAreScaledByTheSpreadOfDiscountedReturns() {
        let buffer = buffer()
        var moments = RunningMoments()
        moments.add([10, -10, 4])
        var returns = [10.0, -10, 4]
        var before: [Double] = []
        for track in 0..<4 {
            var sum = 0.0
            for row in rows(buffer, track: track) {
                sum = 0.7 * sum + buffer.rewards[row]
                returns.append(sum)
                before.append(buffer.rewards[row])
            }
        }
        buffer.scaleRewards(gamma: 0.7, moments: &moments)
        let mean = returns.reduce(0, +) / Double(returns.count)
        let deviation = (returns.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(returns.count)).squareRoot()
        #expect(moments.count == Double(returns.count))
        let after = buffer.samples.map { buffer.rewards[Int($0)] }
        for (scaled, original) in zip(after, before) { #expect(abs(scaled - original / deviation) < 1e-12) }
    }

    /// Both are measured in the rows' scales.
    @Test func targetsAreReturnsAndAdvantagesAreNormalized() {
        let buffer = buffer()
        var raw: [Double] = []
        for track in 0..<4 {
            var advantage = 0.0
            var reversed: [Double] = []
            for row in rows(buffer, track: track).reversed() {
                let difference =
                    buffer.rewards[row] + buffer.discounts[row] * Double(buffer.values[row + 1])
                    - Double(buffer.values[row])
                advantage = difference + 0.8 * buffer.discounts[row] * advantage
                reversed.append(advantage)
            }
            raw += reversed.reversed()
        }
        buffer.computeAdvantages(lambda: 0.8)
        let rows = buffer.samples.map { Int($0) }
        for (row, advantage) in zip(rows, raw) {
            let target = (advantage + Double(buffer.values[row])) / Double(buffer.valueScales[row])
            #expect(abs(Double(buffer.targets[row]) - target) < 5e-6)
        }
        expectNormalized(buffer, zip(rows, raw).map { $1 / Double(buffer.valueScales[$0]) })
    }

    /// Expects advantages of mean 0 and standard deviation 1 that are `raw` otherwise.
    private func expectNormalized(_ buffer: RolloutBuffer, _ raw: [Double]) {
        let mean = raw.reduce(0, +) / Double(raw.count)
        let deviation = (raw.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(raw.count)).squareRoot()
        for (row, advantage) in zip(buffer.samples.map { Int($0) }, raw) {
            #expect(abs(Double(buffer.advantages[row]) - (advantage - mean) / deviation) < 1e-5)
        }
    }

    /// The definition, with r and v the mean reward and value that follow from the mean of the policy:
    /// δ_k = r_k + v_k − V_k and target_k = V_k + Σ over j ≥ k of (Π over i in k..<j of λ·d_i)·δ_j. A_k is r + v of the
    /// drawn action less those of the mean. Both are in the rows' scales.
    @Test func comparedAdvantagesAreThoseBeyondTheMeanOfThePolicy() {
        let (buffer, scale) = (buffer(), 0.25)
        var numbers = TestNumbers(8)
        for row in buffer.samples.map({ Int($0) }) {
            var comparison = DecisionComparison()
            comparison.drawnReward = 4 * numbers.next()
            comparison.meanReward = 4 * numbers.next()
            comparison.drawnValue = numbers.next()
            comparison.meanValue = numbers.next()
            buffer.comparisons[row] = comparison
        }
        buffer.computeComparedAdvantages(lambda: 0.8, rewardScale: scale)
        var raw: [Double] = []
        for track in 0..<4 {
            let rows = rows(buffer, track: track)
            let differences = rows.map { row in
                scale * buffer.comparisons[row].meanReward + buffer.comparisons[row].meanValue
                    - Double(buffer.values[row])
            }
            for (k, row) in rows.enumerated() {
                let sum = (k..<rows.count).reduce(0.0) { sum, j in
                    sum + rows.prefix(j).dropFirst(k).reduce(1) { $0 * 0.8 * buffer.discounts[$1] } * differences[j]
                }
                let unit = Double(buffer.valueScales[row])
                #expect(abs(Double(buffer.targets[row]) - (Double(buffer.values[row]) + sum) / unit) < 1e-5)
                let comparison = buffer.comparisons[row]
                let reward = scale * (comparison.drawnReward - comparison.meanReward)
                raw.append((reward + comparison.drawnValue - comparison.meanValue) / unit)
            }
        }
        expectNormalized(buffer, raw)
    }

    /// One track of two steps, the second of which ends the episode.
    private func twoSteps(rewards: [Double], values: [Float]) -> RolloutBuffer {
        let buffer = RolloutBuffer(tracks: 1, capacity: 2, inputs: 2)
        buffer.lengths[0] = 2
        for step in 0..<2 {
            buffer.rewards[step] = rewards[step]
            buffer.discounts[step] = step == 0 ? 0.5 : 0
        }
        for row in 0..<3 { buffer.values[row] = values[row] }
        return buffer
    }

    /// With λ = 1 and a perfect critic of a deterministic world there is nothing to gain, and all is explained.
    @Test func aPerfectCriticLeavesNothing() {
        let buffer = twoSteps(rewards: [1, 4], values: [3, 4, 7])
        buffer.computeAdvantages(lambda: 1)
        #expect((0..<2).map { buffer.advantages[$0] } == [0, 0] && (0..<2).map { buffer.targets[$0] } == [3, 4])
        #expect(buffer.explainedVariance == 1)
    }

    @Test func nothingBeyondTheEndCounts() {
        let targets = [Float(7), -1000].map { beyond in
            let buffer = twoSteps(rewards: [1, 2], values: [0.5, 0.5, beyond])
            buffer.computeAdvantages(lambda: 0.95)
            return (0..<2).map { buffer.targets[$0] }
        }
        #expect(targets[0] == targets[1])
    }

    /// Values that are the targets' mean explain nothing; half way to the targets, three quarters of their variance.
    @Test(arguments: [(3.5, 3.5, 0.0), (3.25, 3.75, 0.75), (4.0, 3.0, -3)])
    func varianceIsExplainedByHowNearTheValuesAre(first: Double, second: Double, expected: Double) {
        let buffer = twoSteps(rewards: [1, 4], values: [3, 4, 0])
        buffer.computeAdvantages(lambda: 1)
        buffer.values[0] = Float(first)
        buffer.values[1] = Float(second)
        #expect(abs(buffer.explainedVariance - expected) < 1e-12)
        // In the scale of the rows: what the critic says, and what it learns.
        for row in 0..<2 {
            buffer.values[row] *= 0.25
            buffer.valueScales[row] = 0.25
        }
        #expect(abs(buffer.explainedVariance - expected) < 1e-12)
    }

    /// Equal targets, none at all, and equal ones whose mean misses them by a rounding: a number comes out, never NaN.
    @Test func whereThereIsNothingToExplainNothingIs() {
        let buffer = RolloutBuffer(tracks: 1, capacity: 3, inputs: 2)
        #expect(buffer.explainedVariance == 0)
        buffer.lengths[0] = 3
        for target in [Float(0), 0.1, 1e30] {
            for row in 0..<3 {
                buffer.targets[row] = target
                buffer.values[row] = Float(row)
            }
            #expect(buffer.explainedVariance == 0)
        }
    }

    @Test func anAdvantageAloneIsNoReasonToChange() {
        let buffer = RolloutBuffer(tracks: 1, capacity: 1, inputs: 2)
        buffer.lengths[0] = 1
        buffer.rewards[0] = 5
        buffer.computeAdvantages(lambda: 0.95)
        #expect(buffer.advantages[0] == 0 && buffer.targets[0] == 5)
    }
}
