import Households
import Learning
import NumericKernels
import Statistics
import TestSupport
import Testing

@Suite("Evaluation")
struct PolicyEvaluatorTests {
    static let evaluation = Result { try evaluate(threads: 2) }

    private static func evaluate(threads: Int) throws -> Evaluation {
        let state = try TrainingResult.train(.small).state
        return try PolicyEvaluator(scenario: .small, state: state, trainingSeed: 1, threads: threads)
            .evaluate(episodes: 60, seed: 9)
    }

    private func policy(_ kind: PolicyKind) throws -> PolicyEvaluation {
        try #require(try Self.evaluation.get().policies.first { $0.policy == kind })
    }

    @Test func threadsChangeNothing() throws {
        #expect(try Self.evaluate(threads: 1) == Self.evaluation.get())
    }

    @Test func allPoliciesAreThere() throws {
        let evaluation = try Self.evaluation.get()
        #expect(evaluation.episodes == 60 && evaluation.seed == 9 && evaluation.horizon == 24)
        #expect(evaluation.policies.first?.policy == .trained)
        #expect(evaluation.policies.map(\.policy) == PolicyKind.ofReward)
        #expect(evaluation.policies.map { $0.goalAdherence != nil } == evaluation.policies.map(hasGoals))
        #expect(try policy(.tunedRule).settings != nil)
    }

    private func hasGoals(_ policy: PolicyEvaluation) -> Bool {
        policy.policy == .trained || policy.policy == .untrained
    }

    @Test func untrainedAgentsAreThoseBeforeTheTraining() throws {
        let metrics = EvaluationRun(scenario: .small, episodes: 60, seed: 9)
            .play(HierarchicalPolicy(untrained: .small, seed: 1))
        let mean = metrics.reduce(0) { $0 + $1.reward } / 60
        #expect(try policy(.untrained).meanReward == mean)
        #expect(try policy(.trained).meanReward != mean)
    }

    @Test func differencesArePaired() throws {
        let rival = try policy(.tunedRule)
        #expect(rival.differenceToTunedRule == nil)
        for kind in [PolicyKind.trained, .optimum] {
            let own = try policy(kind)
            let differences = zip(own.outcomes.rewards, rival.outcomes.rewards).map { $0 - $1 }
            let estimate = try #require(own.differenceToTunedRule)
            let expected = meanAndError(differences)
            #expect(abs(estimate.mean - expected.mean) < 1e-9)
            #expect(abs(estimate.standardError - expected.error) < 1e-9)
            #expect(abs(estimate.mean - (own.meanReward - rival.meanReward)) < 1e-9)
        }
    }

    @Test func figuresAreThoseOfTheEpisodes() throws {
        for kind in [PolicyKind.trained, .tunedRule, .optimum] {
            let policy = try policy(kind)
            #expect(policy.outcomes.rewards.count == 60 && policy.outcomes.insolvencyMonth.count == 60)
            let expected = meanAndError(policy.outcomes.rewards)
            #expect(abs(policy.meanReward - expected.mean) < 1e-9)
            #expect(abs(policy.rewardStandardError - expected.error) < 1e-9)
            #expect(policy.finalWealth == Quantiles(of: policy.outcomes.finalWealth))
            let insolvent = policy.outcomes.insolvencyMonth.filter { $0 > 0 }.count
            #expect(abs(policy.insolvencyRate - Double(insolvent) / 60) < 1e-12)
        }
    }

    /// The optimum is 1 by definition, random nearly 0: what it lacks is the optimum's own luck in these episodes.
    @Test func normIsPairedWithTheOptimum() throws {
        let value = try #require(try Self.evaluation.get().optimalValue)
        let (optimum, random) = (try policy(.optimum).meanReward, try policy(.random).meanReward)
        for kind in PolicyKind.ofReward {
            let policy = try policy(kind)
            let expected = (policy.meanReward - optimum + value - random) / (value - random)
            #expect(abs((policy.normalizedReward ?? .nan) - expected) < 1e-12)
        }
        #expect(abs((try policy(.optimum).normalizedReward ?? .nan) - 1) < 1e-12)
    }

