import Households
import Learning
import Reports
import RunStorage

/// A kind of file that a comparison is written to.
package enum ComparisonFormat: String, Sendable, CaseIterable {
    case html, pdf, csv, json

    /// Whether templates and fonts are needed.
    package var isRendered: Bool { self == .html || self == .pdf }
}

extension JobRunner {
    /// Gathers what the comparison is made of.
    ///
    /// - Parameter runs: names of runs or folders of checkpoints, the first one being what the others are held against.
    /// - Throws: `StorageError`, `ModelError`, `JobError.comparedTwice`.
    package func compare(_ runs: [String]) throws -> [ComparedRun] {
        let targets = try runs.map { try ReportTarget($0, .final, in: output) }
        var names: Set<String> = []
        for target in targets where !names.insert(target.displayName).inserted {
            throw JobError.comparedTwice(target.displayName)
        }
        let evaluations = try targets.map { target in
            try target.reading(from: output) {
                try evaluation(of: target)
            }
        }
        let (reference, shared) = (targets[0].checkpoint.metadata.run.scenario, evaluations[0])
        return try zip(targets, evaluations).map { target, evaluation in
            let run = target.checkpoint.metadata.run
            return ComparedRun(
                name: target.displayName, scenario: run.scenario, seed: run.seed, identity: run.identity.hex,
                programVersion: run.programVersion, startTime: run.startTime.description,
                history: try target.reading(from: output) { try target.checkpoint.history() }, evaluation: evaluation,
                sharedLives: ComparedRun.shareHousehold(run.scenario, reference)
                    ? try target.reading(from: output) { try outcomes(of: target, evaluation, in: shared) } : nil)
        }
    }

    /// The comparison as a file.
    ///
    /// - Parameters:
    ///   - title: of page and PDF; nil for the runs' names.
    ///   - renderer: where one is needed.
    /// - Throws: `ReportError`, `StorageError.notFinite`.
    package func file(
        _ format: ComparisonFormat, of runs: [ComparedRun], title: String?, with renderer: ReportRenderer?
    ) throws -> [UInt8] {
        switch format {
        case .csv: return ComparisonCSV.bytes(of: runs)
        case .json: return try JSONDocument.encode(RunComparison(runs))
        case .html, .pdf:
            guard let renderer else { preconditionFailure("\(format.rawValue) needs a renderer") }
            let document =
                try format == .html
                ? renderer.comparisonPage(runs, title: title)
                : renderer.comparisonPDF(runs, json: JSONDocument.encode(RunComparison(runs)), title: title)
            warn(aboutMissing: document.missingCharacters)
            return document.bytes
        }
    }

    /// The outcomes of another evaluation's episodes under this run's policy.
    private func outcomes(
        of target: ReportTarget, _ own: Evaluation, in shared: Evaluation
    ) throws -> EpisodeOutcomes {
        if own.seed == shared.seed, own.episodes == shared.episodes,
            let stored = own.policies.first(where: { $0.policy == .trained })?.outcomes,
            stored.rewards.count == shared.episodes
        {
            return stored
        }
        let run = target.checkpoint.metadata.run
        return try PolicyEvaluator(
            scenario: run.scenario, state: target.checkpoint.state(), trainingSeed: run.seed, threads: threads
        ).outcomes(episodes: shared.episodes, seed: shared.seed)
    }
}
