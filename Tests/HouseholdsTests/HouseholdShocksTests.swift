import Households
import NumericKernels
import Testing

@Suite("Shocks of a household")
struct HouseholdShocksTests {
    /// One Philox block a month: the numbers that every stored run was made of.
    @Test func aMonthIsOneBlock() {
        let shocks = HouseholdShocks(seed: 7, purpose: .trainingShock)
        let random = CounterRandom(seed: 7, purpose: .trainingShock)
        for (episode, month) in [(0, 0), (3, 11), (1 << 40, 119)] {
            let chance = random.normalsAndUniform(index: UInt64(episode), counter: UInt32(month))
            #expect(
                shocks.shock(episode: UInt64(episode), month: month)
                    == Shock(
                        expense: chance.normals.0, investmentReturn: chance.normals.1, emergency: chance.uniform))
        }
    }

    private func sample(pairs: Int, emergencies: Double, episode: UInt64 = 3, month: Int = 7) -> [ShockSample.Weighted]
    {
        let sample = ShockSample(seed: 1, pairs: pairs, emergencyProbability: emergencies)
        return Array(unsafeUninitializedCapacity: sample.count) { buffer, count in
            sample.draw(episode: episode, month: month, into: buffer)
            count = sample.count
        }
    }

    @Test(arguments: [1, 4, 6, 32], [0, 0.05, 1])
    func weightsAddUpToOne(pairs: Int, emergencies: Double) {
        let sample = sample(pairs: pairs, emergencies: emergencies)
        #expect(sample.count == 2 * pairs * (emergencies == 0.05 ? 2 : 1))
        #expect(abs(sample.reduce(0) { $0 + $1.weight } - 1) < 1e-12)
        let frequency = sample.filter { $0.shock.emergency < emergencies }.reduce(0) { $0 + $1.weight }
        #expect(abs(frequency - emergencies) < 1e-12)
    }

    /// Bills and returns are both drawn, each from a stream of its own, and both mirrored. An objective that looks at
    /// the portfolio is compared under returns, not under their mean.
    @Test func pairsMirrorBillsAndReturns() {
        let sample = sample(pairs: 32, emergencies: 0).map(\.shock)
        for first in stride(from: 0, to: sample.count, by: 2) {
            #expect(sample[first].expense == -sample[first + 1].expense)
            #expect(sample[first].investmentReturn == -sample[first + 1].investmentReturn)
        }
        let numbers = sample.flatMap { [$0.expense, $0.investmentReturn] }
        #expect(Set(numbers).count == 2 * 64 && !numbers.contains(0))
    }

    @Test func monthsAndEpisodesDiffer() {
        let all = [(3, 7), (3, 8), (4, 7)].flatMap { episode, month in
            sample(pairs: 32, emergencies: 0, episode: UInt64(episode), month: month).map(\.shock.investmentReturn)
        }
        #expect(Set(all).count == 3 * 64)
    }
}
