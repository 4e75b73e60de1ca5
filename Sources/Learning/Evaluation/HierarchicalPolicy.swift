import Households
import NumericKernels

/// The two agents without exploration: both act by the mean.
package struct HierarchicalPolicy: HouseholdPolicy {
    private let strategist: FinancialStrategist
    private let executor: BudgetExecutor
    private let highPeriod: Int
    private let highWorkspace: NetworkWorkspace
    private let lowWorkspace: NetworkWorkspace
    /// Replaces what the strategist says, to see how the executor follows.
    package var goalOverride: (@Sendable (Goal) -> Goal)?

    /// The agents before their training.
    package init(untrained scenario: Scenario, seed: UInt64) {
        strategist = FinancialStrategist(scenario: scenario, seed: seed)
        executor = BudgetExecutor(scenario: scenario, seed: seed)
        highPeriod = scenario.training.highPeriod
        highWorkspace = NetworkWorkspace(rows: PPO.tileRows, layout: strategist.network.actor.layout)
        lowWorkspace = NetworkWorkspace(rows: PPO.tileRows, layout: executor.network.actor.layout)
    }

    /// The agents with the weights of `state`.
    ///
    /// - Throws: `ModelError` where the tensors do not fit the scenario.
    package init(scenario: Scenario, state: TrainerState) throws {
        self.init(untrained: scenario, seed: 0)
        try strategist.network.load(state.highAgent)
        try executor.network.load(state.lowAgent)
    }

    package var hasGoals: Bool { true }

    package mutating func decide(_ lives: inout [Life]) {
        guard let month = lives.first(where: \.isAlive)?.household.monthsDone else { return }
        if month % highPeriod == 0 { setGoals(&lives) }
        let actor = executor.network.actor
        inTiles(of: lives.indices.filter { lives[$0].isAlive }) { tile in
            for (row, index) in tile.enumerated() {
                executor.observe(
                    lives[index].household.observation,
                    into: lowWorkspace.inputs.base + row * BudgetExecutor.inputs)
            }
            actor.forward(rows: tile.count, inputs: lowWorkspace.inputs.base, lowWorkspace)
            for (row, index) in tile.enumerated() {
                let target = lives[index].goal.effectiveTarget(cash: lives[index].household.cash)
                let output = triple(lowWorkspace.outputs.base, row, stride: actor.layout.paddedOutputs)
                lives[index].allocation = executor.allocation(
                    output + executor.logitOffset(effectiveTarget: target))
            }
        }
    }

    private func setGoals(_ lives: inout [Life]) {
        let actor = strategist.network.actor
        inTiles(of: lives.indices.filter { lives[$0].isAlive }) { tile in
            for (row, index) in tile.enumerated() {
                strategist.observe(
                    lives[index].period, into: highWorkspace.inputs.base + row * FinancialStrategist.inputs)
            }
            actor.forward(rows: tile.count, inputs: highWorkspace.inputs.base, highWorkspace)
            for (row, index) in tile.enumerated() {
                let goal = strategist.goal(
                    triple(highWorkspace.outputs.base, row, stride: actor.layout.paddedOutputs))
                lives[index].goal = goalOverride?(goal) ?? goal
                lives[index].period = PeriodSummary(lives[index].household)
            }
        }
    }

    private func inTiles(of indices: [Int], _ body: (ArraySlice<Int>) -> Void) {
        for start in stride(from: 0, to: indices.count, by: PPO.tileRows) {
            body(indices[start..<min(start + PPO.tileRows, indices.count)])
        }
    }
}
