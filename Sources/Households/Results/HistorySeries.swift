/// One series of a history: its name in the file, what its entries count, and the property that holds it.
///
/// `HistorySeries.all` is the only place that knows the series; the file, the tables, the scalars of TensorBoard and
/// the beginning of a history are derived from it.
package struct HistorySeries: Sendable {
    /// What the entries of a series count. Series of the same rows have the same length.
    package enum Rows: Sendable, CaseIterable {
        case episodes, lowUpdates, highUpdates, validations
    }

    package typealias DoublesPath = any WritableKeyPath<TrainingHistory, [Double]> & Sendable
    package typealias IntegersPath = any WritableKeyPath<TrainingHistory, [Int]> & Sendable

    /// The property of a history that holds the series.
    package enum Path: Sendable {
        case doubles(DoublesPath)
        case integers(IntegersPath)
    }

    /// That of the youngest series.
    package static let newestFormat = all.map(\.since).reduce(1, max)

    package let rows: Rows
    /// In the file.
    package let name: String
    /// In a table of its rows.
    package let column: String
    package let path: Path
    /// Tag of the scalar in TensorBoard; nil for what is its step.
    package let scalar: String?
    /// Whether the scalar is the value with its sign turned, as Stable-Baselines3 logs the entropy.
    package let scalarIsNegated: Bool
    /// The first format that has the series. Histories may lack what is younger than the first one.
    package let since: Int

    private init(
        _ rows: Rows, prefix: String = "", _ column: String, _ path: Path, _ scalar: String?, negated: Bool = false,
        since: Int = 1
    ) {
        self.rows = rows
        name = prefix + column
        self.column = column
        self.path = path
        self.scalar = scalar
        scalarIsNegated = negated
        self.since = since
    }

    /// Every series, in the order of the file. A new one belongs at the end of its rows, with a newer format.
    package static let all: [HistorySeries] =
        [
            HistorySeries(.episodes, "episode_rewards", .doubles(\.episodeRewards), "episode/reward"),
            HistorySeries(.episodes, "episode_lengths", .integers(\.episodeLengths), "episode/months"),
            HistorySeries(.episodes, "cash_balances", .doubles(\.cashBalances), "episode/final_cash"),
            HistorySeries(.episodes, "total_invested", .doubles(\.totalInvested), "episode/total_invested"),
            HistorySeries(
                .episodes, "cumulative_wealth_growth", .doubles(\.cumulativeWealthGrowth), "episode/wealth_growth"),
            HistorySeries(.episodes, "cash_stability_index", .doubles(\.cashStabilityIndex), "episode/cash_stability"),
            HistorySeries(.episodes, "sharpe_ratio", .doubles(\.sharpeRatio), "episode/sharpe_ratio"),
            HistorySeries(.episodes, "goal_adherence", .doubles(\.goalAdherence), "episode/goal_adherence"),
            HistorySeries(.episodes, "policy_stability", .doubles(\.policyStability), "episode/policy_stability"),
        ]
        + updates.map(\.low) + updates.map(\.high) + [
            HistorySeries(
                .validations, prefix: "validation_", "episodes", .integers(\.validations.episodes), nil, since: 3),
            HistorySeries(
                .validations, prefix: "validation_", "certainty_equivalents",
                .doubles(\.validations.certaintyEquivalents), "validation/certainty_equivalent", since: 3),
            HistorySeries(
                .validations, prefix: "validation_", "standard_errors", .doubles(\.validations.standardErrors),
                "validation/standard_error", since: 3),
            HistorySeries(
                .validations, prefix: "validation_", "ruin_probabilities", .doubles(\.validations.ruinProbabilities),
                "validation/ruin_probability", since: 3),
            HistorySeries(
                .validations, prefix: "validation_", "kept", .integers(\.validations.kept), "validation/kept", since: 3),
        ]

    /// The series of an agent's updates, once for each agent. The scalars have the names of Stable-Baselines3, and the
    /// agent's behind them.
    private static let updates: [(low: HistorySeries, high: HistorySeries)] = [
        agents("losses", .doubles(\.low.losses), .doubles(\.high.losses), "loss", since: 1),
        agents("update_episodes", .integers(\.low.episodes), .integers(\.high.episodes), nil, since: 1),
        agents(
            "policy_loss", .doubles(\.low.policyLoss), .doubles(\.high.policyLoss), "train/policy_gradient_loss"),
        agents("value_loss", .doubles(\.low.valueLoss), .doubles(\.high.valueLoss), "train/value_loss"),
        agents("entropy", .doubles(\.low.entropy), .doubles(\.high.entropy), "train/entropy_loss", negated: true),
        agents("approximate_kl", .doubles(\.low.approximateKL), .doubles(\.high.approximateKL), "train/approx_kl"),
        agents("clip_fraction", .doubles(\.low.clipFraction), .doubles(\.high.clipFraction), "train/clip_fraction"),
        agents(
            "explained_variance", .doubles(\.low.explainedVariance), .doubles(\.high.explainedVariance),
            "train/explained_variance"),
        agents(
            "actor_gradient_norm", .doubles(\.low.actorGradientNorm), .doubles(\.high.actorGradientNorm),
            "train/actor_gradient_norm"),
        agents(
            "critic_gradient_norm", .doubles(\.low.criticGradientNorm), .doubles(\.high.criticGradientNorm),
            "train/critic_gradient_norm"),
        agents("learning_rate", .doubles(\.low.learningRate), .doubles(\.high.learningRate), "train/learning_rate"),
    ]

    private static func agents(
        _ column: String, _ low: Path, _ high: Path, _ scalar: String?, negated: Bool = false, since: Int = 2
    ) -> (low: HistorySeries, high: HistorySeries) {
        (
            HistorySeries(
                .lowUpdates, prefix: "low_level_", column, low, scalar.map { $0 + "/executor" }, negated: negated,
                since: since),
            HistorySeries(
                .highUpdates, prefix: "high_level_", column, high, scalar.map { $0 + "/strategist" }, negated: negated,
                since: since)
        )
    }
}

extension HistorySeries {
    /// The values of a series in one history.
    package enum Values: Sendable {
        case doubles([Double])
        case integers([Int])

        package var count: Int {
            switch self {
            case .doubles(let values): values.count
            case .integers(let values): values.count
            }
        }

        package subscript(index: Int) -> Double {
            switch self {
            case .doubles(let values): values[index]
            case .integers(let values): Double(values[index])
            }
        }

        /// The shortest text that reads back as the same number.
        package func text(_ index: Int) -> String {
            switch self {
            case .doubles(let values): values[index].description
            case .integers(let values): values[index].description
            }
        }
    }

    package func values(of history: TrainingHistory) -> Values {
        switch path {
        case .doubles(let path): .doubles(history[keyPath: path])
        case .integers(let path): .integers(history[keyPath: path])
        }
    }
}
