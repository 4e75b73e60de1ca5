import Households
import Learning
import Statistics
import TestSupport
import Testing

/// What an evaluation of a household that lives for utility says beside how its policies fare.
@Suite("Evaluation of a life")
struct LifeEvaluationTests {
    private let seed: UInt64 = 5

    /// A household that pays off what it owes by prepaying, or hardly at all.
    private func scenario(loan: Double) throws -> Scenario {
        let vector = try #require(LifeAgentsTests.vectors.first { $0.name == "prestito_milano" })
        var scenario = try vector.household.scenario
        scenario.environment.maxMonths = 24
        (scenario.debt.loan, scenario.debt.loanInstalment) = (loan, 40)
        scenario.training = .ofLives
        (scenario.training.batchSize, scenario.training.numEpisodes) = (32, 2)
        (scenario.training.hidden, scenario.training.minibatchLow, scenario.training.validationEpisodes) = (16, 64, 0)
        return scenario
    }

    private func trained(_ scenario: Scenario) throws -> TrainerState {
        let trainer = HRLTrainer(scenario: scenario, seed: 1, threads: 2)
        _ = try trainer.train { _ in .continue }
        return trainer.state
    }

    private func evaluator(_ scenario: Scenario, _ state: TrainerState) -> PolicyEvaluator {
        PolicyEvaluator(scenario: scenario, state: state, trainingSeed: 1, threads: 2)
    }

    /// Tables stand where the loan of the row in bold is gone, however few lives pay it off sooner; each such row is
    /// the medians of what was lived.
    @Test func rowsInBoldAreTheMediansAndTellWhenTheLoanIsGone() throws {
        var shares: [Double] = []
        for loan in [1500.0, 3440] {
            let scenario = try scenario(loan: loan)
            let evaluation = try evaluator(scenario, trained(scenario)).evaluate(episodes: 301, seed: seed)
            let (tables, policy) = (try #require(evaluation.lifeAdvice), evaluation.policies[0])
            shares.append(try #require(policy.loanPaid).share)
            let loans = [scenario.debt.loan] + policy.months.map { $0.loan?.p50 ?? -1 }
            for table in tables {
                let usual = try #require(table.rows.first { $0.isUsual })
                #expect(usual.loan == loans[table.month - 1].rounded())
                guard table.month > 1 else { continue }
                #expect(usual.cash == policy.months[table.month - 2].cash.p50.rounded())
                #expect(usual.portfolio == policy.months[table.month - 2].portfolio.p50.rounded())
            }
            let changes = loans.firstIndex { $0.rounded() == 0 }.map { [$0, $0 + 1].filter { $0 <= 24 } } ?? []
            let quarters = [7, 13, 19].filter { quarter in changes.allSatisfy { abs($0 - quarter) >= 3 } }
            #expect(Set(tables.map(\.month)) == Set([1] + changes + quarters))
        }
        // Nearly all pay it off, and a few do.
        #expect(shares[0] > 0.9 && shares[1] > 0 && shares[1] < 0.5, "\(shares)")
    }

    /// The difference that a change makes is that of the same lives, of which an evaluation may have fewer.
    @Test(arguments: [300, 2100])
    func whatAChangeDoesIsTakenLifeByLife(lives: Int) throws {
        let scenario = try scenario(loan: 4000)
        let state = try trained(scenario)
        let evaluation = try evaluator(scenario, state).evaluate(episodes: lives, seed: seed)
        let changes = try #require(evaluation.sensitivity)
        #expect(changes.map(\.change) == [.moreJobLoss, .lowerReturns])
        var changed = scenario
        changed.work.jobLossProbability *= 2
        let common = min(lives, 2000)
        let (own, others) = (
            try evaluator(scenario, state).outcomes(episodes: common, seed: seed).rewards,
            try evaluator(changed, state).outcomes(episodes: common, seed: seed).rewards
        )
        let calendar = LifeCalendar(scenario)
        let difference = try #require(changes[0].difference)
        let (before, after) = (calendar.certaintyEquivalent(own.mean), calendar.certaintyEquivalent(others.mean))
        #expect(abs(difference.mean - (after - before)) < 1e-9)
        let unit = calendar.eurosPerValue(at: (before + after) / 2)
        let paired = MeanEstimate(of: zip(others, own).map { unit * ($0 - $1) })
        #expect(abs(difference.standardError - paired.standardError) < 1e-9)
        // Less than if the lives had nothing to do with each other.
        let errors = [own, others].map { unit * MeanEstimate(of: $0).standardError }
        #expect(difference.standardError < 0.9 * (errors[0] * errors[0] + errors[1] * errors[1]).squareRoot())
    }

    /// What is known beforehand changes nothing, and where no advice is to be given less of it will do.
    @Test func whatIsKnownBeforehandChangesNothing() throws {
        let scenario = try scenario(loan: 4000)
        let evaluator = try evaluator(scenario, trained(scenario))
        let whole = try evaluator.evaluate(episodes: 100, seed: seed)
        let before = PolicyEvaluator(scenario: scenario, state: nil, trainingSeed: 1, threads: 2)
        let known = try before.yardsticks(episodes: 100, seed: seed)
        #expect(try evaluator.evaluate(episodes: 100, seed: seed, yardsticks: known) == whole)
        let less = try before.yardsticks(episodes: 100, seed: seed, forAdvice: false)
        var own = whole.policies[0]
        own.months = []
        #expect(try evaluator.trained(beside: less) == own)
        #expect(less.optimalValue == known.optimalValue)
    }

    /// A policy that is played alone fares as it does among its rivals, and is measured by none of them.
    @Test func aPolicyAloneFaresTheSame() throws {
        let scenario = try scenario(loan: 4000)
        let evaluator = try evaluator(scenario, trained(scenario))
        for kind in [.trained, .optimum, .tunedRule] as [PolicyKind] {
            var expected = try #require(
                try evaluator.evaluate(episodes: 100, seed: seed, subject: kind).policies.first { $0.policy == kind })
            expected.differenceToTunedRule = nil
            if kind != .optimum {
                (expected.differenceToOptimum, expected.normalizedReward, expected.monthlyCost) = (nil, nil, nil)
            }
            let alone = try evaluator.evaluate(episodes: 100, seed: seed, subject: kind, alone: true)
            #expect(alone.policies == [expected])
            #expect(alone.optimalValue == nil && alone.lifeAdvice == nil && alone.sensitivity == nil)
        }
    }
}
