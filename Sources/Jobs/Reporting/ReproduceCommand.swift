import Households
import Reports
import RunStorage
import ScenarioFiles

/// The command line that makes a report again, byte for byte: it depends on nothing but the run and what was asked of
/// the report.
struct ReproduceCommand {
    let run: RunDescription
    /// Nil for the final state.
    var checkpoint: Int?
    /// Of the evaluation that the report shows.
    var lives: EvaluationLives
    var title: String?
    /// Nil for all of them.
    var sections: Set<ReportSection>?
    /// Folder of the page's templates, as it was given; nil for the program's own.
    var templates: String?
    /// That the run is shown beside; `none` where that was asked for, nil where there was none.
    var study: String?

    /// The command, and how to get what it reads.
    var reproduction: Reproduction {
        let to = (scenarioFile.hasPrefix("-") ? "=" : " ") + ShellWord.quoted(scenarioFile)
        return Reproduction(
            command: text, scenarioFile: scenarioFile,
            exportCommand: "hrlreport models export \(run.name) --to\(to)",
            startedFrom: run.startedFrom?.run.description)
    }

    /// By its whole name a scenario is found in the current directory, too, and not only among the scenarios.
    private var scenarioFile: String { run.scenarioFile + ".yaml" }

    private var text: String {
        let scenario = scenarioFile
        // What looks like an option is none after --, where nothing else can follow.
        let looksLikeOption = scenario.hasPrefix("-")
        var words = ["SOURCE_DATE_EPOCH=\(run.startTime.secondsSince1970)", "hrlreport", "train-and-report"]
        if !looksLikeOption { words.append(ShellWord.quoted(scenario)) }
        func add(_ option: String, _ value: String?) {
            guard let value else { return }
            words.append("--\(option)" + (value.hasPrefix("-") ? "=" : " ") + ShellWord.quoted(value))
        }
        if run.scenarioFile != run.name.description { add("name", run.name.description) }
        add("episodes", String(run.episodes))
        add("seed", String(run.seed))
        add("save-interval", String(run.saveInterval))
        for setting in run.overrides ?? [] { add("set", setting) }
        for setting in defaultsOfThen { add("set", setting) }
        add("from", run.startedFrom?.run.description)
        if lives.episodes != run.scenario.usualEvaluationEpisodes { add("eval-episodes", String(lives.episodes)) }
        if lives.seed != run.seed { add("eval-seed", String(lives.seed)) }
        add("checkpoint", checkpoint.map(String.init))
        add("title", title)
        if let sections {
            add("sections", ReportSection.allCases.filter(sections.contains).map(\.rawValue).joined(separator: ","))
        }
        add("templates", templates)
        add("study", study)
        if looksLikeOption { words += ["--", ShellWord.quoted(scenario)] }
        return words.joined(separator: " ")
    }

    /// What neither file nor options say, and is another default today: `training.batch_size=20` each.
    private var defaultsOfThen: [String] {
        var today = try? ScenarioReader.read(
            Array(run.scenarioText.utf8), file: scenarioFile
        ) { (file: String) throws(ReturnHistoryProblem) -> ReturnHistory in
            guard let history = run.scenario.portfolio.history else { throw .notFound }
            return history
        }
        today?.training.numEpisodes = run.episodes
        guard let today else { return [] }
        return ScenarioParameter.all(ofAny: [today, run.scenario]).filter {
            $0.text(in: today) != $0.text(in: run.scenario)
        }.map {
            "\($0.dottedKey)=\($0.text(in: run.scenario))"
        }
    }
}
