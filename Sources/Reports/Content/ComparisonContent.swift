import Households
import Statistics

/// Every policy that was evaluated, on the same episodes: a row each.
extension ReportContent {
    static func comparison(_ evaluation: Evaluation) -> [Block] {
        guard !evaluation.policies.isEmpty else {
            return [.paragraph("No policy has been evaluated.")]
        }
        let episodes = DisplayFormat.count(evaluation.episodes, "simulated life", "simulated lives")
        var blocks: [Block] = [
            .paragraph(
                evaluation.policies.count == 1
                    ? "Only the trained policy was evaluated, on \(episodes) of \(evaluation.horizonText)."
                    : "All policies live through the same \(episodes) of \(evaluation.horizonText), with the same income, "
                        + "bills, emergencies and returns; none of these lives was seen in training.")
        ]
        blocks.append(.tables([rewardTable(evaluation)]))
        blocks.append(.tables([moneyTable(evaluation)]))
        if evaluation.optimum == nil, let rule = evaluation.bestRule {
            blocks.append(
                .note(
                    "No optimum is computed for this household: the yardstick is the best simple rule, "
                        + "\(rule.policy.subject)."))
        }
        let explanations = evaluation.policies.compactMap { policy in
            policy.policy.explanation.map { text in
                "\(policy.policy.label): \(text)" + (policy.settings.map { " (\($0))" } ?? "") + "."
            }
        }
        if !explanations.isEmpty { blocks.append(.note(explanations.joined(separator: " "))) }
        return blocks
    }

    private static func rewardTable(_ evaluation: Evaluation) -> TextTable {
        let policies = evaluation.policies
        let decimals = DisplayFormat.decimals(for: policies.map(\.meanReward))
        let hasNorm = policies.contains { $0.normalizedReward != nil }
        let tuned = policies.first { $0.policy == .tunedRule }
        let differences = policies.map { policy in
            tuned.flatMap { policy.policy == .tunedRule ? nil : RewardDifference(policy, $0) }
        }
        // The same for all, as many as most rows need.
        let wanted = differences.compactMap { $0?.decimals }.sorted()
        let differenceDecimals = wanted.isEmpty ? 0 : wanted[wanted.count / 2]
        var columns: [TextTable.Column] = [.text("Policy"), .number("Reward")]
        if hasNorm { columns.append(.number("Of the optimum")) }
        let costs = evaluation.episodes > 1 ? policies.compactMap(\.monthlyCost) : []
        let costDecimals = DisplayFormat.euroDecimals(for: costs)
        if !costs.isEmpty { columns.append(.number("Short of the optimum, a month")) }
        if tuned != nil { columns.append(.number("Against the tuned rule")) }
        columns += [.number("Solvent"), .number("Months below the threshold")]
        let rows = zip(policies, differences).map { policy, difference in
            var cells = [
                policy.policy.label,
                MeanEstimate(mean: policy.meanReward, standardError: policy.rewardStandardError).text(
                    decimals: decimals),
            ]
            if hasNorm { cells.append(policy.normalizedReward.map { DisplayFormat.shareOfOptimum($0) } ?? "–") }
            if !costs.isEmpty {
                cells.append(policy.monthlyCost.map { DisplayFormat.euro($0, decimals: costDecimals) } ?? "–")
            }
            if tuned != nil { cells.append(difference?.signedText(decimals: differenceDecimals) ?? "–") }
            cells.append(DisplayFormat.percent(policy.solvencyRate))
            cells.append(
                policy.monthsUnsafe(horizon: evaluation.horizon).map { DisplayFormat.number($0, decimals: 1) } ?? "–")
            return TextTable.Row(cells: cells, emphasis: policy.policy == .trained ? .strong : .none)
        }
        return TextTable(
            id: "comparison-reward", caption: "Reward and safety", columns: columns, rows: rows,
            note: [
                evaluation.episodes > 1 ? "± is two standard errors." : "",
                costs.isEmpty
                    ? ""
                    : "Short of the optimum, a month: by so much could the fixed bills rise for it to be no better"
                        + (policies.contains(where: isBeyondCost)
                            ? "; a dash, where it would be better even if they rose by the whole income." : "."),
                hasNorm && policies.contains { $0.policy == .random && abs($0.normalizedReward ?? 0) >= 0.0005 }
                    ? "The scale reaches from the mean of acting at random to what is computed for the optimum; it is laid "
                        + "against the optimum on these lives, whose luck moves acting at random away from "
                        + "\(DisplayFormat.percent(0, decimals: 0))." : "",
                policies.contains { $0.insolvencyRate > 0 }
                    ? "Months after a bankruptcy count as months below the threshold: what is not lived is not safe."
                    : "",
            ].filter { !$0.isEmpty }.joined(separator: " "))
    }

    /// Whether a policy falls so far short that no rise of the bills is worth it; acting at random is not measured so.
    private static func isBeyondCost(_ policy: PolicyEvaluation) -> Bool {
        policy.monthlyCost == nil && policy.policy != .random
    }

    private static func moneyTable(_ evaluation: Evaluation) -> TextTable {
        TextTable(
            id: "comparison-money", caption: "Money at the end and on the way",
            columns: [
                .text("Policy"), .number("Final wealth, 5\u{00A0}%"), .number("Median"), .number("95\u{00A0}%"),
                .number("Spent freely"), .number("Invested"),
            ],
            rows: evaluation.policies.map { policy in
                TextTable.Row(
                    cells: [
                        policy.policy.label, DisplayFormat.euro(policy.finalWealth.p5),
                        DisplayFormat.euro(policy.finalWealth.p50), DisplayFormat.euro(policy.finalWealth.p95),
                        DisplayFormat.euro(policy.totalConsumed), DisplayFormat.euro(policy.totalInvested),
                    ],
                    emphasis: policy.policy == .trained ? .strong : .none)
            },
            note:
                "Final wealth: cash and portfolio, bankrupt lives included; a twentieth of the lives ends below the 5\u{00A0}% column and a twentieth "
                + "above the 95\u{00A0}% column. Spent freely, beyond the bills, and invested: sums over a life, means."
        )
    }
}
