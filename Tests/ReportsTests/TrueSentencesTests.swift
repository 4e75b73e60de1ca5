import Foundation
import Households
import Learning
import Reports
import ScenarioFiles
import Statistics
import Testing

/// What a report says of a household that lives for a reward, held against the lives that it is said of: for all kinds
/// of them.
@Suite struct TrueSentencesTests {
    /// What happened in one household, and what is said of it.
    struct Told: Sendable {
        var name: String
        var scenario: Scenario
        var evaluation: Evaluation
        var finding: Finding

        var trained: PolicyEvaluation { evaluation.policies[0] }
        var rules: [PolicyEvaluation] {
            let kinds: [PolicyKind] = [.tunedRule, .threshold, .fiftyThirtyTwenty, .allCash, .equalThirds]
            return evaluation.policies.filter { kinds.contains($0.policy) }
        }
        var bestRule: PolicyEvaluation? { rules.max { $0.meanReward < $1.meanReward } }
        var leastInsolvency: Double { rules.map(\.insolvencyRate).min() ?? 0 }
        var optimum: PolicyEvaluation? { evaluation.policies.first { $0.policy == .optimum } }
        var lead: String { finding.lead.replacing("\u{A0}", with: " ") }
        var text: String { ([finding.lead] + finding.verdicts).joined(separator: " ").replacing("\u{A0}", with: " ") }
    }

    /// The households of the fixtures and the shipped ones, under agents that were hardly trained: they go bankrupt,
    /// hoard or do well, and all of it has to be told.
    static let all: Result<[Told], any Error> = Result {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let folders = [tests.appending(path: "Fixtures/households"), tests.appending(path: "../scenarios")]
        return try folders.flatMap { folder in
            try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().filter { $0.hasSuffix(".yaml") }
                .compactMap {
                    try told(folder.appending(path: $0))
                }
        }
    }

    /// nil for a household that lives for utility, of which is told otherwise.
    private static func told(_ file: URL) throws -> Told? {
        var scenario = try ScenarioReader.read(Array(Data(contentsOf: file)), file: file.lastPathComponent)
        guard scenario.objectiveKind == .reward else { return nil }
        // One that has its own training is trained by it, to its end.
        if scenario.training.learningRateLow == TrainingParameters().learningRateLow {
            scenario.training.numEpisodes = 40
        }
        let trainer = HRLTrainer(scenario: scenario, seed: 1, threads: 2)
        _ = try trainer.train { _ in .continue }
        let evaluation = try PolicyEvaluator(scenario: scenario, state: trainer.state, trainingSeed: 1, threads: 2)
            .evaluate(episodes: 60, seed: 5)
        return Told(
            name: file.lastPathComponent, scenario: scenario, evaluation: evaluation,
            finding: Finding(evaluation, of: scenario))
    }

    private func forEach(_ body: (Told) throws -> Void) throws {
        let all = try Self.all.get()
        #expect(all.count >= 24)
        for told in all { try body(told) }
    }

