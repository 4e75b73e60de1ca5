import Households
import Reports
import Statistics
import Testing

/// The finding has to be true whatever the outcome.
@Suite struct FindingTests {
    @Test func policyBeatsTheRule() {
        let finding = finding([policy(.trained, 1212.4, 63_200, 0.006), policy(.threshold, 1198.3, 58_900, 0.006)])
        #expect(
            finding.sentence
                == "In 1,000 simulated lives of 120 months the policy stays solvent in 99.4 %, spends €18,400 freely on "
                + "average and ends its 994 solvent lives with a median wealth of €63,200; keeping a fixed threshold spends "
                + "€18,400 and ends its 994 solvent lives with €58,900."
        )
        #expect(
            finding.verdicts == [
                "By the scenario’s own reward the policy beats the best simple rule, keeping a fixed threshold, by 14.1 ± 2.8 "
                    + "a life (± two standard errors)."
            ])
    }

    /// "100.0 % of the optimum" beside a rule at 99.5 % tells nobody anything; euros do.
    @Test(arguments: [
        (1.32, 12.9, "is worth €11.58 a month more than the best simple rule and falls €1.32 a month short"),
        (13.0, 12.5, "is worth €0.50 a month less than the best simple rule and falls €13.00 a month short"),
    ])
    func mistakesInEuros(cost: Double, ruleCost: Double, words: String) {
        var (trained, rule) = (policy(.trained, 1212, 60_000, 0), policy(.threshold, 1198, 58_000, 0))
        trained.monthlyCost = cost
        #expect(
            finding([trained, rule]).verdicts[1].hasPrefix("Measured in fixed bills, the policy falls €"),
            "\(finding([trained, rule]).verdicts)")
        rule.monthlyCost = ruleCost
        #expect(finding([trained, rule]).verdicts[1].contains(words), "\(finding([trained, rule]).verdicts)")
        #expect(!finding([trained, rule], episodes: 1).verdicts.contains { $0.contains("fixed bills") })
    }

    @Test func ruleBeatsThePolicy() {
        let finding = finding([
            policy(.trained, 1100, 50_000, 0.1), policy(.allCash, 600, 1, 0), policy(.tunedRule, 1200, 58_900, 0),
        ])
        #expect(
            finding.sentence
                == "In 1,000 simulated lives of 120 months the policy goes bankrupt in 10.0 %; the tuned rule of "
                + "thumb, the most solvent rule, in none (0 %). The policy spends €18,400 freely on average and ends its 900 "
                + "solvent lives with a median wealth of €50,000; the tuned rule of thumb spends €18,400 and ends with €58,900."
        )
        #expect(finding.verdicts.first?.contains("a simple rule does better than the policy: the tuned rule") == true)
    }

    @Test func nobodyCanTellThemApart() {
        var trained = policy(.trained, 1200.1, 50_000, 0)
        trained.differenceToTunedRule = MeanEstimate(mean: -0.1, standardError: 0.3)
        let finding = finding([trained, policy(.tunedRule, 1200.2, 49_000, 0)])
        #expect(finding.verdicts.first?.contains("cannot be told apart: the difference is −0.10 ± 0.60 a life") == true)
    }

    @Test(arguments: [
        (1.0, "the policy always goes bankrupt, spends"), (0.63, "the policy goes bankrupt in 63.0 %, spends"),
        (0.5, "the policy goes bankrupt in 50.0 %, spends"), (0.499, "the policy stays solvent in 50.1 %, spends"),
        (0, "the policy always stays solvent, spends"),
    ])
    func solvency(rate: Double, words: String) {
        #expect(finding([policy(.trained, 0, 100, rate)]).sentence.contains(words))
    }

    @Test func roundingNeverHidesTheExceptions() {
        let rare = finding([policy(.trained, 0, 100, 0.0003)], episodes: 10_000).sentence
        #expect(rare.contains("stays solvent in all but 3, spends"))
        let common = finding([policy(.trained, 0, 100, 0.9999)], episodes: 10_000).sentence
        #expect(common.contains("goes bankrupt in all but 1, spends"))
    }

    @Test func worseThanRandomIsSaid() {
        var trained = policy(.trained, -700, 100, 1)
        trained.normalizedReward = -0.05
        #expect(
            finding([trained]).verdicts.last
                == "On the scale from acting at random (0 %) to the computed optimum (100 %) the policy reaches −5.0 %: it "
                + "does worse than acting at random.")
    }

    @Test func whetherTrainingWorked() {
        let trained = policy(.trained, 1200, 60_000, 0)
        func verdict(untrained reward: Double) -> String? {
            finding([trained, policy(.untrained, reward, 50_000, 0)]).verdicts.last
        }
        #expect(
            verdict(untrained: 1000)
                == "Training was worth 200.0 ± 2.8 of reward a life: so much more does the policy earn than it did untrained."
        )
        #expect(
            verdict(untrained: 1300)
                == "Training did harm: the policy earns 100.0 ± 2.8 less reward a life than it did untrained.")
        #expect(verdict(untrained: 1201)?.hasPrefix("Training made no difference that could be told: ") == true)
        #expect(finding([trained, policy(.untrained, 1, 1, 0)], episodes: 1).verdicts.isEmpty)
    }

    /// Where money is counted in thousandths, so are differences.
    @Test func tinyDifferencesAreNotZero() {
        var trained = policy(.trained, 0.00122, 0.083, 0)
        trained.differenceToTunedRule = MeanEstimate(mean: -0.000012, standardError: 0.000001)
        let finding = finding([trained, policy(.tunedRule, 0.001232, 0.084, 0)])
        #expect(
            finding.sentence.contains(
                "median wealth of €0.083; the tuned rule of thumb spends €18,400 and ends with €0.084."))
        #expect(finding.verdicts.first?.contains("by 0.000012000 ± 0.000002000 a life") == true)
    }

    /// However certain, what is a ten-millionth of the reward is no victory.
    @Test func negligibleDifferencesDecideNothing() {
        var trained = policy(.trained, -122.4, -5736, 1)
        trained.differenceToTunedRule = MeanEstimate(mean: -0.000052, standardError: 1e-12)
        let finding = finding([trained, policy(.tunedRule, -122.4, -5737, 1)])
        #expect(
            finding.verdicts.first?.contains("cannot be told apart: the difference is 0.000 ± 0.000 a life") == true)
    }

    @Test func oneLife() {
        let solvent = finding([policy(.trained, 10, 900, 0), policy(.tunedRule, 9, 800, 1)], episodes: 1, horizon: 1)
        #expect(
            solvent.sentence
                == "In one simulated life of one month the policy stays solvent, spends €18,400 freely and ends with a "
                + "wealth of €900; the tuned rule of thumb goes bankrupt, spends €18,400 and does not reach the end.")
        #expect(
            solvent.verdicts == [
                "In this one life the policy earns more reward than the best simple rule, the tuned rule of thumb; one life "
                    + "proves nothing."
            ])
        let even = finding([policy(.trained, 9, 1, 0), policy(.tunedRule, 9, 1, 0)], episodes: 1)
        #expect(even.verdicts.first?.contains("earns neither more nor less reward than") == true)
    }

    @Test func noRules() {
        let alone = finding([policy(.trained, 10, -900, 0.2)])
        #expect(
            alone.sentence
                == "In 1,000 simulated lives of 120 months the policy stays solvent in 80.0 %, spends €18,400 freely on average and ends its 800 solvent lives with a median wealth "
                + "of −€900.")
        #expect(alone.verdicts.isEmpty)
        let optimum = finding([policy(.trained, 10, 900, 0), policy(.optimum, 11, 950, 0)])
        #expect(optimum.sentence.hasSuffix("; the optimum spends €18,400 and ends with €950."))
    }

    /// A rule that always goes bankrupt is praised by nobody, and one life is told as one.
    @Test func ruinIsNoPraise() {
        var (trained, rule) = (policy(.trained, 1219, 60_000, 1), policy(.tunedRule, 1217, 59_000, 1))
        (trained.normalizedReward, rule.normalizedReward) = (0.998, 0.995)
        let cash = policy(.allCash, 20, 3000, 0.0003)
        let found = finding([trained, rule, policy(.optimum, 1220, 60_000, 1), cash], episodes: 10_000)
        #expect(
            found.sentence.hasPrefix(
                "In 10,000 simulated lives of 120 months the policy goes bankrupt in all (100 %) and the tuned rule of thumb in "
                    + "all (100 %); keeping everything in cash, the most solvent rule, in 3 of 10,000. The policy spends"
            ))
        #expect(found.sentence.contains("and ends no life solvent"))
        #expect(!found.verdicts.contains { $0.contains("nearly as good") })
        #expect(found.verdicts[0].hasPrefix("This reward prefers going bankrupt to what staying solvent costs"))
        let single = finding([trained, rule, policy(.allCash, 20, 3000, 0)], episodes: 1)
        #expect(
            single.sentence.hasPrefix(
                "In one simulated life of 120 months the policy goes bankrupt, the tuned rule of thumb goes bankrupt; keeping "
                    + "everything in cash stays solvent. The policy spends"))
    }

    @Test func randomPolicyIsNoRule() {
        #expect(!finding([policy(.trained, 10, 900, 0), policy(.random, 20, 950, 0)]).sentence.contains("random"))
    }

    @Test func nothingEvaluated() {
        #expect(finding([]).sentence.hasPrefix("The policy has not been evaluated"))
        #expect(finding([policy(.tunedRule, 1, 2, 0)]).sentence.hasPrefix("The policy has not been evaluated"))
    }

    @Test func calmHouseholdSaysThatTheRuleNearlyIsTheOptimum() {
        var trained = policy(.trained, 1219, 60_000, 0)
        trained.normalizedReward = 0.998
        var rule = policy(.tunedRule, 1217, 59_000, 0)
        rule.normalizedReward = 0.995
        #expect(
            finding([trained, rule]).verdicts.last
                == "On the scale from acting at random (0 %) to the computed optimum (100 %) the policy reaches 99.8 % and "
                + "the best simple rule 99.5 %: in this household that rule is nearly as good as anything can be.")
        rule.normalizedReward = 0.9
        #expect(finding([trained, rule]).verdicts.last?.hasSuffix("the best simple rule 90.0 %.") == true)
    }

    @Test func pairedEpisodesDecideWhereTheyAreStored() {
        var trained = policy(.trained, 3, 0, 0)
        var rule = policy(.threshold, 2, 0, 0)
        trained.outcomes.rewards = [10, 20, 31]
        rule.outcomes.rewards = [9, 19, 30]
        let difference = RewardDifference(trained, rule)
        #expect(difference.mean == 1)
        #expect(difference.signedText(decimals: 1) == "+1.0\u{A0}±\u{A0}0.0")
        #expect(difference.outcome == .better)
    }

    private func finding(_ policies: [PolicyEvaluation], episodes: Int = 1000, horizon: Int = 120) -> Finding {
        var finding = Finding(
            Evaluation(episodes: episodes, seed: 1, horizon: horizon, policies: policies, advice: []),
            of: {
                var scenario = SampleReports.scenario(horizon: horizon)
                scenario.environment.inflation = 0
                return scenario
            }())
        finding.warnings = []
        finding.sentence.replace("\u{A0}", with: " ")
        finding.verdicts = finding.verdicts.map { $0.replacing("\u{A0}", with: " ") }
        return finding
    }

    private func policy(
        _ kind: PolicyKind, _ reward: Double, _ wealth: Double, _ insolvency: Double
    ) -> PolicyEvaluation {
        var policy = SampleReports.policy(
            kind, reward: reward, wealth: wealth, insolvency: insolvency, hasCharts: false)
        policy.rewardStandardError = 1
        policy.solventWealth = insolvency < 1 ? policy.finalWealth : nil
        policy.normalizedReward = nil
        policy.differenceToTunedRule = nil
        return policy
    }
}
