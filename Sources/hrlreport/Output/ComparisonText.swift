import Households
import Reports

/// A comparison for a person at a terminal.
enum ComparisonText {
    static func text(_ comparison: RunComparison) -> String {
        var parts = [figures(comparison)]
        if !comparison.differences.isEmpty { parts.append(differences(comparison)) }
        parts.append(inputs(comparison))
        return parts.joined(separator: "\n")
    }

    private static func figures(_ comparison: RunComparison) -> String {
        var table = ConsoleTable([
            .text("RUN"), .number("EPISODES"), .number("REWARD"), .number("OF OPTIMUM"), .number("INSOLVENT"),
            .number("WEALTH"), .number("BELOW THRESHOLD"), .number("ADHERENCE"),
        ])
        for run in comparison.runs {
            table.add([
                run.name, DisplayFormat.number(run.episodes), estimate(run.meanReward, run.rewardStandardError, 1),
                run.normalizedReward.map { DisplayFormat.percent($0, decimals: 2) } ?? "–",
                DisplayFormat.percent(run.insolvencyRate), DisplayFormat.euro(run.finalWealth.p50),
                run.monthsUnsafe.map { DisplayFormat.number($0, decimals: 1) } ?? "–",
                run.goalAdherence.map { DisplayFormat.number($0, decimals: 3) } ?? "–",
            ])
        }
        return table.text
    }

    private static func differences(_ comparison: RunComparison) -> String {
        var table = ConsoleTable([
            .text("AGAINST \(comparison.runs[0].name)"), .number("REWARD"), .number("MORE IN"), .number("LESS IN"),
            .number("FINAL WEALTH"), .number("LIVES"),
        ])
        for difference in comparison.differences {
            table.add([
                difference.run, estimate(difference.reward.mean, difference.reward.standardError, 2, isSigned: true),
                DisplayFormat.percent(difference.betterShare), DisplayFormat.percent(difference.worseShare),
                difference.finalWealth.signedEuros,
                DisplayFormat.number(difference.lives),
            ])
        }
        return table.text
    }

    private static func inputs(_ comparison: RunComparison) -> String {
        guard !comparison.inputs.isEmpty else { return "All inputs are the same.\n" }
        var table = ConsoleTable([.text("INPUT")] + comparison.runs.map { .number($0.name) })
        for input in comparison.inputs { table.add([input.key] + input.values) }
        return table.text
    }

    /// A mean and two standard errors.
    private static func estimate(
        _ mean: Double, _ standardError: Double, _ decimals: Int, isSigned: Bool = false
    ) -> String {
        let text =
            isSigned ? DisplayFormat.signed(mean, decimals: decimals) : DisplayFormat.number(mean, decimals: decimals)
        return "\(text) ± \(DisplayFormat.number(2 * standardError, decimals: decimals))"
    }
}
