import Households

/// The numbers that matter, each beside the best simple rule and the optimum as far as they were evaluated.
extension ReportContent {
    static func keyFigures(_ evaluation: Evaluation, _ household: EnvironmentParameters) -> [Block] {
        let figures = keyFigureValues(evaluation, household)
        guard !figures.isEmpty else {
            return [.paragraph("There is no evaluation of the trained policy, so there are no figures to show.")]
        }
        return [.keyFigures(figures)]
    }

    /// The most important first; empty where the trained policy was not evaluated.
    static func keyFigureValues(_ evaluation: Evaluation, _ household: EnvironmentParameters) -> [KeyFigure] {
        guard let policy = evaluation.trained, evaluation.episodes > 0 else { return [] }
        let rivals = [evaluation.bestRule, evaluation.optimum].compactMap { $0 }
        func figure(
            _ label: String, _ meaning: String, _ value: (PolicyEvaluation) -> String?
        ) -> KeyFigure? {
            guard let own = value(policy) else { return nil }
            let comparisons = rivals.compactMap { rival in
                value(rival).map { LabelledValue(label: rival.policy.label, value: $0) }
            }
            return KeyFigure(label: label, value: own, meaning: meaning, comparisons: comparisons)
        }
        let decimals = DisplayFormat.decimals(for: ([policy] + rivals).map(\.meanReward))
        return [
            figure("Solvent to the end", "share of the simulated lives") { DisplayFormat.percent($0.solvencyRate) },
            figure("Final wealth", "cash and portfolio at the end of solvent lives, median") {
                $0.wealthOfSolvent.map { DisplayFormat.euro($0.p50) } ?? "–"
            },
            figure("Spent freely", "beyond the bills, over a life, mean") { DisplayFormat.euro($0.totalConsumed) },
            figure("Share of the optimum", "0\u{00A0}% is acting at random") {
                $0.normalizedReward.map { DisplayFormat.shareOfOptimum($0) }
            },
            figure("Reward", "what training maximises, summed over a life, mean") {
                DisplayFormat.number($0.meanReward, decimals: decimals)
            },
            figure("Months below the threshold", "or after a bankruptcy, of \(evaluation.horizonText), mean") {
                $0.monthsUnsafe(horizon: evaluation.horizon).map { DisplayFormat.number($0, decimals: 1) } ?? "–"
            },
            household.inflation == 0
                ? nil
                : figure("Final wealth in the first month’s prices", "the same in what it buys, median") {
                    $0.wealthOfSolvent.map { DisplayFormat.euro($0.p50 / household.lastPriceLevel) } ?? "–"
                },
        ].compactMap { $0 }
    }
}
