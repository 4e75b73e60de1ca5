import Households

/// Where the figures come from, and how to get them again.
extension ReportContent {
    static func provenance(_ provenance: Provenance, evaluation: Evaluation) -> [Block] {
        let episodes = DisplayFormat.number(provenance.episodesTrained)
        let state =
            switch provenance.checkpoint {
            case .final: "Final, after \(episodes) of \(DisplayFormat.number(provenance.totalEpisodes)) episodes"
            case .episode(let episode):
                "Checkpoint at episode \(DisplayFormat.number(episode)) of "
                    + DisplayFormat.number(provenance.totalEpisodes)
            case .stopped(let episode):
                "Stopped after \(DisplayFormat.number(episode)) of "
                    + "\(DisplayFormat.number(provenance.totalEpisodes)) episodes"
            case .unfinished(let episode):
                "Not finished: after \(DisplayFormat.number(episode)) of "
                    + "\(DisplayFormat.number(provenance.totalEpisodes)) episodes"
            }
        let kept = DisplayFormat.number(provenance.policyEpisode)
        let policy =
            provenance.policyEpisode == provenance.episodesTrained
            ? "The last one" : "That of episode \(kept), the last that was found to be as good as those before it"
        var rows = [
            ("State of the training", state),
            ("Policy", policy),
            ("Start of the training", provenance.startTime),
            ("Seed of the training", String(provenance.seed)),
            (
                "Evaluation",
                evaluation.episodes == 0
                    ? "none"
                    : "\(DisplayFormat.count(evaluation.episodes, "episode", "episodes")) of its own, seed \(evaluation.seed)"
            ),
            ("Program", "hrlreport \(provenance.programVersion)"),
            ("Identity of the run", provenance.identity),
            ("SHA-256 of the scenario", provenance.scenarioSHA256),
            ("SHA-256 of the history", provenance.historySHA256),
            (
                "To reproduce",
                provenance.reproduction?.command ?? "not possible: how far an unfinished training came is chance"
            ),
        ]
        if let reproduction = provenance.reproduction {
            rows.append(("To get \(reproduction.scenarioFile)", reproduction.exportCommand))
        }
        return [
            .paragraph(
                (provenance.reproduction.map(sentences) ?? "The training is not finished.")
                    + " The start of the training is the only date in this report."),
            .tables([
                TextTable(
                    id: "provenance-table", caption: "Origin of this report",
                    columns: [.text("What"), .code("Value")], rows: rows.map { TextTable.Row(cells: [$0.0, $0.1]) })
            ]),
        ]
    }

    /// What the command gives, and what it takes to run it elsewhere or later.
    private static func sentences(_ reproduction: Reproduction) -> String {
        let file = reproduction.scenarioFile
        let from = reproduction.startedFrom.map {
            " The training started from the run \($0), which must be there, too."
        }
        return "The same command with the same version of the program gives the same bytes: models, history, page and "
            + "PDF. It reads \(file) in the folder where it is given, else among the scenarios. Where that file is gone or has "
            + "changed, save scenario.yaml, which is attached to the PDF, as \(file). Whoever has the run gets it with the "
            + "last command of the table." + (from ?? "")
    }
}
