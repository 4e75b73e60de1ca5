import Households
import NumericKernels

/// The two agents without exploration: both act by the mean.
package struct HierarchicalPolicy: HouseholdPolicy {
    private let strategist: FinancialStrategist
    private let executor: BudgetExecutor
    private let calendar: HouseholdCalendar
    private let highPeriod: Int
    private let highWorkspace: NetworkWorkspace
    private let lowWorkspace: NetworkWorkspace

    /// The agents before their training.
    package init(untrained scenario: Scenario, seed: UInt64) {
        self.init(
            scenario: scenario, strategist: FinancialStrategist(scenario: scenario, seed: seed),
            executor: BudgetExecutor(scenario: scenario, seed: seed))
    }

    /// The agents as they are while the policy is in use.
    init(scenario: Scenario, strategist: FinancialStrategist, executor: BudgetExecutor) {
        self.init(
            strategist: strategist, executor: executor, calendar: scenario.calendar,
            highPeriod: scenario.training.highPeriod)
    }

    private init(
        strategist: FinancialStrategist, executor: BudgetExecutor, calendar: HouseholdCalendar, highPeriod: Int
    ) {
        (self.strategist, self.executor) = (strategist, executor)
        (self.calendar, self.highPeriod) = (calendar, highPeriod)
        highWorkspace = NetworkWorkspace(rows: PPO.tileRows, layout: strategist.network.actor.layout)
        lowWorkspace = NetworkWorkspace(rows: PPO.tileRows, layout: executor.network.actor.layout)
    }

    /// The agents with the weights that `state` keeps.
    ///
    /// - Throws: `ModelError` where the tensors do not fit the scenario.
    package init(scenario: Scenario, state: TrainerState) throws {
        self.init(untrained: scenario, seed: 0)
        try strategist.network.load(weights: state.weights(of: .strategist))
        try executor.network.load(weights: state.weights(of: .executor))
    }

    /// The same agents for another thread: what it computes in is its own.
    var separate: Self {
        Self(strategist: strategist, executor: executor, calendar: calendar, highPeriod: highPeriod)
    }

    package var hasGoals: Bool { true }

    package mutating func decide(_ lives: inout [Life]) {
        guard let month = lives.first(where: \.isAlive)?.household.monthsDone else { return }
        if month % highPeriod == 0 { setGoals(&lives) }
        inTiles(of: lives.indices.filter { lives[$0].isAlive }) { tile in
            forwardExecutor(tile.map { lives[$0].household })
            for (row, index) in tile.enumerated() {
                lives[index].allocation = allocation(row: row, of: lives[index].household, under: lives[index].goal)
            }
        }
    }

    /// The executor's answer to `goal`: how it divides the income of the household's next month, whatever the
    /// strategist asks for.
    package func response(of household: HouseholdState, to goal: Goal) -> Allocation {
        forwardExecutor([household])
        return allocation(row: 0, of: household, under: goal)
    }

    /// The executor's outputs for at most a tile of households, a row each.
    private func forwardExecutor(_ households: [HouseholdState]) {
        for (row, household) in households.enumerated() {
            executor.observe(
                household.observation(in: calendar), into: lowWorkspace.inputs.base + row * BudgetExecutor.inputs)
        }
        executor.network.actor.forward(rows: households.count, inputs: lowWorkspace.inputs.base, lowWorkspace)
    }

    /// What row `row` of the executor's outputs means for `household` under `goal`.
    private func allocation(row: Int, of household: HouseholdState, under goal: Goal) -> Allocation {
        let output = triple(
            lowWorkspace.outputs.base, row, stride: executor.network.actor.layout.paddedOutputs)
        let target = goal.effectiveTarget(cash: household.cash)
        return executor.allocation(output, effectiveTarget: target)
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
                lives[index].goal = strategist.goal(
                    triple(highWorkspace.outputs.base, row, stride: actor.layout.paddedOutputs))
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
