import Households
import Learning
import Logging
import Reports
import RunStorage

/// Gathers what a comparison is made of.
struct ComparisonJob {
    let store: RunStore
    /// Fresh episodes for an evaluation that is not stored.
    let evaluationEpisodes: Int
    let threads: Int
    let logger: Logger

    /// The runs that are named, the first one being what the others are held against.
    ///
    /// - Throws: `StorageError`, `ModelError`, `CommandError.comparedTwice`.
    func runs(_ arguments: [String]) throws -> [ComparedRun] {
        let targets = try arguments.map { try ReportTarget($0, .final, in: store) }
        var names: [String] = []
        for target in targets {
            guard !names.contains(target.displayName) else { throw CommandError.comparedTwice(target.displayName) }
            names.append(target.displayName)
        }
        let evaluations = try targets.map {
            try $0.evaluation(in: store, episodes: evaluationEpisodes, threads: threads, logger: logger)
        }
        let (reference, shared) = (targets[0].checkpoint.metadata.run.scenario, evaluations[0])
        return try targets.indices.map { index in
            let (target, evaluation) = (targets[index], evaluations[index])
            let run = target.checkpoint.metadata.run
            return ComparedRun(
                name: target.displayName, scenario: run.scenario, seed: run.seed, identity: run.identity.hex,
                programVersion: run.programVersion, startTime: run.startTime.description,
                history: try target.checkpoint.history(), evaluation: evaluation,
                sharedLives: ComparedRun.shareHousehold(run.scenario, reference)
                    ? try outcomes(of: target, evaluation, in: shared) : nil)
        }
    }

    /// What becomes of the lives of another evaluation under this run's policy.
    private func outcomes(
        of target: ReportTarget, _ own: Evaluation, in shared: Evaluation
    ) throws -> EpisodeOutcomes {
        if own.seed == shared.seed, own.episodes == shared.episodes,
            let stored = own.policies.first(where: { $0.policy == .trained })?.outcomes,
            stored.rewards.count == shared.episodes
        {
            return stored
        }
        let scenario = target.checkpoint.metadata.run.scenario
        let policy = try HierarchicalPolicy(scenario: scenario, state: target.checkpoint.state())
        let lives = EvaluationRun(scenario: scenario, episodes: shared.episodes, seed: shared.seed)
        return EpisodeOutcomes(lives.play(policy))
    }
}

extension ReportTarget {
    /// The run's name, with the episode where it is a checkpoint.
    var displayName: String {
        let name = checkpoint.metadata.run.name.description
        return episode.map { "\(name)@\($0)" } ?? name
    }
}
