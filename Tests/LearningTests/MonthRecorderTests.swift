import Households
import Learning
import Statistics
import TestSupport
import Testing

@Suite struct MonthRecorderTests {
    /// What advice is given from is what the strategist saw: the portfolio and the change of wealth with its returns.
    @Test func startsAreWhatGoalsWereSetFrom() throws {
        var scenario = Scenario.balanced(episodes: 1)
        scenario.environment.initialInvestment = 50_000
        let period = scenario.training.highPeriod
        let watched = [1, 4 * period + 1]
        let run = EvaluationRun(scenario: scenario, episodes: 25, seed: 42)
        let recorder = MonthRecorder(calendar: run.calendar, hasGoals: true, watched: watched)
        let policy = WatchingPolicy(policy: HierarchicalPolicy(untrained: scenario, seed: 1), watched: watched)
        _ = run.play(policy, recorder: recorder.record)
        #expect(recorder.starts.map(\.month) == watched && policy.seen.starts.count == 2)
        for (start, seen) in zip(recorder.starts, policy.seen.starts) {
            #expect(start.balances.quantile(0.5) == seen.cash.quantile(0.5))
            #expect(start.portfolio == seen.portfolios.quantile(0.5))
            #expect(start.wealthChange == seen.wealthChanges.quantile(0.5))
        }
        // Without its returns, wealth would rise by no more than what is left of the income.
        #expect(recorder.starts[0].wealthChange == 0)
        #expect(recorder.starts[1].portfolio > 50_000)
    }
}

/// The policy that it holds; keeps what the strategist sees of the lives that go on.
private struct WatchingPolicy: HouseholdPolicy {
    struct Start {
        var cash, portfolios, wealthChanges: [Double]
    }

    final class Seen {
        var starts: [Start] = []
    }

    var policy: HierarchicalPolicy
    let watched: [Int]
    let seen = Seen()
    var hasGoals: Bool { true }

    mutating func decide(_ lives: inout [Life]) {
        let alive = lives.filter(\.isAlive)
        if let month = alive.first?.household.monthsDone, watched.contains(month + 1) {
            seen.starts.append(
                Start(
                    cash: alive.map(\.household.cash), portfolios: alive.map(\.household.portfolio),
                    wealthChanges: alive.map(\.period.meanWealthChange)))
        }
        policy.decide(&lives)
    }
}
