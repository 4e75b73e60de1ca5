import Households
import Testing

/// Four households side by side, beside each alone: the same bits.
@Suite("Four lives side by side")
struct LifeLanesTests {
    /// Each month of a trajectory, lived by four that differ in what they do and meet: as it was, mirrored, poor enough
    /// to be ruined, and rich.
    @Test(arguments: LifeTrajectoryTests.trajectories)
    func eachLivesAsItDoesAlone(_ vector: LifeVectors.Trajectory) throws {
        let calendar = LifeCalendar(try vector.household.scenario)
        var household = HouseholdState(startOf: calendar)
        for row in vector.rows {
            let (done, opening) = (household.monthsDone, household.opening(in: calendar))
            let asked = row.action.decision
            let decisions = [
                asked, LifeDecision(consume: 1.5 * asked.consume, trade: -asked.trade, prepay: 2 * asked.prepay),
                LifeDecision(consume: 1e9, trade: -1e9), LifeDecision(consume: 0, trade: 1e9, prepay: 1e9),
            ]
            let shocks = [row.shock.shock, row.shock.shock.mirrored, row.shock.shock, row.shock.shock.mirrored]
            let chances = shocks.map { calendar.chance($0, monthsDone: done, work: household.work) }

            let start = LifeLanes(household, in: calendar)
            let begun = start.opening(in: calendar)
            let action = begun.action(
                consume: lanes(decisions.map(\.consume)), trade: lanes(decisions.map(\.trade)),
                prepay: lanes(decisions.map(\.prepay)), monthsDone: done, in: calendar)
            var four = start
            let (rewards, areRuined) = four.step(
                action,
                LifeLanes.Chance(chances[0], chances[1], chances[2], chances[3], monthsDone: done, in: calendar),
                in: calendar)
            for lane in 0..<LifeLanes.count {
                var one = household
                #expect(begun.money[lane] == opening.money && begun.portfolio[lane] == opening.portfolio)
                #expect(begun.loan[lane] == opening.loan && begun.goalUtility[lane] == opening.goalUtility)
                #expect(begun.income[lane] == opening.income)
                let alone = opening.action(decisions[lane], monthsDone: done, in: calendar)
                #expect(action.money[lane] == alone.money && action.portfolio[lane] == alone.portfolio)
                #expect(action.loan[lane] == alone.loan && action.utility[lane] == alone.utility)
                let outcome = one.step(alone, chances[lane], in: calendar)
                #expect(rewards[lane] == outcome.reward && areRuined[lane] == outcome.ruined)
                #expect(four.cash[lane] == one.cash && four.portfolio[lane] == one.portfolio)
                #expect(four.loan[lane] == one.loan && four.work[lane] == one.work)
                #expect(four.monthsDone == one.monthsDone)
                guard !one.isOver else { continue }
                #expect(four.opening(in: calendar).money[lane] == one.opening(in: calendar).money)
            }
            _ = household.step(asked, from: opening, shock: row.shock.shock, in: calendar)
            if household.isOver { break }
        }
    }

    private func lanes(_ values: [Double]) -> LifeLanes.Amounts {
        LifeLanes.Amounts(values[0], values[1], values[2], values[3])
    }

    /// Two of four are ruined, and the others are not.
    @Test func someAreRuined() throws {
        let vector = try #require(LifeTrajectoryTests.trajectories.first { $0.rows.contains(where: \.ruin) })
        let calendar = LifeCalendar(try vector.household.scenario)
        let household = HouseholdState(startOf: calendar)
        var four = LifeLanes(household, in: calendar)
        let opening = four.opening(in: calendar)
        let action = opening.action(
            consume: LifeLanes.Amounts(0, 1e9, 0, 1e9), trade: LifeLanes.Amounts(), prepay: LifeLanes.Amounts(),
            monthsDone: 0, in: calendar)
        let chance = calendar.chance(
            LifeShock(expense: 1000, investmentReturn: 0, income: 0, emergency: 0, crash: 1, work: 0), monthsDone: 0,
            work: household.work)
        let mild = calendar.chance(LifeShock(), monthsDone: 0, work: household.work)
        let (_, areRuined) = four.step(
            action, LifeLanes.Chance(mild, chance, mild, chance, monthsDone: 0, in: calendar), in: calendar)
        #expect((0..<LifeLanes.count).map { areRuined[$0] } == [false, true, false, true])
    }
}
