import Households
import Learning
import RunStorage
import Studies

/// One training of a study, on the thread that asks for it.
struct StudyTraining {
    let training: PlannedTraining
    /// The run that it is.
    let run: RunDescription
    /// From where it goes on; nil for a training from the beginning.
    let start: (state: TrainerState, history: TrainingHistory)?

    /// How a training ended.
    enum End {
        /// It is done, or has failed for good.
        case row(StudyOutcome, weights: TrainerState?)
        /// It was asked to stop.
        case stopped(TrainerState, TrainingHistory)
    }

    /// Trains, and judges the policy.
    ///
    /// - Parameters:
    ///   - isStopping: asked at the end of each batch.
    ///   - yardsticks: what the policy is measured by.
    /// - Throws: what `yardsticks` throws; what makes the training fail.
    func end(
        isStopping: @escaping @Sendable () -> Bool, yardsticks: () throws -> Yardsticks
    ) throws -> End {
        let (scenario, episodes) = (run.scenario, run.episodes)
        let trainer: HRLTrainer
        do {
            trainer =
                try start.map {
                    try HRLTrainer(
                        resuming: $0.state, history: $0.history, scenario: scenario, seed: run.seed, threads: 1)
                } ?? HRLTrainer(scenario: scenario, seed: run.seed, threads: 1)
            let outcome = try trainer.train { event in
                if case .batchEnded = event, isStopping() { return .stop }
                return .continue
            }
            if case .stopped = outcome { return .stopped(trainer.state, trainer.history) }
        } catch let error as TrainingError {
            guard case .diverged = error else { throw error }
            return .row(StudyOutcome(status: .diverged, message: error.description, episodes: episodes), weights: nil)
        }
        let evaluator = PolicyEvaluator(
            scenario: scenario, state: trainer.state, trainingSeed: run.seed, threads: 1)
        let policy: PolicyEvaluation
        do {
            policy = try evaluator.trained(beside: yardsticks(), isCancelled: isStopping)
        } catch is EvaluationCancelled {
            return .stopped(trainer.state, trainer.history)
        }
        let history = trainer.history
        let curves = StudyCurves(
            reward: history.episodeRewards,
            stability: history.stability(horizon: scenario.environment.maxMonths), sharpeRatio: history.sharpeRatio,
            goalAdherence: history.goalAdherence)
        guard let evaluation = StudyOutcome.Evaluation(policy, curves: curves) else {
            let message = "the score of its policy is not a finite number"
            return .row(StudyOutcome(status: .failed, message: message, episodes: episodes), weights: nil)
        }
        return .row(
            StudyOutcome(status: .done, episodes: episodes, evaluation: evaluation), weights: trainer.state)
    }
}

extension StudyOutcome.Evaluation {
    /// - Returns: nil where nothing says how good the policy is.
    init?(_ policy: PolicyEvaluation, curves: StudyCurves) {
        guard let norm = policy.normalizedReward else { return nil }
        self.init(
            norm: norm, meanReward: policy.meanReward, differenceToTuned: policy.differenceToTunedRule?.mean,
            insolvencyRate: policy.insolvencyRate, finalWealthP5: policy.finalWealth.p5,
            finalWealthP50: policy.finalWealth.p50, finalWealthP95: policy.finalWealth.p95,
            monthsBelowThreshold: policy.monthsBelowThreshold, totalConsumed: policy.totalConsumed,
            totalInvested: policy.totalInvested, goalAdherence: policy.goalAdherence,
            sharpeRatio: policy.sharpeRatio, policyStability: policy.policyStability,
            cashStability: policy.cashStability, certaintyEquivalent: policy.certaintyEquivalent,
            standardError: policy.standardError, ruinProbability: policy.ruinProbability, goalShare: policy.goalShare,
            rewards: policy.outcomes.rewards, curves: curves)
    }
}

extension StudyYardsticks {
    /// - Returns: nil where nothing says how good a policy is.
    init?(_ yardsticks: Yardsticks, of scenario: Scenario, by evaluator: PolicyEvaluator) {
        let policies = evaluator.evaluations(of: yardsticks)
        guard let optimalValue = yardsticks.optimalValue,
            let optimum = policies.first(where: { $0.policy == .optimum }), optimum.normalizedReward != nil
        else { return nil }
        let (scale, costs): (Double, CostCurve)
        switch scenario.objectiveKind {
        case .reward:
            guard let random = policies.first(where: { $0.policy == .random }), let curve = yardsticks.costs else {
                return nil
            }
            (scale, costs) = (optimalValue - random.meanReward, curve)
        case .utility:
            // A score is a share of euros, of which rewards are a curved function: its slope at the optimum.
            guard let euros = optimum.certaintyEquivalent else { return nil }
            scale = euros / LifeCalendar(scenario).eurosPerValue(at: euros)
            costs = CostCurve(points: [.init(rise: 0, loss: 0), .init(rise: euros, loss: scale)])
        }
        self.init(
            optimalValue: optimalValue, isExact: yardsticks.isExact, scale: scale,
            optimumRewards: optimum.outcomes.rewards, costs: costs,
            policies: policies.map { policy in
                Policy(
                    policy: policy.policy, settings: policy.settings, norm: policy.normalizedReward,
                    meanReward: policy.meanReward,
                    monthlyCost: policy.normalizedReward.flatMap { costs(loss: scale * (1 - $0)) },
                    insolvencyRate: policy.insolvencyRate, certaintyEquivalent: policy.certaintyEquivalent)
            })
    }
}
