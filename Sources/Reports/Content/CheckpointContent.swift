import Households

/// How training stood at each checkpoint, and where it stood best.
extension ReportContent {
    /// Rows of the table at most; more are thinned out evenly.
    static let maximumCheckpointRows = 200

    static func checkpoints(_ checkpoints: [CheckpointSummary], _ household: EnvironmentParameters) -> [Block] {
        guard let first = checkpoints.first else {
            return [.paragraph("No checkpoint has been stored.")]
        }
        let best = checkpoints.reduce(first) { $1.reward > $0.reward ? $1 : $0 }
        let isTied = checkpoints.allSatisfy { $0.reward == first.reward }
        let window = CheckpointSummary.window
        let scope = "the \(window) episodes before it, fewer where fewer were done"
        let text =
            checkpoints.count == 1
            ? "One checkpoint was stored, after \(DisplayFormat.count(first.episode, "episode", "episodes")); its figures are "
                + "means over \(scope)."
            : "Each row is the mean over \(scope). By reward, training stood "
                + (isTied ? "the same at all of them" : "best at episode \(DisplayFormat.number(best.episode))")
                + "; the numbers are those of training, in which the policy still tries things out."
        return [.paragraph(text), .tables([checkpointTable(checkpoints, best: isTied ? nil : best, household)])]
    }

    private static func checkpointTable(
        _ checkpoints: [CheckpointSummary], best: CheckpointSummary?, _ household: EnvironmentParameters
    ) -> TextTable {
        let shown = shownCheckpoints(checkpoints, best: best)
        let decimals = DisplayFormat.decimals(for: shown.map(\.reward))
        let rows = shown.map { checkpoint in
            let isBest = checkpoint.episode == best?.episode
            return TextTable.Row(
                cells: [
                    DisplayFormat.number(checkpoint.episode) + (isBest ? " (best)" : ""),
                    DisplayFormat.number(checkpoint.reward, decimals: decimals),
                    DisplayFormat.percent(checkpoint.stability),
                    household.returnsVary ? DisplayFormat.number(checkpoint.sharpeRatio, decimals: 2) : "–",
                    DisplayFormat.number(checkpoint.goalAdherence, decimals: 3),
                ],
                emphasis: isBest ? .strong : .none)
        }
        return TextTable(
            id: "checkpoints-table", caption: "Training at its checkpoints",
            columns: [
                .number("Episode"), .number("Reward"), .number("Stability"), .number("Sharpe ratio"),
                .number("Goal distance"),
            ],
            rows: rows,
            note: (shown.count < checkpoints.count
                ? "\(DisplayFormat.number(shown.count)) of \(DisplayFormat.number(checkpoints.count)) checkpoints are shown. "
                : "")
                + "Stability: share of the horizon’s months that end with cash above zero; what was not lived does not. \(sharpeRatio(household)) Goal distance: mean distance between the share invested "
                + "and the goal; 0 is perfect.")
    }

    private static func shownCheckpoints(
        _ checkpoints: [CheckpointSummary], best: CheckpointSummary?
    ) -> [CheckpointSummary] {
        guard checkpoints.count > maximumCheckpointRows else { return checkpoints }
        let rows = maximumCheckpointRows - 1
        let spread = (0..<rows).map { checkpoints[$0 * (checkpoints.count - 1) / (rows - 1)] }
        guard let best, !spread.contains(where: { $0.episode == best.episode }) else { return spread }
        return (spread + [best]).sorted { $0.episode < $1.episode }
    }

    /// What the Sharpe ratio is, or why there is none.
    static func sharpeRatio(_ household: EnvironmentParameters) -> String {
        household.returnsVary
            ? "Sharpe ratio: mean of the portfolio’s monthly returns on all wealth, cash included, over their standard "
                + "deviation, times √12 for a year; nothing is taken off for a riskless return. It is 0 where nothing is invested."
            : "Sharpe ratio: none, as returns do not vary in this household."
    }
}
