import Foundation
import Households
import Learning
import NumericKernels
import TestSupport
import Testing

@Suite("Evaluation episodes")
struct EvaluationRunTests {
    let run = EvaluationRun(scenario: .small, episodes: 30, seed: 5)

    @Test func areTheSameForAllPolicies() {
        let first = bills(.rule(.allCash, in: run.calendar))
        #expect(first.count == 24 && first.allSatisfy { $0.count == 30 && !$0.contains(nil) })
        #expect(first == bills(.random(seed: 3)))
        #expect(Set(first[0]).count == 30)
    }

    @Test func differFromSeedToSeedAndFromThoseOfOtherPurposes() {
        func rewards(_ seed: UInt64, _ purpose: RandomPurpose = .evaluationShock) -> [Double] {
            EvaluationRun(scenario: .small, episodes: 5, seed: seed, purpose: purpose)
                .play(SingleHouseholdPolicy.rule(.allCash, in: run.calendar)).map(\.reward)
        }
        #expect(rewards(1) == rewards(1))
        let all = [rewards(1), rewards(2), rewards(1, .trainingShock), rewards(1, .ruleTuningShock)]
        #expect(Set(all.joined()).count == 20)
    }

    @Test func moreEpisodesBeginWithTheSame() {
        let few = EvaluationRun(scenario: .small, episodes: 7, seed: 5).play(SingleHouseholdPolicy.random(seed: 1))
        #expect(few == Array(run.play(SingleHouseholdPolicy.random(seed: 1)).prefix(7)))
    }

    @Test func livesEndOneByOne() {
        // Cash swings around 250 EUR, so that one after the other is caught by a high bill.
        let policy = SingleHouseholdPolicy { life in
            life.household.cash > 250
                ? Allocation(invest: 0.45, save: 0.55, consume: 0) : Allocation(invest: 0.35, save: 0.65, consume: 0)
        }
        var alive: [Int] = []
        let metrics = run.play(policy) { lives, outcomes in
            alive.append(outcomes.compactMap(\.self).count)
            #expect(lives.count == 30 && outcomes.count == 30)
        }
        #expect(metrics.contains { $0.insolvent } && Set(metrics.map(\.length)).count > 5)
        for (month, count) in alive.enumerated() { #expect(count == metrics.filter { $0.length > month }.count) }
        #expect(alive.count == metrics.map(\.length).max())
    }

    @Test func randomAllocationsAreSoftmaxOfUniformLogits() {
        var (lowest, highest) = (1.0, 0.0)
        var sums = [0.0, 0, 0]
        var count = 0.0
        _ = EvaluationRun(scenario: .small, episodes: 400, seed: 5).play(SingleHouseholdPolicy.random(seed: 1)) {
            _, outcomes in
            for allocation in outcomes.compactMap({ $0?.allocation }) {
                let shares = [allocation.invest, allocation.save, allocation.consume]
                for index in 0..<3 { sums[index] += shares[index] }
                lowest = min(lowest, shares.min() ?? 0)
                highest = max(highest, shares.max() ?? 1)
                count += 1
            }
        }
        // Logits in [−2, 2]: shares from 1/(1 + 2e⁴) to 1/(1 + 2e⁻⁴), a third on average.
        #expect(lowest > 1 / (1 + 2 * exp(4.0)) && lowest < 0.02)
        #expect(highest < 1 / (1 + 2 * exp(-4.0)) && highest > 0.9)
        for sum in sums { #expect(abs(sum / count - 1.0 / 3) < 5 * 0.25 / count.squareRoot()) }
    }

    /// The evaluation forwards in tiles of the lives that go on; each life's decision is its own.
    @Test func aLifesDecisionsDoNotDependOnTheOthers() {
        let all = run.play(HierarchicalPolicy(untrained: .small, seed: 2))
        let few = EvaluationRun(scenario: .small, episodes: 1, seed: 5)
            .play(HierarchicalPolicy(untrained: .small, seed: 2))
        #expect(few == [all[0]])
    }

    /// [month][episode]: the variable expense and the emergency, EUR.
    private func bills(_ policy: SingleHouseholdPolicy) -> [[Double?]] {
        var result: [[Double?]] = []
        var scenario = Scenario.small
        scenario.environment.initialCash = 1e6
        let run = EvaluationRun(scenario: scenario, episodes: 30, seed: 5)
        _ = run.play(policy) { _, outcomes in
            result.append(outcomes.map { outcome in outcome.map { $0.variableExpense + $0.emergencyExpense } })
        }
        return result
    }
}
