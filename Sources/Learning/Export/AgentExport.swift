import Households
import NumericKernels

/// One of the two agents.
package enum Agent: String, Sendable, CaseIterable {
    case strategist, executor
}

extension TrainerState {
    /// The weights of an agent's policy and value networks, without the optimiser's state.
    package func weights(of agent: Agent) -> [Tensor] {
        let tensors =
            switch agent {
            case .strategist: highAgent
            case .executor: lowAgent
            }
        return tensors.filter { !$0.name.hasPrefix("optimizer.") }
    }
}

/// The numbers of a household that stand between the networks' outputs and the actions, for those who rebuild the
/// policy elsewhere.
package struct ActionConstants: Sendable, Equatable {
    /// 2S, EUR: a goal's safety buffer is this times the sigmoid of the strategist's second output.
    package let bufferScale: Double
    /// c0: the share of income that an untrained executor consumes.
    package let consumeShare: Double
    /// logit c0.
    package var consumeOffset: Double { logit(consumeShare) }
    /// Limits of the effective target and the least that is left to save in `BudgetExecutor.logitOffset`, and of the
    /// logits in `BudgetExecutor.allocation`.
    package let targetRange = 0.005...0.95
    package let leastSaving = 0.05
    package let logitLimit = 10.0

    package init(_ environment: EnvironmentParameters) {
        let scales = HouseholdScales(environment)
        bufferScale = 2 * scales.safety
        consumeShare = max(0.4 * scales.freeShare, 0.01)
    }
}
