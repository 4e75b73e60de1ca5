import Households
import NumericKernels

/// The two agents of a household that lives for utility. Both see the same of it, the executor the goal beside; the
/// executor's critic, which does not see the goal, is the critic of both.
package final class LifeAgents {
    package let observer: LifeObserver
    package let strategist, executor: ActorCritic

    /// Agents before their training.
    package init(calendar: LifeCalendar, seed: UInt64, kernels: Kernels = .best) {
        observer = LifeObserver(calendar: calendar)
        let training = calendar.scenario.training
        strategist = ActorCritic(inputs: observer.count, hidden: training.hidden, kernels: kernels)
        executor = ActorCritic(
            inputs: observer.count + 3, criticInputs: observer.count, hidden: training.hidden, actionCount: 4,
            kernels: kernels)
        strategist.initialize(
            actorRandom: CounterRandom(seed: seed, purpose: .strategistActorWeights),
            criticRandom: CounterRandom(seed: seed, purpose: .strategistCriticWeights),
            headBias: [0, 0, 0], criticGain: 0.01, logStd: training.logStdHigh)
        executor.initialize(
            actorRandom: CounterRandom(seed: seed, purpose: .executorActorWeights),
            criticRandom: CounterRandom(seed: seed, purpose: .executorCriticWeights),
            headBias: [0, 0, 0, 0], criticGain: 0.01, logStd: training.logStdLow)
    }

    package func network(of agent: Agent) -> ActorCritic { agent == .strategist ? strategist : executor }
}
