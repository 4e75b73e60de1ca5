import Households
import NumericKernels
import Statistics
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

    private func sample(
        _ sampling: ShockSampling = .independent, pairs: Int, emergencies: Double, episode: UInt64 = 3, month: Int = 7
    ) -> [ShockSample.Weighted] {
        let sample = ShockSample(seed: 1, pairs: pairs, sampling: sampling, emergencyProbability: emergencies)
        return Array(unsafeUninitializedCapacity: sample.count) { buffer, count in
            sample.draw(episode: episode, month: month, into: buffer)
            count = sample.count
        }
    }

    @Test(arguments: [1, 4, 6, 32], [0, 0.05, 1])
    func weightsAddUpToOne(pairs: Int, emergencies: Double) {
        for sampling in ShockSampling.allCases {
            let sample = sample(sampling, pairs: pairs, emergencies: emergencies)
            #expect(sample.count == 2 * pairs * (emergencies == 0.05 ? 2 : 1))
            #expect(abs(sample.reduce(0) { $0 + $1.weight } - 1) < 1e-12)
            let frequency = sample.filter { $0.shock.emergency < emergencies }.reduce(0) { $0 + $1.weight }
            #expect(abs(frequency - emergencies) < 1e-12)
        }
    }

    /// Of four pairs, |ε| lies below .8, 1.6 and 2.4 once each, and once beyond; each weighs what that is probable.
    @Test func strataHoldOneEach() {
        let bounds = [0, 0.8, 1.6, 2.4, .infinity]
        // 1 − Φ of the bounds, from SciPy 1.17's scipy.stats.norm.sf.
        let tails = [0.5, 0.21185539858339664, 0.05479929169955799, 0.008197535924596131, 0]
        for month in 0..<200 {
            let sample = sample(.stratified, pairs: 4, emergencies: 0, month: month)
            for pair in 0..<4 {
                let (first, second) = (sample[2 * pair], sample[2 * pair + 1])
                #expect(first.shock.expense == -second.shock.expense && first.weight == second.weight)
                #expect(first.shock.expense >= bounds[pair] && first.shock.expense <= bounds[pair + 1])
                #expect(abs(first.weight - (tails[pair] - tails[pair + 1])) < 1e-15)
            }
        }
    }

    /// E[(ε − 2)⁺] = φ(2) − 2·(1 − Φ(2)) = .008491, the like of a rare bankruptcy, by 2,000 months of four pairs:
    /// without bias, and with less than a quarter of the error that independent shocks make.
    @Test func strataAreUnbiasedAndPrecise() {
        func estimate(_ sampling: ShockSampling) -> MeanEstimate {
            MeanEstimate(
                of: (0..<2000).map { month in
                    sample(sampling, pairs: 4, emergencies: 0, month: month).reduce(0) {
                        $0 + $1.weight * max(0, $1.shock.expense - 2)
                    }
                })
        }
        let (stratified, independent) = (estimate(.stratified), estimate(.independent))
        for estimate in [stratified, independent] {
            #expect(abs(estimate.mean - 0.008490702616829) < 4 * estimate.standardError)
        }
        #expect(stratified.standardError < 0.25 * independent.standardError)
    }

    /// A shock whose stratum has a bound in it becomes two, one on each side; the weight above is what is probable, to
    /// the last digits. Independent shocks stand for all that may happen, and stay whole.
    @Test func strataAreSplitAtABound() {
        for bound in [-3.1, -1.2, 0.05, 0.8, 2.5, 3.9] {
            var (above, parts) = (0.0, 0)
            for shock in sample(.stratified, pairs: 4, emergencies: 0) {
                guard let (inner, outer) = shock.split(at: .init(bound)) else {
                    if shock.shock.expense > bound { above += shock.weight }
                    continue
                }
                parts += 1
                #expect(abs(inner.weight + outer.weight - shock.weight) < 1e-15)
                #expect(abs(inner.shock.expense) < abs(outer.shock.expense))
                #expect((inner.shock.expense > bound) != (outer.shock.expense > bound))
                #expect(inner.shock.investmentReturn == shock.shock.investmentReturn)
                above += (inner.shock.expense > bound ? inner : outer).weight
            }
            // An end of a stratum divides nothing.
            #expect(parts == (bound == 0.8 ? 0 : 1))
            #expect(abs(above - StandardNormal.distribution(-bound)) < 1e-12)
            #expect(sample(pairs: 4, emergencies: 0).allSatisfy { $0.split(at: .init(bound)) == nil })
        }
        for bound in [-Double.infinity, .infinity, .nan] {
            #expect(sample(.stratified, pairs: 4, emergencies: 0).allSatisfy { $0.split(at: .init(bound)) == nil })
        }
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
