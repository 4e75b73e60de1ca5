import Households
import Learning
import NumericKernels

/// What an exported file is made of: a run's state at one checkpoint.
package struct ExportedPolicy: Sendable {
    package var run: String
    package var scenario: Scenario
    package var state: TrainerState
    package var seed: UInt64
    /// Hash of the values that determine the run.
    package var identity: String
    package var programVersion: String

    /// - Throws: `ModelError` where the state does not fit the scenario.
    package init(
        run: String, scenario: Scenario, state: TrainerState, seed: UInt64, identity: String, programVersion: String
    ) throws {
        // Loading it is what checks names and shapes.
        switch scenario.objectiveKind {
        case .reward: _ = try HierarchicalPolicy(scenario: scenario, state: state)
        case .utility: _ = try LifeAgents(calendar: LifeCalendar(scenario), state: state)
        }
        self.run = run
        self.scenario = scenario
        self.state = state
        self.seed = seed
        self.identity = identity
        self.programVersion = programVersion
    }

    /// Where it comes from, as names and values.
    var provenance: [(name: String, value: String)] {
        [
            ("run", run), ("scenario", scenario.name), ("identity", identity), ("seed", String(seed)),
            ("episodes", String(state.episodesDone)),
        ]
    }
}
