import Charts
import Households
import ScenarioFiles

extension ReportContent {
    /// Everything the report shows, from values alone.
    package init(_ input: ReportInput) {
        self = Self.heading(input)
        let finding = Finding(input.evaluation, of: input.scenario)
        let isLife = input.scenario.objectiveKind == .utility
        let shown = ReportSection.allCases.filter { input.sections?.contains($0) ?? true }
        sections = shown.map { kind in
            Section(
                id: kind.rawValue, title: kind.title, isFinding: kind == .finding,
                blocks: isLife ? Self.lifeBlocks(of: kind, input) : Self.blocks(of: kind, input, finding))
        }
        if let study = input.study { study.add(to: &sections) }
        // Whatever is chosen: pages are mailed and PDFs archived without anything around them.
        sections.append(Self.limitsSection(isLife ? Self.whatALifeIsNot : Self.whatThisIsNot))
    }

    /// A report without its sections.
    static func heading(_ input: ReportInput) -> ReportContent {
        let paragraphs = input.scenario.description.split(whereSeparator: \.isNewline)
        return ReportContent(
            kicker: "Training report · \(input.runName)", runName: input.runName, title: input.displayTitle,
            standing: standing(input.provenance),
            description: paragraphs.map { String($0).trimmingBlanks }.filter { !$0.isEmpty },
            finding: Finding(input.evaluation, of: input.scenario).sentence, startTime: input.provenance.startTime,
            programVersion: input.provenance.programVersion, sections: [])
    }

    private static func standing(_ provenance: Provenance) -> String {
        let episodes = DisplayFormat.count(provenance.episodesTrained, "episode", "episodes")
        let total = DisplayFormat.count(provenance.totalEpisodes, "episode", "episodes")
        let standing =
            switch provenance.checkpoint {
            case .final: "Final policy after \(episodes) of training"
            case .stopped(let episode): "Training stopped after \(DisplayFormat.number(episode)) of \(total)"
            case .unfinished(let episode): "Training not finished: after \(DisplayFormat.number(episode)) of \(total)"
            case .episode(let episode): "Policy after \(DisplayFormat.number(episode)) of \(total)"
            }
        return provenance.policyEpisode == provenance.episodesTrained
            ? standing : "\(standing); kept is that of episode \(DisplayFormat.number(provenance.policyEpisode))"
    }

    private static func blocks(of section: ReportSection, _ input: ReportInput, _ finding: Finding) -> [Block] {
        switch section {
        case .finding:
            [.lead(finding.lead)] + finding.verdicts.map { .paragraph($0) } + [
                .note(prices(input.scenario.environment))
            ]
        case .keyFigures: keyFigures(input.evaluation, input.scenario.environment)
        case .training: training(input)
        case .household: household(input)
        case .advice: advice(input.evaluation)
        case .comparison: comparison(input.evaluation)
        case .risk: risk(input.evaluation)
        case .checkpoints: checkpoints(input.checkpoints, input.scenario.environment)
        case .inputs: inputs(input.scenario)
        case .provenance: provenance(input.provenance, evaluation: input.evaluation)
        }
    }

    /// The figures of all sections, in their order.
    package var figures: [ChartFigure] {
        sections.flatMap(\.blocks).flatMap { block -> [ChartFigure] in
            if case .figures(let figures) = block { figures } else { [] }
        }
    }
}
