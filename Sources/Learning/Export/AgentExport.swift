import Households
import NumericKernels

extension TrainerState {
    /// The weights of an agent's policy and value networks, without the optimiser's state.
    package func weights(of agent: Agent) -> [Tensor] {
        let tensors =
            switch agent {
            case .strategist: highAgent
            case .executor: lowAgent
            }
        return tensors.filter { !$0.name.hasPrefix(ActorCritic.optimizerPrefix) }
    }
}

extension EnvironmentParameters {
    /// 2S, EUR: a goal's safety buffer is this times the sigmoid of the strategist's second output. For those who rebuild
    /// the policy elsewhere.
    package var goalBufferScale: Double { 2 * HouseholdScales(self).safety }
}
