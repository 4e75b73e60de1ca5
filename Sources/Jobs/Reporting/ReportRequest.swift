import Households
import Reports
import RunStorage
import SystemPackage

/// The report of one run, or of one of its checkpoints, that is asked for.
package struct ReportRequest: Sendable {
    /// Name of the run, or the folder of one of its checkpoints.
    package var run: String
    package var checkpoint = CheckpointChoice.final
    package var formats: Set<ReportFormat> = [.html, .pdf]
    /// Nil for the scenario's name.
    package var title: String?
    /// Nil for all of them.
    package var sections: Set<ReportSection>?
    /// Fresh episodes for an evaluation that is not stored; nil for as many as the household needs.
    package var evaluationEpisodes: Int?
    /// Of these episodes; nil for that of the run's own evaluation, else for the training's.
    package var evaluationSeed: UInt64?
    /// The study that the run is shown beside; nil for the newest that fits, `none` for none.
    package var study: String?
    /// The simulation for which it is asked, which `report.json` keeps; nil for none.
    package var simulation: String?

    package init(run: String) {
        self.run = run
    }
}

/// The kinds of file that a report consists of.
package enum ReportFormat: String, Sendable, CaseIterable {
    case html, pdf, png
}

extension JobRunner {
    /// Renders and writes what is asked for. The index page shows it once `writeIndex` was called: what renders many
    /// reports at once need not wait for one file.
    ///
    /// - Parameter run: the run where it has just been read.
    /// - Returns: the files that were written, the page first.
    /// - Throws: `Stopped`, before anything is written; `StorageError`, `ModelError`, `ReportError`.
    @discardableResult
    package func report(
        _ request: ReportRequest, of run: StoredRun? = nil, with renderer: ReportRenderer
    ) throws -> [FilePath] {
        if run == nil { try putInOrder(request.run) }
        let target =
            try run.map { try ReportTarget($0, request.checkpoint) }
            ?? ReportTarget(request.run, request.checkpoint, in: output)
        let (run, episode) = (target.checkpoint.metadata.run, target.episode)
        note(.debug, "\(run.name): rendering \(episode.map { "checkpoint \($0)" } ?? "the final state")")
        if target.isUnfinished {
            note(
                .notice,
                "\(run.name): is not finished; this is the state after \(target.checkpoint.episode) of "
                    + counted(run.episodes, "episode"))
        }
        let input = try target.reading(from: output) { try self.input(request, target) }
        try stop.check()
        var files = try render(request.formats, input, isFinal: episode == nil, with: renderer)
        if episode == nil, let description = try description(of: request, input) { files.append(description) }
        try stop.check()
        let directory = try output.site.writeReport(run: run.name, checkpoint: episode, files: files) {
            try !target.isOfStoredRun || output.runs.isStill(target.checkpoint)
        }
        if let pdf = files.first(where: { $0.name.hasSuffix(".pdf") }) {
            let copy = try output.archive.keep(pdf: pdf.bytes, run: run.name, startTime: run.startTime)
            note(.debug, "\(copy): archived")
        }
        let paths = files.map { directory.appending($0.name) }.filter { ["html", "pdf", "png"].contains($0.extension) }
        for path in paths {
            tell(.reportWritten(run: run.name.description, scenario: run.scenario.name, path: path.string))
        }
        return paths
    }

    // MARK: - What goes into the report

