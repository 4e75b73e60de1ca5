import Households
import NumericKernels

/// A decision of the executor before it is carried out.
package struct Decision {
    let household: HouseholdState
    /// The action that was drawn, and the mean of the policy.
    let drawn, mean: Allocation
    let effectiveTarget: Double
    /// 0-based: the index of its random numbers.
    let episode: UInt64

    package init(
        household: HouseholdState, drawn: Allocation, mean: Allocation, effectiveTarget: Double, episode: UInt64
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

/// Lives a month again and again, under shocks of its own, to see what a decision does on average: a counterfactual
/// baseline with common random numbers and antithetic pairs.
///
/// The chance of one month drowns what a decision changes, and what matters most, insolvency, is rare. So the month is
/// simulated from the same state with several shocks (`ShockSample`), for the action that was drawn and for the
/// policy's mean, and the critic values what follows.
///
/// Holds what one thread computes in.
package final class DecisionLookahead {
    private let executor: BudgetExecutor
    private let calendar: HouseholdCalendar
    private let potential: CashPotential
    private let gamma: Double
    private let shocks: ShockSample
    private let workspace: NetworkWorkspace
    private let samples: UnsafeMutableBufferPointer<ShockSample.Weighted>
    /// Of each row of the critic's inputs: the weight of its sample.
    private let rowWeights: UnsafeMutableBufferPointer<Double>

    package init(
        scenario: Scenario, calendar: HouseholdCalendar, potential: CashPotential, seed: UInt64,
        executor: BudgetExecutor
    ) {
        self.executor = executor
        self.calendar = calendar
        self.potential = potential
        gamma = scenario.training.gammaLow
        shocks = ShockSample(
            seed: seed, pairs: scenario.training.shockPairs, sampling: scenario.training.shockSampling,
            emergencyProbability: calendar.environment.emergencyProbability)
        samples = .allocate(capacity: shocks.count)
        // For both actions, each of whose samples may be two where it is divided, without an emergency and with one.
        rowWeights = .allocate(capacity: 2 * (samples.count + 2))
        rowWeights.initialize(repeating: 0)
        workspace = NetworkWorkspace(rows: rowWeights.count, layout: executor.network.critic.layout)
    }

    deinit {
        samples.deallocate()
        rowWeights.deallocate()
    }

    /// Compares the action that was drawn with the policy's mean.
    package func compare(_ decision: Decision) -> DecisionComparison {
        shocks.draw(episode: decision.episode, month: decision.household.monthsDone, into: samples)
        var result = DecisionComparison()
        let drawnRows = live(decision, decision.drawn, after: 0, reward: &result.drawnReward)
        let rows = live(decision, decision.mean, after: drawnRows, reward: &result.meanReward)
        guard rows > 0 else { return result }
        let critic = executor.network.critic
        let stake = potential.stake(monthsDone: decision.household.monthsDone + 1)
        critic.forward(rows: rows, inputs: workspace.inputs.base, workspace)
        for row in 0..<rows {
            let value =
                gamma * stake * rowWeights[row] * Double(workspace.outputs.base[row * critic.layout.paddedOutputs])
            if row < drawnRows { result.drawnValue += value } else { result.meanValue += value }
        }
        return result
    }

    /// Adds the mean reward of the month to `reward`; the states that follow become rows of the critic's inputs.
    ///
    /// - Parameter row: the first row that is free.
    /// - Returns: the first row that is free then.
    private func live(_ decision: Decision, _ allocation: Allocation, after row: Int, reward: inout Double) -> Int {
        var row = row
        let emergencies = calendar.environment.emergencyProbability
        // The bills beyond which the month ends in insolvency, without an emergency and with one.
        func bound(emergency: Bool) -> ShockSample.Bound {
            ShockSample.Bound(
                decision.household.insolvencyShock(under: allocation, emergency: emergency, in: calendar))
        }
        let usual = bound(emergency: false)
        let withEmergency = emergencies > 0 ? bound(emergency: true) : usual
        for sample in samples {
            let bound = sample.shock.emergency < emergencies ? withEmergency : usual
            if let (inner, outer) = sample.split(at: bound) {
                live(decision, allocation, inner, row: &row, reward: &reward)
                live(decision, allocation, outer, row: &row, reward: &reward)
            } else {
                live(decision, allocation, sample, row: &row, reward: &reward)
            }
        }
        return row
    }

    private func live(
        _ decision: Decision, _ allocation: Allocation, _ sample: ShockSample.Weighted, row: inout Int,
        reward: inout Double
    ) {
        var household = decision.household
        let outcome = household.step(allocation, shock: sample.shock, in: calendar)
        reward +=
            sample.weight
            * (executor.trainingReward(outcome, effectiveTarget: decision.effectiveTarget)
                + potential.shaping(outcome, cashBefore: decision.household.cash, gamma: gamma))
        guard !outcome.isLast else { return }
        executor.observe(
            household.observation(in: calendar),
            into: workspace.inputs.base + row * executor.network.critic.layout.inputs)
        rowWeights[row] = sample.weight
        row += 1
    }
}