    @Test func monthsAreThoseOfTheTrainedPolicy() throws {
        let trained = try policy(.trained)
        #expect(trained.months.map(\.month) == Array(1...24))
        var alive = 60
        for month in trained.months {
            #expect(month.alive <= alive)
            alive = month.alive
            #expect(abs(month.meanInvestShare + month.meanSaveShare + month.meanConsumeShare - 1) < 1e-9)
            for quantiles in [month.cash, month.portfolio, month.wealth, month.investShare, month.targetInvestRatio] {
                let numbers = try #require(quantiles)
                let list = [numbers.p5, numbers.p25, numbers.p50, numbers.p75, numbers.p95]
                #expect(list == list.sorted())
            }
        }
        let insolvent = trained.outcomes.insolvencyMonth.filter { $0 > 0 && $0 < 24 }.count
        #expect(alive == 60 - insolvent)
        #expect(try policy(.tunedRule).months.isEmpty)
    }

    /// The same lives, whichever policy is looked at closely.
    @Test func anyPolicyCanBeTheSubject() throws {
        let state = try TrainingResult.train(.small).state
        let evaluator = PolicyEvaluator(scenario: .small, state: state, trainingSeed: 1, threads: 2)
        let evaluation = try evaluator.evaluate(episodes: 60, seed: 9, subject: .threshold)
        #expect(evaluation.advice.isEmpty)
        for (policy, usual) in zip(evaluation.policies, try Self.evaluation.get().policies) {
            #expect(policy.meanReward == usual.meanReward && policy.policy == usual.policy)
            #expect(policy.months.isEmpty == (policy.policy != .threshold))
        }
        let rule = try #require(evaluation.policies.first { $0.policy == .threshold })
        #expect(rule.outcomes.rewards.count == 60 && rule.months.allSatisfy { $0.targetInvestRatio == nil })
    }

    /// What is known before there is a trained policy changes nothing of its evaluation, to the last bit.
    @Test func yardsticksCanBeKnownBefore() throws {
        let state = try TrainingResult.train(.small).state
        let before = PolicyEvaluator(scenario: .small, state: nil, trainingSeed: 1, threads: 1)
        let yardsticks = try before.yardsticks(episodes: 60, seed: 9)
        let evaluation = try PolicyEvaluator(scenario: .small, state: state, trainingSeed: 1, threads: 2)
            .evaluate(episodes: 60, seed: 9, yardsticks: yardsticks)
        #expect(try evaluation == Self.evaluation.get())
        #expect(throws: EvaluationCancelled.self) { try before.yardsticks(episodes: 60, seed: 9) { true } }
    }

