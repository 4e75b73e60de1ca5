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

    /// A mean over lives has decimals, one life counts its months, and the one month is a share of the lives.
    @Test func monthsAreCountedAsTheyCanBe() {
        var one = evaluation(overdrawn: 34)
        (one.episodes, one.policies[1].monthsOverdrawn, one.policies[2].monthsOverdrawn) = (1, 4, 0)
        #expect(
            text(one).contains(
                "is overdrawn at the end of 34 of the 120 months, at 12.0 % a year; of 0 under the tuned rule of thumb and 4 "
                    + "under the computed optimum."), "\(text(one))")
        var month = evaluation(overdrawn: 0.346)
        (month.horizon, month.policies[1].monthsOverdrawn, month.policies[2].monthsOverdrawn) = (1, 0.042, 0.008)
        #expect(
            text(month).contains(
                "at the end of the one month in 34.6 % of the lives, at 12.0 % a year; in 0.8 % under the tuned rule of thumb "
                    + "and 4.2 % under the computed optimum."), "\(text(month))")
        (month.episodes, month.policies[0].monthsOverdrawn) = (1, 1)
        (month.policies[1].monthsOverdrawn, month.policies[2].monthsOverdrawn) = (0, 1)
        #expect(
            text(month).contains(
                "at the end of the one month, at 12.0 % a year; also under the tuned rule of thumb and not under the computed "
                    + "optimum."), "\(text(month))")
    }

    /// Of policy and rivals alike, whether all lives pay the loan off, some, one or none.
    @Test(arguments: [
        (38, 1.0, "is paid off in month 38 (median); "),
        (38, 0.3, "is paid off in month 38 (median of the lives in which it is: 30.0 %); "),
        (38, 0.9999, "is paid off in month 38 (median of the lives in which it is: 9,999 of 10,000); "),
        (38, 0.0001, "is paid off in month 38 (in one of 10,000 simulated lives); "), (nil, 0, "is never paid off; "),
    ])
    func whenTheLoanIsPaidOffIsTold(month: Int?, share: Double, words: String) {
        let text = text(evaluation(paid: LifeStatistics.LoanPaid(month: month, share: share)))
        #expect(
            text.contains(
                "Under the policy the loan \(words)never paid off under the tuned rule of thumb and paid off in month 45 "
                    + "(median of the lives in which it is: 99.0 %) under the computed optimum."), "\(text)")
    }

    @Test(arguments: [(38, "paid off in month 38"), (nil, "never paid off")])
    func oneLifeHasNoMedian(month: Int?, words: String) {
        var evaluation = evaluation(paid: LifeStatistics.LoanPaid(month: month, share: month == nil ? 0 : 1))
        evaluation.episodes = 1
        evaluation.policies[1].loanPaid?.share = 1
        let text = text(evaluation)
        #expect(
            text.contains(
                "Under the policy the loan is \(words); never paid off under the tuned rule of thumb and paid off in month 45 "
                    + "under the computed optimum."), "\(text)")
    }

    @Test func aLoanThatThereIsNotIsNotTold() {
        #expect(!text(evaluation()).contains("paid off"))
        var alone = evaluation(paid: LifeStatistics.LoanPaid(month: 38, share: 1))
        alone.policies.removeLast(2)
        #expect(text(alone).contains("Under the policy the loan is paid off in month 38 (median)."))
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
