import Charts
import Households

/// Training over the episodes: what the agents earned, and how they learned.
extension ReportContent {
    static func training(_ input: ReportInput) -> [Block] {
        let history = input.history
        guard history.count > 0 else {
            return [.paragraph("No episode of training has been recorded.")]
        }
        let episodes = DisplayFormat.count(history.count, "episode", "episodes")
        var text =
            "Training went through \(episodes). While it learns, the policy tries things out, which costs reward; in the "
            + "evaluation it does what it holds to be best."
        if let line = TrainingCharts.summaryWords(count: history.count) {
            text +=
                " The strong line is \(line), the band around it reaches from the lower to the upper quartile, the faint "
            text += "line is every single episode."
        } else {
            text += " There are too few episodes for a summary: the line is every single one."
        }
        let charts = TrainingCharts(
            history: history, evaluation: input.evaluation, household: input.scenario.environment, study: input.study)
        var blocks: [Block] = [.paragraph(text), .figures(charts.outcomes), .heading("How the agents learned")]
        if !history.low.losses.isEmpty || !history.high.losses.isEmpty {
            blocks.append(
                .paragraph("A smaller loss is not always better: the targets move with the policy."))
        }
        blocks.append(.figures(charts.learning))
        let diagnostics = charts.diagnostics
        if !diagnostics.isEmpty {
            blocks += [
                .paragraph(
                    "What each update measured, as its rolling median: how well the critic predicts, how far the policy "
                        + "moves, and how much it still tries out."),
                .figures(diagnostics),
            ]
        }
        return blocks
    }
}

/// The charts of a training history.
struct TrainingCharts {
    let history: TrainingHistory
    let evaluation: Evaluation
    let household: EnvironmentParameters
    var study: StudyStanding?

    /// Reward, stability, Sharpe ratio, goal adherence.
    var outcomes: [ChartFigure] {
        let figures: [SeriesFigure?] = [
            SeriesFigure(
                id: "reward", title: "Reward of an episode", values: history.episodeRewards,
                format: DisplayFormat.format(for: history.episodeRewards), remark: referenceRemark,
                references: references,
                companion: study?.companion(\.reward)),
            SeriesFigure(
                id: "stability", title: "Stability: share of the months that end with cash above zero",
                values: history.stability(horizon: household.maxMonths), axis: Axis("", unit: .percent, atMost: 0...1),
                format: { DisplayFormat.percent($0) },
                remark: "100\u{00A0}% is a life without an empty account; months after a bankruptcy count as empty.",
                companion: study?.companion(\.stability)),
            household.returnsVary
                ? SeriesFigure(
                    id: "sharpe", title: "Sharpe ratio of wealth, a year", values: history.sharpeRatio,
                    format: { DisplayFormat.number($0, decimals: 2) },
                    remark:
                        "\(ReportContent.sharpeRatio(household)) It is the luck of the market as much as the policy’s "
                        + "doing.",
                    companion: study?.companion(\.sharpeRatio))
                : nil,
            SeriesFigure(
                id: "goal-adherence", title: "Goal distance: share invested against its goal",
                values: history.goalAdherence, axis: Axis("", atLeast: 0...0.1),
                format: { DisplayFormat.number($0, decimals: 3) },
                remark: "0 means that the executor invests exactly what the strategist asks for.",
                companion: study?.companion(\.goalAdherence)),
        ]
        return figures.compactMap { $0?.figure }
    }

    /// Both losses and the length of an episode.
    var learning: [ChartFigure] {
        let length = SeriesFigure(
            id: "length", title: "Length of an episode", values: history.episodeLengths.map(Double.init),
            axis: Axis("", unit: .named("months"), atLeast: 0...Double(max(1, evaluation.horizon)), isWhole: true),
            format: { DisplayFormat.number($0) + DisplayFormat.noBreakSpace + ($0 == 1 ? "month" : "months") },
            remark: "A life ends early where the money runs out.")
        return losses + [length.figure]
    }

    var losses: [ChartFigure] {
        let updates = [("executor", history.low), ("strategist", history.high)].filter { !$0.1.losses.isEmpty }
        return updates.map { agent, updates in
            SeriesFigure(
                id: "loss-\(agent)", title: "Loss of the \(agent)", values: updates.losses,
                places: updates.episodes.map(Double.init), noun: ("update", "updates"),
                format: DisplayFormat.format(for: updates.losses), leavesOutOutliers: true
            ).figure
        }
    }

    /// What PPO knows of its own health, a line an agent; nothing where the run is older than these series.
    var diagnostics: [ChartFigure] {
        [
            diagnostic(
                "value-loss", "Value loss", \.valueLoss,
                "It measures how far the critic is from its targets, in the critic’s own units."),
            diagnostic(
                "explained-variance", "Explained variance", \.explainedVariance,
                "1 means that the critic predicts its targets exactly, 0 that it does no better than their mean."),
            diagnostic(
                "approximate-kl", "Approximate KL divergence", \.approximateKL,
                "It says how far an update moves the policy away from the one that collected the rollout."),
            diagnostic(
                "clip-fraction", "Clip fraction", \.clipFraction,
                "It is the share of decisions whose probability ratio left the clip range."),
            diagnostic(
                "entropy", "Entropy of the policy", \.entropy, "It falls as the policy tries out less and less."),
            diagnostic(
                "actor-gradient-norm", "Gradient norm of the actor", \.actorGradientNorm,
                "It is measured before the gradient is clipped."),
            diagnostic(
                "critic-gradient-norm", "Gradient norm of the critic", \.criticGradientNorm,
                "It is measured before the gradient is clipped."),
            diagnostic(
                "learning-rate", "Learning rate", \.learningRate, "It falls linearly with the episodes done."),
        ].compactMap(\.figure)
    }

    private func diagnostic(
        _ id: String, _ title: String, _ values: KeyPath<UpdateHistory, [Double]>, _ remark: String
    ) -> OverlayFigure {
        let lines = [("Executor", history.low), ("Strategist", history.high)].compactMap { name, updates in
            OverlayFigure.median(
                name,
                // A strategist that has the executor's critic has nothing of its own to measure.
                updates[keyPath: values].allSatisfy({ $0 == 0 })
                    ? Series(x: [], y: []) : Series(x: updates.episodes.map(Double.init), y: updates[keyPath: values]))
        }
        return OverlayFigure(
            id: id, title: title, place: "Episode", lines: lines, noun: ("agent", "agents"),
            format: DisplayFormat.format(for: lines.flatMap(\.series.y)), remark: remark)
    }

    private var references: [ReferenceLayer] {
        var layers: [ReferenceLayer] = []
        if let rule = evaluation.bestRule {
            layers.append(ReferenceLayer(at: rule.meanReward, label: rule.policy.label, color: .series2))
        }
        if let value = evaluation.optimum?.meanReward ?? evaluation.optimalValue {
            layers.append(
                ReferenceLayer(at: value, label: PolicyKind.optimum.label, color: .series3, dash: .longDashed))
        }
        return layers
    }

    private var referenceRemark: String {
        let names = references.map(\.label.lowercasedInitial)
        guard !names.isEmpty else { return "" }
        return "Dashed: \(names.joined(separator: " and ")), on the episodes of the evaluation."
    }

    /// `the median of the last 50`; nil where there are too few.
    static func summaryWords(count: Int) -> String? {
        let window = RollingSummary.suggestedWindow(count: count)
        return SeriesFigure.isSummarized(count: count) ? "the median of the last \(DisplayFormat.number(window))" : nil
    }
}
