import Foundation
import Households
import Learning
import NumericKernels
import TestSupport
import Testing

/// Comparisons under the same shocks, beside the same thing done one life at a time.
@Suite("Comparisons under the same shocks in a life")
struct LifeLookaheadTests {
    private let calendar: LifeCalendar
    private let observer: LifeObserver
    private let executor, critic: MultilayerPerceptron

    init() throws {
        let vector = try #require(LifeAgentsTests.vectors.first { $0.name == "prestito_milano" })
        var scenario = try vector.household.scenario
        scenario.environment.maxMonths = 20
        calendar = LifeCalendar(scenario)
        observer = LifeObserver(calendar: calendar)
        executor = MultilayerPerceptron(layout: NetworkLayout(inputs: observer.count + 3, hidden: 16, outputs: 4))
        critic = MultilayerPerceptron(layout: NetworkLayout(inputs: observer.count, hidden: 16, outputs: 1))
        for (network, purpose) in [(executor, RandomPurpose.executorActorWeights), (critic, .executorCriticWeights)] {
            network.initialize(
                random: CounterRandom(seed: 3, purpose: purpose), headGain: 1,
                headBias: Array(repeating: 0, count: network.layout.outputs))
        }
    }

    /// Lives at different months, some at their end, some near ruin.
    private var households: [HouseholdState] {
        (0..<40).map { index in
            HouseholdState(
                in: calendar, monthsDone: index % 20, cash: Double(index) * 150 - 2400,
                portfolio: index % 3 == 0 ? 0 : 900, loan: Double(index % 4) * 3000, work: index % 3)
        }
    }

    private func output(_ network: MultilayerPerceptron, _ inputs: [Float]) -> [Float] {
        let workspace = NetworkWorkspace(rows: 1, layout: network.layout)
        network.forward(rows: 1, inputs: inputs, workspace)
        return (0..<network.layout.outputs).map { workspace.outputs.base[$0] }
    }

    private func features(_ household: HouseholdState) -> [Float] {
        let features = FloatBuffer(count: observer.count)
        let observations = LifeObservations(observer, capacity: 1)
        observations.observe(household, household.opening(in: calendar), into: features.base)
        observations.complete()
        return (0..<observer.count).map { features[$0] }
    }

    private func value(_ household: HouseholdState) -> Double {
        LifeValue(
            output(critic, features(household))[0],
            LifeMeans(household, household.opening(in: calendar), in: calendar), in: calendar
        ).value
    }

    /// The same household without emergencies, or with one every month: a comparison has half as many shocks.
    private init(_ other: Self, emergencies: Double) {
        var scenario = other.calendar.scenario
        scenario.environment.emergencyProbability = emergencies
        calendar = LifeCalendar(scenario)
        observer = LifeObserver(calendar: calendar)
        (executor, critic) = (other.executor, other.critic)
    }

    /// Whether two values are the same but for single precision in the certainty equivalent that one stands for.
    private func agrees(_ actual: Double, _ expected: Double) -> Bool {
        abs(actual - expected) <= 2e-7 * calendar.totalWeight * calendar.utility.reference + 1e-6 * abs(expected)
    }

    private func choices() -> [LifeChoice] {
        households.enumerated().map { index, household in
            LifeChoice(
                household: household, opening: household.opening(in: calendar),
                drawn: LifeDecision(consume: 300, trade: Double(index % 5) * 100 - 200, prepay: 50),
                mean: LifeDecision(consume: 200, trade: 0, prepay: 0), life: UInt64(index))
        }
    }

    private func compare(_ choices: [LifeChoice], pairs: Int, rows: Int) -> [LifeComparison] {
        let lookahead = LifeLookahead(observer: observer, critic: critic, seed: 9, pairs: pairs, rows: rows)
        var results = [LifeComparison](repeating: LifeComparison(), count: choices.count)
        choices.withUnsafeBufferPointer { choices in
            results.withUnsafeMutableBufferPointer { lookahead.compare(choices, into: $0) }
        }
        return results
    }

    @Test(arguments: [1, 2, 3], [0.03, 0, 1])
    func decisionsAreComparedUnderTheSameShocks(pairs: Int, emergencies: Double) {
        Self(self, emergencies: emergencies).expectTheSameDecisions(pairs: pairs)
    }

