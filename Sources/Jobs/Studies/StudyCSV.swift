import Reports
import Studies

/// `results.csv`: a row a training, in the plan's order.
enum StudyCSV {
    private static let numberColumns = [
        "norm", "mean_reward", "difference_to_tuned",
        "insolvency_rate", "final_wealth_p5", "final_wealth_p50", "final_wealth_p95", "months_below_threshold",
        "total_consumed", "total_invested", "goal_adherence", "sharpe_ratio", "policy_stability", "cash_stability",
        "certainty_equivalent", "standard_error", "ruin_probability", "goal_share",
    ]
    private static let columns =
        ["scenario", "setting", "seed", "role", "status", "episodes"] + numberColumns + ["identity"]

    /// What is missing has no row; what diverged or failed has no numbers.
    static func bytes(of plan: StudyPlan, _ outcomes: [StudyOutcome?]) -> [UInt8] {
        var text = columns.joined(separator: ",") + "\n"
        for (training, outcome) in zip(plan.trainings, outcomes) {
            guard let outcome else { continue }
            let numbers = outcome.evaluation?.numbers ?? numberColumns.map { _ in nil }
            let words =
                [
                    CSVField.text(plan.scenarios[training.scenario]),
                    CSVField.text(plan.settings[training.setting].name),
                    "\(training.seed)", training.role.rawValue, outcome.status.rawValue, "\(outcome.episodes)",
                ] + numbers.map { $0.map { "\($0)" } ?? "" } + [training.identity]
            text += words.joined(separator: ",") + "\n"
        }
        return Array(text.utf8)
    }
}

extension StudyOutcome.Evaluation {
    /// In the order of the columns.
    fileprivate var numbers: [Double?] {
        [
            norm, meanReward, differenceToTuned, insolvencyRate, finalWealthP5, finalWealthP50, finalWealthP95,
            monthsBelowThreshold, totalConsumed, totalInvested, goalAdherence, sharpeRatio, policyStability,
            cashStability, certaintyEquivalent, standardError, ruinProbability, goalShare,
        ]
    }
}
