import Households
import Reports
import Statistics
import Testing

/// What is said of a household that lives for utility, whatever came of it.
@Suite struct LifeFindingTests {
    private var scenario: Scenario {
        var scenario = SampleReports.scenario(horizon: 120)
        scenario.objectiveKind = .utility
        scenario.debt = DebtParameters()
        scenario.debt.overdraftRate = 0.12
        scenario.debt.loan = 12_000
        return scenario
    }

    private func policy(_ kind: PolicyKind, worth: Double, ruin: Double, overdrawn: Double) -> PolicyEvaluation {
        var policy = SampleReports.policy(kind, reward: worth, wealth: 5000, insolvency: ruin, hasCharts: false)
        policy.certaintyEquivalent = worth
        policy.standardError = 1
        policy.ruinProbability = ruin
        policy.monthsOverdrawn = overdrawn
        policy.differenceToTunedRule = MeanEstimate(mean: worth - 669, standardError: 1)
        policy.differenceToOptimum = MeanEstimate(mean: worth - 700, standardError: 1)
        policy.settings = kind == .tunedRule ? "A fixed salary of 70 % of what is usually free." : nil
        return policy
    }

    private func evaluation(
        worth: Double = 678, ruin: Double = 0, ruleRuin: Double = 0, overdrawn: Double = 34.6,
        paid: LifeStatistics.LoanPaid? = nil
    ) -> Evaluation {
        var policies = [
            policy(.trained, worth: worth, ruin: ruin, overdrawn: overdrawn),
            policy(.optimum, worth: 700, ruin: ruin, overdrawn: 4.2),
            policy(.tunedRule, worth: 669, ruin: ruleRuin, overdrawn: 0.8),
        ]
        policies[0].loanPaid = paid
        policies[1].loanPaid = paid.map { _ in LifeStatistics.LoanPaid(month: 45, share: 0.99) }
        policies[2].loanPaid = paid.map { _ in LifeStatistics.LoanPaid(month: nil, share: 0) }
        return Evaluation(episodes: 10_000, seed: 1, horizon: 120, policies: policies, advice: [])
    }

    private func text(_ evaluation: Evaluation) -> String {
        let finding = Finding(evaluation, of: scenario)
        return ([finding.lead] + finding.verdicts).joined(separator: " ").replacing("\u{A0}", with: " ")
    }

    @Test(arguments: [(34.6, true), (6.0, true), (5.9, false), (0, false)])
    func anAccountThatIsOftenOverdrawnIsTold(months: Double, isTold: Bool) {
        let text = text(evaluation(overdrawn: months))
        let number = DisplayFormat.number(months, decimals: 1)
        let words =
            "Under the policy the account is overdrawn at the end of \(number) of the 120 months on average, at 12.0 % a year; "
            + "of 0.8 under the tuned rule of thumb and 4.2 under the computed optimum."
        #expect(text.contains(words) == isTold, "\(text)")
        #expect(text.contains("overdrawn") == isTold)
    }

    @Test func whenTheLoanIsPaidOffIsTold() {
        let paid = text(evaluation(paid: LifeStatistics.LoanPaid(month: 38, share: 0.9412)))
        #expect(
            paid.contains(
                "Under the policy the loan is paid off in month 38 of 120, the median of the 9,412 of 10,000 simulated lives in "
                    + "which it is; never under the tuned rule of thumb and in month 45 under the computed optimum."),
            "\(paid)")
        let never = text(evaluation(paid: LifeStatistics.LoanPaid(month: nil, share: 0)))
        #expect(never.contains("The loan is paid off in none of 10,000 simulated lives under the policy."))
        #expect(!text(evaluation()).contains("paid off"))
    }

    @Test(arguments: [(669.5, 0.02, true), (669.5, 0.3, false), (600, 0.02, true), (600, 0.3, false)])
    func aRuleThatIsOftenRuinedIsNotToBeTaken(worth: Double, ruin: Double, isTaken: Bool) {
        let text = text(evaluation(worth: worth, ruin: ruin, ruleRuin: ruin))
        #expect(text.contains("Take the rule.") == isTaken, "\(text)")
    }

    /// A rule's words go on within the sentence that names it.
    @Test func aRuleIsToldWithinItsSentence() {
        #expect(
            text(evaluation()).contains("the tuned rule of thumb (a fixed salary of 70 % of what is usually free)."))
    }
}
