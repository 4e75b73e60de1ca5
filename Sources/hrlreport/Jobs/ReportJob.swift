import Households
import Logging
import Reports
import RunStorage
import SystemPackage

/// The report of one run, or of one of its checkpoints.
struct ReportJob: Sendable {
    let store: RunStore
    let renderer: ReportRenderer
    let options: ReportOptions
    /// Folder of the renderer's templates, where the user named one.
    let templates: String?
    /// Fresh episodes for an evaluation that is not stored.
    let evaluationEpisodes: Int
    let threads: Int
    let logger: Logger
    /// Whether the process was asked to stop: then nothing is written any more.
    var stop = StopRequest()

    /// Renders and writes what the options ask for.
    ///
    /// - Returns: the files that were written, the page first.
    /// - Throws: `Stopped`; `StorageError`, `ReportError`.
    func run(_ target: ReportTarget) throws -> [FilePath] {
        let run = target.checkpoint.metadata.run
        let episode = target.episode
        logger.debug("\(run.name): rendering \(episode.map { "checkpoint \($0)" } ?? "the final state")")
        let input = try input(target)
        try stop.check()
        let files = try render(input, isFinal: episode == nil)
        try stop.check()
        let directory = try store.writeReport(run: run.name, checkpoint: episode, files: files)
        if let pdf = files.first(where: { $0.name.hasSuffix(".pdf") }) {
            let copy = try store.archive(pdf: pdf.bytes, run: run.name, startTime: run.startTime)
            logger.debug("\(copy): archived")
        }
        if episode == nil { try IndexJob(store: store, renderer: renderer, logger: logger).run() }
        return files.map { directory.appending($0.name) }.filter { ["html", "pdf", "png"].contains($0.extension) }
    }

    // MARK: - What goes into the report

    private func input(_ target: ReportTarget) throws -> ReportInput {
        let checkpoint = target.checkpoint
        let run = checkpoint.metadata.run
        let history = try checkpoint.history()
        let historyJSON = try checkpoint.historyBytes()
        let evaluation = try target.evaluation(
            in: store, episodes: evaluationEpisodes, threads: threads, logger: logger, stop: stop)
        let command = ReproduceCommand(
            run: run, checkpoint: target.episode, evaluationEpisodes: evaluation.episodes, title: options.title,
            sections: options.sections?.sections, templates: templates)
        let provenance = Provenance(
            seed: run.seed, programVersion: run.programVersion, identity: run.identity.hex,
            startTime: run.startTime.description,
            scenarioSHA256: ContentHash(of: Array(run.scenarioText.utf8)).hex,
            historySHA256: ContentHash(of: historyJSON).hex, reproduceCommand: command.text,
            checkpoint: target.episode.map(ReportedCheckpoint.episode) ?? .final,
            episodesTrained: checkpoint.metadata.boundary.episodes, totalEpisodes: run.episodes)
        return ReportInput(
            runName: run.name.description, title: options.title, sections: options.sections?.sections,
            scenario: run.scenario, scenarioText: run.scenarioText, history: history, historyJSON: historyJSON,
            evaluation: evaluation,
            checkpoints: CheckpointSummary.summaries(of: history, at: target.checkpointEpisodes),
            provenance: provenance)
    }

    // MARK: - What comes out of it

    private func render(_ input: ReportInput, isFinal: Bool) throws -> [NamedBytes] {
        let report = PreparedReport(input)
        var files: [NamedBytes] = []
        var missing: [Unicode.Scalar] = []
        if options.format.contains(.html) {
            let page = try renderer.page(report)
            missing += page.missingCharacters
            files.append(NamedBytes(name: "history.csv", bytes: report.historyCSV))
            if isFinal { files.append(try IndexPage.file(for: IndexEntry(input))) }
            files.append(NamedBytes(name: "index.html", bytes: page.bytes))
        }
        try stop.check()
        if options.format.contains(.pdf) {
            let pdf = try renderer.pdf(report)
            missing += pdf.missingCharacters
            files.append(NamedBytes(name: "\(input.runName).pdf", bytes: pdf.bytes))
        }
        try stop.check()
        if options.format.contains(.png) {
            files += try renderer.pngCharts(report).map { NamedBytes(name: "charts/\($0.name)", bytes: $0.bytes) }
        }
        MissingCharacters.warn(about: Set(missing).sorted(), logger)
        return files
    }
}