    @Test func whoGoesBankruptMoreOftenThanARuleIsToldFirst() throws {
        var warned = 0
        try forEach { told in
            let praised = told.bestRule?.insolvencyRate ?? 0
            let isRisky = max(told.trained.insolvencyRate, praised) > told.leastInsolvency + 0.01
            let first = told.lead.components(separatedBy: ". ")[0]
            #expect(first.contains("the most solvent rule") == isRisky, "\(told.name): \(first)")
            if isRisky {
                warned += 1
                for rate in [told.trained.insolvencyRate, told.leastInsolvency] {
                    let words = rate == 0 ? "none (0 %)" : rate == 1 ? "all (100 %)" : DisplayFormat.percent(rate)
                    #expect(first.contains(words.replacing("\u{A0}", with: " ")), "\(told.name): \(first)")
                }
            }
            let isPraised = told.text.contains("nearly as good as anything can be")
            #expect(
                !isPraised || praised <= min(told.leastInsolvency + 0.01, 0.05), "\(told.name): \(told.text)")
            #expect(first.contains("no rule") == (told.leastInsolvency > 0.05), "\(told.name): \(first)")
        }
        #expect(warned > 3)
    }

    @Test func whatTheRewardItselfPrefersIsTold() throws {
        var names: [String] = []
        try forEach { told in
            let optimum = try #require(told.optimum)
            let prefers = told.text.contains("This reward prefers going bankrupt")
            #expect(prefers == (optimum.insolvencyRate > told.leastInsolvency + 0.01), "\(told.name)")
            if prefers { names.append(told.name) }
        }
        #expect(Set(["retiree.yaml", "deficit.yaml", "flat_income.yaml"]).isSubset(of: names), "\(names)")
    }

    @Test func theWealthIsThatOfTheLivesThatEnd() throws {
        try forEach { told in
            let outcomes = told.trained.outcomes
            let wealths = zip(outcomes.finalWealth, outcomes.insolvencyMonth).filter { $0.1 == 0 }.map(\.0)
            guard !wealths.isEmpty else {
                #expect(told.lead.contains("ends no life solvent"), "\(told.name): \(told.lead)")
                return
            }
            let median = DisplayFormat.euro(wealths.quantile(0.5))
            let words =
                wealths.count == outcomes.finalWealth.count
                ? "ends with a median wealth of \(median)"
                : "ends its \(wealths.count == 1 ? "one solvent life" : "\(wealths.count) solvent lives") with a median wealth of \(median)"
            #expect(told.lead.contains(words), "\(told.name): \(told.lead)")
            let price = pow(
                1 + told.scenario.environment.inflation, Double(told.scenario.environment.maxMonths - 1) / 12)
            let real = DisplayFormat.euro(wealths.quantile(0.5) / price)
            #expect(told.lead.contains("\(real) at the prices of the first month"), "\(told.name): \(told.lead)")
        }
    }

    @Test func aThresholdThatIsNotKeptIsTold() throws {
        var count = 0
        try forEach { told in
            let horizon = told.evaluation.horizon
            let notLived = told.trained.outcomes.insolvencyMonth.map { $0 > 0 ? Double(horizon - $0) : 0 }.mean
            let months = told.trained.monthsBelowThreshold + notLived
            let isTold = told.lead.contains("reward.beta")
            #expect(isTold == (months >= 0.05 * Double(horizon)), "\(told.name): \(months)")
            guard isTold else { return }
            count += 1
            #expect(told.lead.contains("\(DisplayFormat.number(months, decimals: 1)) of"), "\(told.name): \(told.lead)")
        }
        #expect(count > 3)
    }

    @Test func billsThatExceedTheIncomeAreTold() throws {
        try forEach { told in
            let calendar = told.scenario.calendar
            let short = calendar.months.indices.filter { index in
                let month = calendar.months[index]
                let probability = told.scenario.environment.emergencyProbability
                return month.income < month.expectedBills(emergencyProbability: probability)
            }
            let words = "the bills to be expected exceed the income"
            #expect(told.lead.contains(words) == !short.isEmpty, "\(told.name): \(told.lead)")
            guard let first = short.first else { return }
            let isToTheEnd = short.count == calendar.horizon - first
            let expected =
                short.count == calendar.horizon
                ? "In each of" : isToTheEnd ? "month \(first + 1)" : "In \(short.count) of \(calendar.horizon) months"
            #expect(told.lead.contains(expected), "\(told.name): \(told.lead)")
        }
    }

    @Test func unlikelyReturnsAreTold() throws {
        try forEach { told in
            let household = told.scenario.environment
            let yearly = household.investmentReturnType == .none ? 0 : pow(1 + household.investmentReturnMean, 12) - 1
            #expect(told.lead.contains("is a share a month") == (yearly > 0.15), "\(told.name)")
            let isRewardedLoss = yearly < 0 && told.scenario.reward.alpha > 0
            #expect(told.lead.contains("pays for what is invested all the same") == isRewardedLoss, "\(told.name)")
            #expect(told.lead.contains("Invested money loses") == isRewardedLoss, "\(told.name)")
        }
    }

    /// A norm above 1 by more than its error is a defect: no rule is better than the best.
    @Test func noPolicyBeatsTheOptimum() throws {
        try forEach { told in
            let optimum = try #require(told.optimum)
            for policy in told.evaluation.policies {
                let error = 4 * (policy.rewardStandardError + optimum.rewardStandardError)
                #expect(policy.meanReward <= optimum.meanReward + error, "\(told.name): \(policy.policy)")
                // Life by life, where each is kept: the luck of both is the same.
                guard policy.outcomes.rewards.count == optimum.outcomes.rewards.count else { continue }
                let advance = MeanEstimate(of: zip(policy.outcomes.rewards, optimum.outcomes.rewards).map { $0 - $1 })
                let rounding = 1e-9 * abs(optimum.meanReward)
                #expect(
                    advance.mean <= 4 * advance.standardError + rounding, "\(told.name): \(policy.policy) \(advance)")
            }
        }
    }

    /// Risk tolerance and volatility change nothing that is best.
    @Test func deadInputsAreCalledSo() throws {
        let values = try Self.all.get().filter { ["risk_0.yaml", "risk_1.yaml", "volatile.yaml"].contains($0.name) }
            .map(\.evaluation.optimalValue)
        #expect(values.count == 3 && Set(values).count == 1, "\(values)")
        for key in ["risk_tolerance", "investment_return_std"] {
            let parameter = try #require(ScenarioParameter.all.first { $0.key == key })
            #expect(parameter.meaning(of: .reward).contains("no part of what is best"))
            #expect(!parameter.meaning(of: .utility).contains("no part of what is best"))
        }
    }

    /// Little steps are named where the policy did not get far, and only there.
    @Test func aPolicyThatHardlyMovedIsToldWhy() throws {
        try forEach { told in
            let isSlow = [" hardly moved", " did not get far"].contains {
                told.lead.contains("The policy\($0): learning_rate_low is 0.00001")
            }
            #expect(told.lead.contains("gamma_low is 0.95: the executor hardly weighs") == isSlow)
            #expect(told.lead.contains("Nothing comes in") == (told.scenario.environment.income == 0))
            // What is divided where there is something; nothing is compared where every policy does the same.
            #expect(told.finding.verdicts.isEmpty == (told.scenario.environment.income == 0), "\(told.name)")
            #expect(isSlow == (told.name == "slow_learning.yaml"), "\(told.name): \(told.lead)")
            #expect(ScenarioRemarks.warnings(told.scenario).contains { $0.contains("learning_rate") } == isSlow)
        }
    }
}
