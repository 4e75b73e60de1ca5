import Households
import NumericKernels

/// Trains the two agents of one scenario: PPO at both levels, batch by batch.
///
/// Pure but for the threads it owns: what happens is told to a handler, which may save, show, or ask to stop. The same
/// scenario and seed give the same bits, with any number of threads, in one go or resumed.
package final class HRLTrainer {
    package let scenario: Scenario
    package let seed: UInt64
    package private(set) var history: TrainingHistory
    private let course: any TrainingCourse
    private let team: WorkerTeam

    /// Threads that a reward household's training has work for: actor and critic are one thread's each, and all but a
    /// tenth of the time is theirs.
    private static let mostThreads = 2

    /// A training from its start.
    package convenience init(scenario: Scenario, seed: UInt64, threads: Int) {
        let threads = Self.useful(threads, for: scenario)
        self.init(
            scenario: scenario, seed: seed, threads: threads, history: TrainingHistory(),
            course: scenario.course(seed: seed, threads: threads))
    }

    /// A training that goes on from a batch boundary.
    ///
    /// - Parameter history: of at least the episodes that `state` has done; what it holds beyond is computed again.
    /// - Throws: `ModelError` where the tensors do not fit the scenario; `TrainingError.wrongState`.
    package convenience init(
        resuming state: TrainerState, history: TrainingHistory, scenario: Scenario, seed: UInt64, threads: Int
    ) throws {
        let (done, total) = (state.episodesDone, scenario.training.numEpisodes)
        guard done >= 0, done <= total else {
            throw TrainingError.wrongState(reason: "\(done) episodes are done of \(total)")
        }
        let (low, high) = (state.counters.low.updates, state.counters.high.updates)
        guard history.count >= done, history.low.count >= low, history.high.count >= high else {
            throw TrainingError.wrongState(reason: "the history is shorter than the \(done) episodes done")
        }
        let threads = Self.useful(threads, for: scenario)
        self.init(
            scenario: scenario, seed: seed, threads: threads,
            history: history.prefix(episodes: done, lowUpdates: low, highUpdates: high),
            course: try scenario.course(resuming: state, seed: seed, threads: threads))
    }

    private init(
        scenario: Scenario, seed: UInt64, threads: Int, history: TrainingHistory, course: any TrainingCourse
    ) {
        (self.scenario, self.seed, self.history, self.course) = (scenario, seed, history, course)
        team = WorkerTeam(count: threads)
    }

    private static func useful(_ threads: Int, for scenario: Scenario) -> Int {
        scenario.objectiveKind == .utility ? threads : min(threads, mostThreads)
    }

    package var episodesDone: Int { course.episodesDone }

    /// Everything needed to go on from here: a batch boundary.
    package var state: TrainerState { course.state }

    /// Trains until all episodes are done or a handler wants to stop.
    ///
    /// - Parameter handler: called with every event, in order, on the calling thread; what it throws ends the training.
    /// - Throws: `TrainingError.diverged`, and what the handler throws.
    package func train(_ handler: (TrainingEvent) throws -> TrainingDirective) throws -> TrainingOutcome {
        while episodesDone < scenario.training.numEpisodes {
            let first = episodesDone + 1
            let batch = try course.trainBatch(team: team)
            var directives: [TrainingDirective] = []
            for update in batch.updates {
                history.append(update)
                directives.append(try handler(.updated(update)))
            }
            if let validation = batch.validation { history.append(validation) }
            for (offset, metrics) in batch.metrics.enumerated() {
                history.append(metrics)
                directives.append(try handler(.episodeEnded(number: first + offset, metrics: metrics)))
            }
            directives.append(
                try handler(
                    .batchEnded(
                        episodesDone: episodesDone, history: { self.history }, snapshot: { self.state })))
            if directives.contains(.stop), episodesDone < scenario.training.numEpisodes {
                return .stopped(episodesDone: episodesDone)
            }
        }
        return .completed
    }
}

extension TrainingHistory {
    fileprivate mutating func append(_ update: TrainingUpdate) {
        switch update.agent {
        case .executor: low.append(update)
        case .strategist: high.append(update)
        }
    }

    fileprivate mutating func append(_ policy: ValidatedPolicy) {
        let euros = policy.statistics.certaintyEquivalent
        validations.episodes.append(policy.episode)
        validations.certaintyEquivalents.append(euros.mean)
        validations.standardErrors.append(euros.standardError)
        validations.ruinProbabilities.append(policy.statistics.ruinProbability)
        validations.kept.append(policy.isKept ? 1 : 0)
    }
}

extension UpdateHistory {
    fileprivate mutating func append(_ update: TrainingUpdate) {
        let statistics = update.statistics
        append(
            episodes: update.episodesDone, loss: statistics.totalLoss,
            [
                \.policyLoss: statistics.policyLoss, \.valueLoss: statistics.valueLoss, \.entropy: statistics.entropy,
                \.approximateKL: statistics.approximateKL, \.clipFraction: statistics.clipFraction,
                \.explainedVariance: statistics.explainedVariance, \.actorGradientNorm: statistics.actorGradientNorm,
                \.criticGradientNorm: statistics.criticGradientNorm, \.learningRate: statistics.learningRate,
            ])
    }
}