    private func expectTheSameDecisions(pairs: Int) {
        let choices = choices()
        let results = compare(choices, pairs: pairs, rows: 64)
        let source = LifeShockSample(calendar: calendar, seed: 9, pairs: pairs, months: 1)
        for (choice, result) in zip(choices, results) {
            source.add(life: choice.life, month: choice.household.monthsDone)
            source.draw()
            var sample = [LifeShockSample.Weighted](repeating: .init(), count: source.count)
            sample.withUnsafeMutableBufferPointer { source.shocks(0, into: $0) }
            func expected(_ decision: LifeDecision) -> Double {
                sample.reduce(0) { sum, weighted in
                    var household = choice.household
                    let outcome = household.step(decision, from: choice.opening, shock: weighted.shock, in: calendar)
                    let after = outcome.isLast ? 0 : calendar.discount * value(household)
                    return sum + weighted.weight * (outcome.reward + after)
                }
            }
            for (actual, expected) in [(result.drawn, expected(choice.drawn)), (result.mean, expected(choice.mean))] {
                #expect(agrees(actual, expected), "\(actual), not \(expected)")
            }
        }
        // However many are valued at once.
        for (result, other) in zip(results, compare(choices, pairs: pairs, rows: 7)) { #expect(result == other) }
    }

    @Test func whatIsTheSameIsWorthTheSame() {
        let same = choices().map { choice in
            var choice = choice
            choice.drawn = choice.mean
            return choice
        }
        #expect(compare(same, pairs: 2, rows: 64).allSatisfy { abs($0.drawn - $0.mean) < 1e-6 * abs($0.mean) })
    }

    @Test(arguments: [1, 2, 3], [1, 6])
    func goalsAreComparedUnderTheSameShocks(pairs: Int, period: Int) {
        let choices = households.enumerated().map { index, household in
            LifeGoalChoice(
                household: household, drawn: SIMD3(Float(index % 3), 0.5, Float(index % 5) - 2), mean: SIMD3(0, 0, 0),
                life: UInt64(index))
        }
        func compare(rows: Int) -> [LifeComparison] {
            let lookahead = LifeGoalLookahead(
                observer: observer, executor: executor, critic: critic, seed: 9, pairs: pairs, period: period,
                rows: rows)
            var results = [LifeComparison](repeating: LifeComparison(), count: choices.count)
            choices.withUnsafeBufferPointer { choices in
                results.withUnsafeMutableBufferPointer { lookahead.compare(choices, into: $0) }
            }
            return results
        }
        let results = compare(rows: 64)
        let shocks = LifeShocks(seed: 9, purpose: .lookaheadReturn, calendar: calendar)
        for (choice, result) in zip(choices, results) {
            func expected(_ outputs: SIMD3<Float>) -> Double {
                let (goal, seen) = (LifeGoal(outputs, in: calendar), LifeGoal.seen(outputs))
                var sum = 0.0
                for pair in 0..<pairs {
                    for isMirrored in [false, true] {
                        var (household, discount) = (choice.household, 1.0)
                        for _ in 0..<period where !household.isOver {
                            let opening = household.opening(in: calendar)
                            let l = output(executor, features(household) + [seen[0], seen[1], seen[2]])
                            let decision = LifeDecision(
                                SIMD4(l[0], l[1], l[2], l[3]), goal: goal, household: household, opening: opening,
                                in: calendar)
                            let shock = shocks.shock(
                                life: choice.life * UInt64(pairs) + UInt64(pair), month: household.monthsDone)
                            let outcome = household.step(
                                decision, from: opening, shock: isMirrored ? shock.mirrored : shock, in: calendar)
                            sum += discount * outcome.reward
                            discount *= calendar.discount
                        }
                        if !household.isOver { sum += discount * value(household) }
                    }
                }
                return sum / Double(2 * pairs)
            }
            for (actual, expected) in [(result.drawn, expected(choice.drawn)), (result.mean, expected(choice.mean))] {
                #expect(agrees(actual, expected), "\(actual), not \(expected)")
            }
        }
        for (result, other) in zip(results, compare(rows: 4 * pairs)) { #expect(result == other) }
    }

    /// What is known of a chance is of no use to who stands otherwise in the same month of the same life.
    @Test func whatWasComparedBeforeChangesNothing() {
        func lookahead() -> LifeGoalLookahead {
            LifeGoalLookahead(
                observer: observer, executor: executor, critic: critic, seed: 9, pairs: 2, period: 6, rows: 64)
        }
        func compare(_ household: HouseholdState, with lookahead: LifeGoalLookahead) -> [LifeComparison] {
            let choice = LifeGoalChoice(household: household, drawn: SIMD3(1, 0, 1), mean: SIMD3(), life: 7)
            var results = [LifeComparison()]
            [choice].withUnsafeBufferPointer { choices in
                results.withUnsafeMutableBufferPointer { lookahead.compare(choices, into: $0) }
            }
            return results
        }
        let used = lookahead()
        for work in 0..<calendar.work.count {
            let household = HouseholdState(
                in: calendar, monthsDone: 3, cash: 900 * Double(work), portfolio: 500, loan: 2000, work: work)
            #expect(compare(household, with: used) == compare(household, with: lookahead()))
        }
    }
}
