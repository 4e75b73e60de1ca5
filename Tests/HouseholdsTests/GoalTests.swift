import Households
import Testing

@Suite("Goals")
struct GoalTests {
    struct Example: Sendable {
        let goal: Goal
        let cash, target: Double
    }

    static let examples = [
        // Half of the buffer is there: .4·(.25 + .75·.5).
        Example(goal: Goal(targetInvestRatio: 0.4, safetyBuffer: 4000, aggressiveness: 0.25), cash: 2000, target: 0.25),
        Example(goal: Goal(targetInvestRatio: 0.4, safetyBuffer: 4000, aggressiveness: 0.25), cash: 4000, target: 0.4),
        Example(goal: Goal(targetInvestRatio: 0.4, safetyBuffer: 4000, aggressiveness: 0.25), cash: 9000, target: 0.4),
        Example(goal: Goal(targetInvestRatio: 0.4, safetyBuffer: 4000, aggressiveness: 0.25), cash: 0, target: 0.1),
        Example(goal: Goal(targetInvestRatio: 0.4, safetyBuffer: 4000, aggressiveness: 0.25), cash: -500, target: 0.1),
        Example(goal: Goal(targetInvestRatio: 0.4, safetyBuffer: 4000, aggressiveness: 1), cash: 0, target: 0.4),
        Example(goal: Goal(targetInvestRatio: 0.4, safetyBuffer: 4000, aggressiveness: 0), cash: 0, target: 0),
        // A buffer of nothing counts as 1 EUR.
        Example(goal: Goal(targetInvestRatio: 0.4, safetyBuffer: 0, aggressiveness: 0), cash: 0.5, target: 0.2),
    ]

    @Test(arguments: examples)
    func theEffectiveTargetFollowsTheBuffer(example: Example) {
        #expect(abs(example.goal.effectiveTarget(cash: example.cash) - example.target) < 1e-12)
    }
}
