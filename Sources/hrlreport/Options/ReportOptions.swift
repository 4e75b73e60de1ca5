import ArgumentParser
import Jobs
import Reports

/// Options of the commands that render.
struct ReportOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Episode of the checkpoint to report on, or final (best and newest are the same): the policy that was kept, "
                + "of a stopped training as far as it came.", valueName: "n|final"), completion: .checkpoints)
    var checkpoint = CheckpointChoice.final

    @Option(help: ArgumentHelp("What to write, separated by commas.", valueName: "formats"))
    var format = CommaList<ReportFormat>([.html, .pdf])

    @Option(help: ArgumentHelp("Title of the report (default: the scenario's name).", valueName: "text"))
    var title: String?

    @Option(
        help: ArgumentHelp(
            "Name of the simulation that the report is asked for with; reports/RUN/report.json keeps it.",
            valueName: "name", visibility: .hidden))
    var simulation: String?

    @Option(
        help: ArgumentHelp("Sections to show, separated by commas (default: all of them).", valueName: "names"))
    var sections: CommaList<ReportSection>?

    @Option(
        help: ArgumentHelp(
            "Study to show the run beside: its name, or none (default: the newest that trained it with other seeds).",
            valueName: "study"), completion: .studies)
    var study: String?

    /// What is asked for, of one run.
    func request(
        run: String, evaluationEpisodes: Int? = nil, evaluationSeed: UInt64? = nil
    ) -> ReportRequest {
        var request = ReportRequest(run: run)
        request.checkpoint = checkpoint
        request.formats = format.values
        request.title = title
        request.sections = sections?.values
        request.evaluationEpisodes = evaluationEpisodes
        request.evaluationSeed = evaluationSeed
        request.simulation = simulation
        request.study = study
        return request
    }
}

extension CheckpointChoice: ExpressibleByArgument {
    package init?(argument: String) {
        // The final state has the best policy, and of a training that is not finished it is the newest.
        if ["final", "best", "newest"].contains(argument) {
            self = .final
        } else if let episode = Int(argument), episode > 0 {
            self = .episode(episode)
        } else {
            return nil
        }
    }

    package var defaultValueDescription: String { "final" }
}

/// Some of the values of a kind, at least one, separated by commas.
struct CommaList<Value: Hashable & CaseIterable & RawRepresentable<String> & Sendable>: ExpressibleByArgument, Sendable
{
    static var allValueStrings: [String] { Value.allCases.map(\.rawValue) }
    static var defaultCompletionKind: CompletionKind { .list(allValueStrings) }

    let values: Set<Value>

    init(_ values: Set<Value>) {
        self.values = values
    }

    init?(argument: String) {
        let parts = argument.split(separator: ",", omittingEmptySubsequences: false).map { $0.filter { $0 != " " } }
        let values = parts.compactMap(Value.init(rawValue:))
        guard values.count == parts.count else { return nil }
        self.values = Set(values)
    }

    var defaultValueDescription: String {
        Value.allCases.filter(values.contains).map(\.rawValue).joined(separator: ",")
    }
}
