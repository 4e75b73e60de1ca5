import Foundation
import Learning
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
        let mean = raw.reduce(0, +) / Double(raw.count)
        let deviation = (raw.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(raw.count)).squareRoot()
        for (row, advantage) in zip(buffer.samples.map { Int($0) }, raw) {
            #expect(abs(Double(buffer.targets[row]) - (advantage + Double(buffer.values[row]))) < 1e-6)
            #expect(abs(Double(buffer.advantages[row]) - (advantage - mean) / deviation) < 1e-5)
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
