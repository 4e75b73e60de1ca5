import Households
import Reports
import Testing

/// What goes bankrupt often is never praised, whatever the others do.
@Suite struct SolvencyTests {
    private func finding(
        trained: Double, rule: Double, safest: Double, episodes: Int = 1000, horizon: Int = 60,
        below: Double = 8.6, shortfall: Double? = nil
    ) -> Finding {
        func policy(_ kind: PolicyKind, _ reward: Double, _ insolvency: Double, norm: Double?) -> PolicyEvaluation {
            var policy = SampleReports.policy(
                kind, reward: reward, wealth: 100, insolvency: insolvency, hasCharts: false)
            policy.normalizedReward = norm
            policy.monthsBelowThreshold = below
            policy.monthsNotLived = insolvency > 0 && horizon > 1 ? 40.1 : 0
            policy.meanShortfall = shortfall
            return policy
        }
        var finding = Finding(
            Evaluation(
                episodes: episodes, seed: 1, horizon: horizon,
                policies: [
                    policy(.trained, 100, trained, norm: 0.998), policy(.tunedRule, 99, rule, norm: 0.999),
                    policy(.allCash, 20, safest, norm: 0.2),
                ], advice: []), of: SampleReports.scenario(horizon: horizon))
        finding.sentence.replace("\u{A0}", with: " ")
        finding.warnings = finding.warnings.map { $0.replacing("\u{A0}", with: " ") }
        return finding
    }

    @Test(arguments: [
        (1.0, 1.0, "the policy goes bankrupt in all (100 %), and no rule ever stays solvent. The policy spends"),
        (0.993, 0.991, "goes bankrupt in 99.3 %, and no rule stays solvent in more than 0.9 %. The policy"),
        (0.02, 0.3, "the policy goes bankrupt in 2.0 %, and no rule stays solvent in more than 70.0 %. The"),
        (0.06, 0.06, "the policy goes bankrupt in 6.0 %, and no rule stays solvent in more than 94.0 %. The"),
    ])
    func noRuleThatGoesBankruptOftenIsPraised(policy: Double, rules: Double, words: String) {
        let finding = finding(trained: policy, rule: rules, safest: rules)
        #expect(finding.sentence.contains(words), "\(finding.sentence)")
        #expect(!finding.verdicts.contains { $0.contains("nearly as good") }, "\(finding.verdicts)")
    }

    @Test func theMostSolventRuleIsNamedWhereItIsSafer() {
        let sentence = finding(trained: 1, rule: 1, safest: 0.985).sentence
        #expect(
            sentence.contains(
                "keeping everything in cash, the most solvent rule, in 98.5 %: no rule stays solvent in more than 1.5 %. The"
            ),
            "\(sentence)")
        #expect(!finding(trained: 0.3, rule: 0.3, safest: 0.01).sentence.contains("no rule stays"))
    }

    @Test func aRuleThatRarelyGoesBankruptMayBePraised() {
        let finding = finding(trained: 0.02, rule: 0.02, safest: 0.02)
        #expect(finding.verdicts.contains { $0.contains("nearly as good") })
        #expect(finding.sentence.contains("the policy stays solvent in 98.0 %, spends"))
    }

    @Test func oneLifeIsToldAsOne() {
        let sentence = finding(trained: 1, rule: 1, safest: 1, episodes: 1).sentence
        #expect(sentence.contains("the policy goes bankrupt, and no rule stays solvent. The policy"), "\(sentence)")
    }

    /// What is missing to the threshold is measured in months that are lived, and said of them.
    @Test func whatIsMissingIsSaidOfTheMonthsThatAreLived() {
        let bankrupt = finding(trained: 0.9, rule: 0.9, safest: 0.9, shortfall: 1882).warnings.joined(separator: " ")
        #expect(
            bankrupt.contains(
                "at the end of 48.7 of the 60 months on average, those after a bankruptcy included, and €1,882 are missing to "
                    + "it in the mean of those that are lived: reward.beta"), "\(bankrupt)")
        let solvent = finding(trained: 0, rule: 0, safest: 0, shortfall: 1882).warnings.joined(separator: " ")
        #expect(
            solvent.contains(
                "at the end of 8.6 of the 60 months on average, and €1,882 are missing to it in the mean of those months: reward"
            ),
            "\(solvent)")
    }

    /// Of one month, and of one life.
    @Test func whatIsMissingIsSaidOfTheLivesThatMissIt() {
        func warning(_ episodes: Int, _ horizon: Int, below: Double, bankrupt: Double = 0) -> String {
            finding(
                trained: bankrupt, rule: bankrupt, safest: bankrupt, episodes: episodes, horizon: horizon, below: below,
                shortfall: 1882
            ).warnings.joined(separator: " ")
        }
        for bankrupt in [0, 0.02] {
            let month = warning(1000, 1, below: 0.346, bankrupt: bankrupt)
            #expect(
                month.contains(
                    "at the end of the one month in 34.6 % of the lives, and €1,882 are missing to it in the mean of those lives: "
                        + "reward.beta"), "\(month)")
        }
        let only = warning(1, 1, below: 1)
        #expect(only.contains("at the end of the one month, and €1,882 are missing to it: reward.beta"), "\(only)")
        let one = warning(1, 60, below: 9)
        #expect(
            one.contains(
                "at the end of 9 of the 60 months, and €1,882 are missing to it in the mean of those months: reward"),
            "\(one)")
    }

    /// One life proves nothing of all rules: where they go bankrupt and the policy does not, nothing is said of them.
    @Test func nothingIsSaidOfRulesThatOneLifeRuins() {
        let sentence = finding(trained: 0, rule: 1, safest: 1, episodes: 1).sentence
        #expect(sentence.contains("the policy stays solvent, spends") && !sentence.contains("no rule"), "\(sentence)")
    }
}