    private func input(_ request: ReportRequest, _ target: ReportTarget) throws -> ReportInput {
        let checkpoint = target.checkpoint
        let run = checkpoint.metadata.run
        let history = try checkpoint.history()
        let historyJSON = try checkpoint.historyBytes()
        let evaluation = try evaluation(of: target, episodes: request.evaluationEpisodes, seed: request.evaluationSeed)
        let standing = target.episode == nil ? try standing(of: run, evaluation, in: request.study) : nil
        let command = ReproduceCommand(
            run: run, checkpoint: target.episode,
            lives: EvaluationLives(episodes: evaluation.episodes, seed: evaluation.seed), title: request.title,
            sections: request.sections, templates: templates, study: standing?.study ?? request.study)
        let provenance = Provenance(
            seed: run.seed, programVersion: run.programVersion, identity: run.identity.hex,
            startTime: run.startTime.description,
            scenarioSHA256: ContentHash(of: Array(run.scenarioText.utf8)).hex,
            historySHA256: ContentHash(of: historyJSON).hex,
            reproduction: target.isUnfinished ? nil : command.reproduction,
            checkpoint: target.reported(isRunning: try output.runs.running(run.name) != nil),
            episodesTrained: checkpoint.metadata.boundary.episodes,
            policyEpisode: checkpoint.metadata.boundary.keptEpisode, totalEpisodes: run.episodes)
        return ReportInput(
            runName: run.name.description, title: request.title, sections: request.sections,
            scenario: run.scenario, scenarioText: run.scenarioText, history: history, historyJSON: historyJSON,
            evaluation: evaluation, evaluationJSON: try JSONDocument.encode(evaluation),
            checkpoints: CheckpointSummary.summaries(
                of: history, at: target.checkpointEpisodes, horizon: run.scenario.environment.maxMonths),
            provenance: provenance, study: standing)
    }

    /// The evaluation that is stored, or one that is made now and kept.
    ///
    /// - Parameters:
    ///   - episodes: of a new evaluation; nil for as many as the household needs.
    ///   - seed: of a new evaluation; nil for that of the run's own, else for the training's.
    /// - Throws: `Stopped`; `StorageError`, `ModelError`.
    func evaluation(of target: ReportTarget, episodes: Int? = nil, seed: UInt64? = nil) throws -> Evaluation {
        if let stored = target.episode == nil ? target.evaluation : try output.site.evaluation(of: target.checkpoint) {
            return stored
        }
        let run = target.checkpoint.metadata.run
        let lives = EvaluationLives(
            episodes: episodes ?? run.scenario.usualEvaluationEpisodes,
            seed: seed ?? target.evaluation?.seed ?? run.seed)
        return try evaluate(target.checkpoint, lives) { evaluation in
            if target.episode == nil {
                try output.runs.save(evaluation, for: run.name)
            } else {
                try output.site.save(evaluation, of: target.checkpoint)
            }
        }
    }

    // MARK: - What comes out of it

    /// With what the report is made, for whoever lists reports. It is written where the service asks, and kept true
    /// where it is there.
    private func description(of request: ReportRequest, _ input: ReportInput) throws -> NamedBytes? {
        guard let run = RunName(rawValue: input.runName) else { return nil }
        let before = try output.site.reportDescription(of: run)
        guard request.simulation != nil || before != nil else { return nil }
        var description = before ?? ReportDescription()
        let sections = ReportSection.allCases.filter { request.sections?.contains($0) ?? true }
        for format in request.formats where format != .png {
            description.formats[format.rawValue] = ReportDescription.Made(
                title: request.title ?? input.scenario.name, sections: sections.map(\.rawValue),
                simulation: request.simulation)
        }
        return NamedBytes(name: ReportDescription.fileName, bytes: try JSONDocument.encode(description))
    }

    private func render(
        _ formats: Set<ReportFormat>, _ input: ReportInput, isFinal: Bool, with renderer: ReportRenderer
    ) throws -> [NamedBytes] {
        let report = PreparedReport(input)
        // Beside the page, where both are wanted.
        let document =
            threads > 1 && formats.isSuperset(of: [.html, .pdf])
            ? BackgroundTask { _ in try renderer.pdf(report) } : nil
        var files: [NamedBytes] = []
        var missing: [Unicode.Scalar] = []
        if formats.contains(.html) {
            let page = try renderer.page(report)
            missing += page.missingCharacters
            files += report.tables.map { NamedBytes(name: $0.name, bytes: $0.bytes) }
            if isFinal { files.append(try IndexPage.file(for: IndexEntry(input))) }
            files.append(NamedBytes(name: "index.html", bytes: page.bytes))
        }
        try stop.check()
        if formats.contains(.pdf) {
            let pdf = try document?.value() ?? renderer.pdf(report)
            missing += pdf.missingCharacters
            files.append(NamedBytes(name: "\(input.runName).pdf", bytes: pdf.bytes))
        }
        try stop.check()
        if formats.contains(.png) {
            files += try renderer.pngCharts(report).map { NamedBytes(name: "charts/\($0.name)", bytes: $0.bytes) }
        }
        warn(aboutMissing: Set(missing).sorted())
        return files
    }
}
