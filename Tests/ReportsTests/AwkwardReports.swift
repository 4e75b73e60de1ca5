import Households
import Reports

/// Inputs that are right but unusual.
enum AwkwardReports {
    static let all: [(name: String, input: ReportInput)] = [
        ("one-episode", SampleReports.bologna(episodes: 1, evaluated: 1)),
        ("two-episodes", SampleReports.bologna(episodes: 2, evaluated: 2)),
        ("one-month", SampleReports.bologna(episodes: 200, evaluated: 100, horizon: 1)),
        ("long-life", SampleReports.bologna(episodes: 60, evaluated: 50, horizon: 1200)),
        ("constant", constant(3)), ("zeros", constant(0)), ("negative", constant(-1e6)),
        ("huge", constant(1e12)), ("tiny", constant(1e-9)),
        ("no-rivals", noRivals), ("no-evaluation", noEvaluation), ("no-history", noHistory), ("bankrupt", bankrupt),
        ("hostile", hostile), ("languages", languages), ("checkpoint", checkpoint),
    ]

    static func constant(_ value: Double) -> ReportInput {
        var history = TrainingHistory()
        let count = 100
        history.episodeRewards = Array(repeating: value, count: count)
        history.episodeLengths = Array(repeating: 12, count: count)
        history.cashBalances = history.episodeRewards
        history.totalInvested = history.episodeRewards
        history.cumulativeWealthGrowth = history.episodeRewards
        history.cashStabilityIndex = Array(repeating: value > 0 ? 1 : 0, count: count)
        history.sharpeRatio = Array(repeating: 0, count: count)
        history.goalAdherence = Array(repeating: 0, count: count)
        history.policyStability = Array(repeating: 0, count: count)
        history.low.losses = Array(repeating: value, count: 5)
        history.low.episodes = [20, 40, 60, 80, 100]
        var evaluation = SampleReports.evaluation(episodes: 100, horizon: 12)
        for index in evaluation.policies.indices {
            evaluation.policies[index].meanReward = value
            evaluation.policies[index].finalWealth = SampleReports.quantiles(around: value, spread: 0)
            let outcomes = evaluation.policies[index].outcomes.finalWealth.count
            evaluation.policies[index].outcomes.finalWealth = Array(repeating: value, count: outcomes)
            evaluation.policies[index].outcomes.maxDrawdown = Array(repeating: 0, count: outcomes)
            for month in evaluation.policies[index].months.indices {
                evaluation.policies[index].months[month].cash = SampleReports.quantiles(around: value, spread: 0)
            }
        }
        return SampleReports.input(
            scenario: SampleReports.scenario(horizon: 12), history: history, evaluation: evaluation, name: "constant")
    }

    /// The trained policy and one rule, with nothing that charts could be made of.
    static var noRivals: ReportInput {
        var input = SampleReports.bologna(episodes: 300)
        var policies = input.evaluation.policies.filter { [.trained, .threshold].contains($0.policy) }
        for index in policies.indices {
            policies[index].normalizedReward = nil
            policies[index].differenceToTunedRule = nil
            policies[index].months = []
            policies[index].outcomes = EpisodeOutcomes()
        }
        input.evaluation.policies = policies
        input.evaluation.optimalValue = nil
        input.evaluation.advice = []
        return input
    }

    static var noEvaluation: ReportInput {
        var input = SampleReports.bologna(episodes: 300)
        input.evaluation = Evaluation(episodes: 0, seed: 42, horizon: 120, policies: [], advice: [])
        return input
    }

    static var noHistory: ReportInput {
        SampleReports.input(
            scenario: SampleReports.scenario(), history: TrainingHistory(), evaluation: SampleReports.evaluation())
    }

    static var bankrupt: ReportInput {
        var input = SampleReports.bologna(episodes: 300)
        input.evaluation.policies[0] = SampleReports.policy(.trained, reward: -700, wealth: 1200, insolvency: 1)
        return input
    }

    /// Every text that comes from outside tries to be something else.
    static let hostileName =
        "<script>alert(1)</script> {{run}} \"'><img src=x> /S /Figure >> endobj (\\) \u{0}\u{7} & \"\u{301}x </title>"

    static var hostile: ReportInput {
        var input = SampleReports.bologna(episodes: 300)
        input.scenario.name = hostileName
        input.scenario.description = "]]> <!-- --> </style><style>body{display:none}</style>\n<b>bold</b> {{{svg}}}"
        input.scenarioText = input.scenario.description
        return input
    }

    static var languages: ReportInput {
        var input = SampleReports.bologna(episodes: 300)
        input.scenario.name = String(repeating: "Wirtschaftsgemeinschaft ", count: 4) + "Süd"
        input.scenario.description =
            "משק בית של שני אנשים עם הכנסה של 3,200 אירו בחודש.\n家計のシミュレーション：収入は毎月三千二百ユーロ。\n"
            + "أسرة من شخصين في بولونيا. 👨‍👩‍👧 𝒳"
        return input
    }

    static var checkpoint: ReportInput {
        var input = SampleReports.bologna(episodes: 300)
        input.provenance.checkpoint = .episode(300)
        input.provenance.totalEpisodes = 1000
        return input
    }
}
