import Households
import NumericKernels

/// A decision of the executor before it is carried out.
package struct Decision {
    let household: HouseholdEnvironment
    /// The action that was drawn, and the mean of the policy.
    let drawn, mean: Allocation
    let effectiveTarget: Double
    /// 0-based: the index of its random numbers.
    let episode: UInt64

    package init(
        household: HouseholdEnvironment, drawn: Allocation, mean: Allocation, effectiveTarget: Double, episode: UInt64
    ) {
        self.household = household
        self.drawn = drawn
        self.mean = mean
        self.effectiveTarget = effectiveTarget
        self.episode = episode
    }
}

/// What a decision is worth on average over a few shocks, beside what the mean of the policy would have been worth in
/// its place under the same ones.
package struct DecisionComparison: Sendable, Equatable {
    /// Mean training reward of the month, not scaled.
    package var drawnReward = 0.0
    package var meanReward = 0.0
    /// Mean of γ·V of the state that follows, 0 where the episode ends; in scaled rewards.
    package var drawnValue = 0.0
    package var meanValue = 0.0

    package init() {}
}

/// Lives a month again and again, under shocks of its own, to see what a decision does on average.
///
/// The chance of one month drowns what a decision changes, and what matters most, insolvency, is rare. So the month is
/// simulated from the same state with several shocks, for the action that was drawn and for the policy's mean (common
/// random numbers), and the critic values what follows. Normal shocks come in antithetic pairs ±ε; where emergencies
/// happen, a month with one and a month without are both lived, and weighed by their probability.
///
/// Holds what one thread computes in.
package final class DecisionLookahead {
    private let executor: BudgetExecutor
    private let potential: CashPotential
    private let gamma: Double
    private let random: CounterRandom
    private let pairs: Int
    private let emergencyProbability: Double
    private let workspace: NetworkWorkspace
    private var shocks: [Shock] = []
    private var weights: [Double] = []
    /// The weight of each row of the critic's inputs.
    private var rowWeights: [Double] = []

    package init(
        scenario: Scenario, calendar: HouseholdCalendar, potential: CashPotential, seed: UInt64,
        executor: BudgetExecutor
    ) {
        self.executor = executor
        self.potential = potential
        gamma = scenario.training.gammaLow
        random = CounterRandom(seed: seed, purpose: .lookaheadShock)
        pairs = scenario.training.shockPairs
        emergencyProbability = calendar.environment.emergencyProbability
        let samples = 2 * pairs * (emergencyProbability > 0 ? 2 : 1)
        workspace = NetworkWorkspace(rows: max(1, 2 * samples), layout: executor.network.critic.layout)
        shocks.reserveCapacity(samples)
        weights.reserveCapacity(samples)
        rowWeights.reserveCapacity(2 * samples)
    }

    /// Compares the action that was drawn with the policy's mean.
    package func compare(_ decision: Decision) -> DecisionComparison {
        drawShocks(decision)
        rowWeights.removeAll(keepingCapacity: true)
        var result = DecisionComparison()
        result.drawnReward = live(decision, decision.drawn)
        let drawnRows = rowWeights.count
        result.meanReward = live(decision, decision.mean)
        guard !rowWeights.isEmpty else { return result }
        let critic = executor.network.critic
        let stake = potential.stake(monthsDone: decision.household.monthsDone + 1)
        critic.forward(rows: rowWeights.count, inputs: workspace.inputs.base, workspace)
        for row in rowWeights.indices {
            let value =
                gamma * stake * rowWeights[row] * Double(workspace.outputs.base[row * critic.layout.paddedOutputs])
            if row < drawnRows { result.drawnValue += value } else { result.meanValue += value }
        }
        return result
    }

    private func drawShocks(_ decision: Decision) {
        shocks.removeAll(keepingCapacity: true)
        weights.removeAll(keepingCapacity: true)
        for first in stride(from: 0, to: pairs, by: 4) {
            // A month has 8 blocks of four numbers: enough for the 32 pairs that can be asked for.
            let counter = UInt32(decision.household.monthsDone * 8 + first / 4)
            let epsilons = random.normals(index: decision.episode, counter: counter)
            for lane in 0..<min(4, pairs - first) {
                add(expense: epsilons[lane])
                add(expense: -epsilons[lane])
            }
        }
    }

    private func add(expense: Double) {
        let share = 1 / Double(2 * pairs)
        if emergencyProbability < 1 {
            shocks.append(Shock(expense: expense, investmentReturn: 0, emergency: 1))
            weights.append(share * (1 - emergencyProbability))
        }
        if emergencyProbability > 0 {
            shocks.append(Shock(expense: expense, investmentReturn: 0, emergency: 0))
            weights.append(share * emergencyProbability)
        }
    }

    /// The mean reward of the month; the states that follow become rows of the critic's inputs.
    private func live(_ decision: Decision, _ allocation: Allocation) -> Double {
        var reward = 0.0
        for (shock, weight) in zip(shocks, weights) {
            var household = decision.household
            let outcome = household.step(allocation, shock: shock)
            reward +=
                weight
                * (executor.trainingReward(outcome, effectiveTarget: decision.effectiveTarget)
                    + potential.shaping(outcome, cashBefore: decision.household.cash, gamma: gamma))
            guard !outcome.isLast else { continue }
            executor.observe(
                household.observation, into: workspace.inputs.base + rowWeights.count * BudgetExecutor.inputs)
            rowWeights.append(weight)
        }
        return reward
    }
}