    /// A policy that is played alone fares as it does among its rivals, and is measured by none of them.
    @Test(arguments: [.trained, .untrained, .optimum, .tunedRule, .random] as [PolicyKind])
    func aPolicyAloneFaresTheSame(kind: PolicyKind) throws {
        let state = try TrainingResult.train(.small).state
        let evaluator = PolicyEvaluator(scenario: .small, state: state, trainingSeed: 1, threads: 2)
        var expected = try #require(
            try evaluator.evaluate(episodes: 60, seed: 9, subject: kind).policies.first { $0.policy == kind })
        (expected.normalizedReward, expected.monthlyCost, expected.differenceToTunedRule) = (nil, nil, nil)
        let alone = try evaluator.evaluate(episodes: 60, seed: 9, subject: kind, alone: true)
        #expect(alone.policies == [expected])
        #expect((alone.optimalValue == nil) == (kind != .optimum))
    }

    @Test func rulesNeedNoAgents() throws {
        let evaluator = PolicyEvaluator(scenario: .small, state: nil, trainingSeed: 1, threads: 1)
        let evaluation = try evaluator.evaluate(episodes: 60, seed: 9, subject: .optimum)
        let usual = try Self.evaluation.get().policies.filter { !$0.policy.hasAgents }
        #expect(evaluation.policies.map(\.policy) == usual.map(\.policy))
        #expect(evaluation.policies.map(\.normalizedReward) == usual.map(\.normalizedReward))
    }

    /// Where no optimum can be computed, all but what is measured by it comes out as ever.
    @Test func withoutAnOptimumTheRulesAreTheYardstick() throws {
        let state = try TrainingResult.train(.small).state
        let evaluator = PolicyEvaluator(
            scenario: .small, state: state, trainingSeed: 1, threads: 2, optimum: { _ in nil })
        let evaluation = try evaluator.evaluate(episodes: 60, seed: 9)
        #expect(evaluation.optimalValue == nil && evaluation.policies.allSatisfy { $0.normalizedReward == nil })
        var usual = try Self.evaluation.get().policies.filter { $0.policy != .optimum }
        for index in usual.indices { (usual[index].normalizedReward, usual[index].monthlyCost) = (nil, nil) }
        #expect(evaluation.policies == usual)
        var advice = try Self.evaluation.get().advice
        for table in advice.indices {
            for row in advice[table].rows.indices { advice[table].rows[row].regret = nil }
        }
        #expect(evaluation.advice == advice)
        #expect(throws: OptimumUnknown.self) {
            try evaluator.evaluate(episodes: 5, seed: 9, subject: .optimum)
        }
        #expect(throws: OptimumUnknown.self) { try evaluator.life(of: .optimum, episode: 0, seed: 9) }
    }

    /// The twelfth life alone is the twelfth of sixty.
    @Test(arguments: [PolicyKind.trained, .tunedRule, .optimum])
    func aSingleLifeIsThatOfTheEvaluation(kind: PolicyKind) throws {
        let state = try TrainingResult.train(.small).state
        let evaluator = PolicyEvaluator(scenario: .small, state: state, trainingSeed: 1, threads: 1)
        let life = try evaluator.life(of: kind, episode: 11, seed: 9)
        #expect(life.map(\.month) == Array(1...life.count))
        #expect(life.allSatisfy { ($0.goal != nil) == (kind == .trained) })
        let reward = life.reduce(0) { $0 + $1.reward }
        let policy = try policy(kind)
        #expect(abs(reward - policy.outcomes.rewards[11]) < 1e-9)
        #expect(abs((life.last?.wealth ?? .nan) - policy.outcomes.finalWealth[11]) < 1e-9)
    }

    @Test func adviceAddsUpToTheIncome() throws {
        let advice = try Self.evaluation.get().advice
        // Before months 1, 11 and 21 a goal is set.
        #expect(advice.map(\.month) == [1, 11, 21])
        for (table, income) in zip(advice, [2000.0, 2000, 2200]) {
            #expect(abs(table.income - income) < 1e-9)
            let price = Scenario.small.calendar.months[table.month - 1].priceLevel
            #expect(abs(table.expectedBills - (800 + 400 + 0.05 * 700) * price) < 1e-9)
            #expect(table.rows.map(\.cash) == table.rows.map(\.cash).sorted() && table.rows.count > 5)
            for row in table.rows {
                #expect(abs(row.invest + row.save + row.spend - table.income) < 1e-9)
                #expect(min(row.invest, row.save, row.spend) >= 0)
            }
        }
        // Before the first month everyone has the same 1500 EUR.
        #expect(advice[0].rows.filter { !$0.unseen }.map(\.cash) == [1500])
    }

    /// Where nothing is rewarded, nothing is nearer to the optimum than anything else.
    @Test func withoutRewardsThereIsNoShareOfTheOptimum() throws {
        var scenario = Scenario.small
        for weight in [
            \RewardWeights.alpha, \.kappa, \.beta, \.gamma, \.delta, \.lambda, \.mu,
        ] {
            scenario.reward[keyPath: weight] = 0
        }
        let state = try TrainingResult.train(scenario).state
        let evaluation = try PolicyEvaluator(scenario: scenario, state: state, trainingSeed: 1, threads: 1)
            .evaluate(episodes: 5, seed: 9)
        #expect(evaluation.policies.allSatisfy { $0.meanReward == 0 && $0.normalizedReward == nil })
    }

    @Test func theUsualBalanceIsAmongTheAdvised() throws {
        let evaluation = try Self.evaluation.get()
        #expect(evaluation.advice[0].usualCash == 1500)
        let months = try policy(.trained).months
        for table in evaluation.advice.dropFirst() {
            let usual = try #require(table.usualCash)
            let row = try #require(table.rows.first { $0.cash == usual })
            #expect(!row.unseen)
            // What the balances are before a month they were after the one before.
            let before = months[table.month - 2].cash
            #expect(max(0, before.p25) - 1 <= usual && usual <= before.p75 + 1)
        }
    }

    @Test func theTunedRuleIsTheBestOfItsKind() {
        let rule = RuleTuner(scenario: .small, seed: 9).tunedRule(team: WorkerTeam(count: 2))
        let run = EvaluationRun(
            scenario: .small, episodes: RuleTuner.episodes, seed: 9, purpose: .ruleTuningShock)
        func total(_ rule: SimpleRule) -> Double {
            run.play(SingleHouseholdPolicy.rule(rule, in: run.calendar)).reduce(0) { $0 + $1.reward }
        }
        let best = total(rule)
        for candidate in SimpleRule.tunedCandidates(safetyThreshold: 3000) { #expect(total(candidate) <= best) }
    }

    private func meanAndError(_ values: [Double]) -> (mean: Double, error: Double) {
        let count = Double(values.count)
        let mean = values.reduce(0, +) / count
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return (mean, (squares / (count - 1) / count).squareRoot())
    }
}
