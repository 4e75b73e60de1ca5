import Households
import ScenarioFiles

/// A comparison as a table for a spreadsheet: one row a run, plain decimal numbers, RFC 4180.
package enum ComparisonCSV {
    /// The bytes of the file: what the run is, what its policy reaches, the differences to the first run, all inputs.
    ///
    /// - Precondition: as `RunComparison`.
    package static func bytes(of runs: [ComparedRun]) -> [UInt8] {
        let comparison = RunComparison(runs)
        let parameters = ScenarioParameter.all(ofAny: runs.map(\.scenario))
        let header = figureColumns + differenceColumns + parameters.map(\.dottedKey)
        let rows = zip(runs, comparison.runs).map { run, figures in
            let difference = comparison.differences.first { $0.run == run.name }
            return self.figures(run, figures) + differences(difference)
                + parameters.map { $0.text(in: run.scenario) }
        }
        let lines = ([header] + rows).map { $0.map(CSVField.text).joined(separator: ",") + "\r\n" }
        return Array(lines.joined().utf8)
    }

    private static let figureColumns = [
        "run", "scenario", "episodes", "seed", "start_time", "program_version", "identity", "lives", "mean_reward",
        "reward_standard_error", "normalized_reward", "insolvency_rate", "final_wealth_p5", "final_wealth_p50",
        "final_wealth_p95", "months_below_threshold", "months_not_lived", "total_consumed", "total_invested",
        "goal_adherence", "certainty_equivalent", "standard_error", "ruin_probability", "goal_share",
    ]

    private static func figures(_ run: ComparedRun, _ figures: RunComparison.Run) -> [String] {
        [
            run.name, run.scenario.name, String(figures.episodes), String(run.seed), run.startTime, run.programVersion,
            run.identity, String(run.evaluation.episodes), "\(figures.meanReward)", "\(figures.rewardStandardError)",
            figures.normalizedReward.map { "\($0)" } ?? "", "\(figures.insolvencyRate)",
            "\(figures.finalWealth.p5)", "\(figures.finalWealth.p50)", "\(figures.finalWealth.p95)",
            "\(figures.monthsBelowThreshold)", figures.monthsNotLived.map { "\($0)" } ?? "", "\(figures.totalConsumed)",
            "\(figures.totalInvested)",
        ]
            + [
                figures.goalAdherence, figures.certaintyEquivalent, figures.standardError, figures.ruinProbability,
                figures.goalShare,
            ].map { $0.map { "\($0)" } ?? "" }
    }

    private static let differenceColumns = [
        "reward_difference", "reward_difference_standard_error", "final_wealth_difference",
        "final_wealth_difference_standard_error", "better_share", "worse_share",
    ]

    /// Empty for the first run, and for one of another household.
    private static func differences(_ difference: RunComparison.Difference?) -> [String] {
        guard let difference else { return differenceColumns.map { _ in "" } }
        return [
            difference.reward.mean, difference.reward.standardError, difference.finalWealth.mean,
            difference.finalWealth.standardError, difference.betterShare, difference.worseShare,
        ].map { "\($0)" }
    }
}
