import Households
import Testing

@Suite("Lives of an independent implementation")
struct LifeTrajectoryTests {
    static let trajectories: [LifeVectors.Trajectory] = {
        do { return try LifeVectors.decode("trajectories") } catch { preconditionFailure("\(error)") }
    }()

    @Test func thereAreAllKindsOfThem() {
        let rows = Self.trajectories.flatMap(\.rows)
        #expect(Self.trajectories.count == 15 && rows.count > 150)
        #expect(rows.contains(where: \.ruin) && rows.contains { $0.forcedSale > 0 })
        #expect(rows.contains { $0.goalShare ?? 0 > 0 } && rows.contains { $0.cash < 0 })
    }

    @Test(arguments: trajectories)
    func isReproduced(_ vector: LifeVectors.Trajectory) throws {
        let calendar = LifeCalendar(try vector.household.scenario)
        var household = HouseholdState(startOf: calendar)
        var sum = 0.0
        for row in vector.rows {
            let discount = calendar.months[household.monthsDone].discount
            let opening = household.opening(in: calendar)
            let outcome = household.step(
                row.action.decision, from: opening, shock: row.shock.shock, in: calendar)
            sum += discount * outcome.reward
            let pairs = [
                ("income", opening.income, row.income), ("instalment", opening.instalment, row.instalment),
                ("money", opening.money, row.money), ("portfolio", opening.portfolio, row.portfolioAtDecision),
                ("loan", opening.loan, row.loanAtDecision), ("goal", opening.goalShare, row.goalShare ?? .nan),
                ("consumed", outcome.consumed, row.consumed), ("bought", outcome.bought, row.bought),
                ("sold", outcome.sold, row.sold), ("prepaid", outcome.prepaid, row.prepaid),
                ("variable", outcome.variableExpense, row.variable),
                ("emergency", outcome.emergencyExpense, row.emergency),
                ("return", outcome.portfolioReturn, row.grossNetReturn), ("forced", outcome.forcedSale, row.forcedSale),
                ("cash", household.cash, row.cash), ("portfolio", household.portfolio, row.portfolio),
                ("loan", household.loan, row.loan), ("factor", household.incomeFactor, row.factor),
                ("R", discount * outcome.reward, row.reward), ("sum", sum, row.sum),
            ]
            for (name, actual, expected) in pairs where !(actual.isNaN && expected.isNaN) {
                #expect(agrees(actual, expected), "month \(row.month), \(name): \(actual), not \(expected)")
            }
            #expect(household.work == row.work && outcome.ruined == row.ruin)
        }
        #expect(household.isOver == (vector.rows.last?.ruin == true || vector.rows.count == calendar.horizon))
    }

    /// What is done meets every chance.
    @Test(arguments: trajectories)
    func actionAndChanceAreKnownApart(_ vector: LifeVectors.Trajectory) throws {
        let calendar = LifeCalendar(try vector.household.scenario)
        var household = HouseholdState(startOf: calendar)
        for row in vector.rows {
            let opening = household.opening(in: calendar)
            let action = opening.action(row.action.decision, monthsDone: household.monthsDone, in: calendar)
            for shock in [row.shock.shock.mirrored, row.shock.shock] {
                let chance = calendar.chance(shock, monthsDone: household.monthsDone, work: household.work)
                var (one, two) = (household, household)
                let outcome = one.step(action, chance, in: calendar)
                #expect(two.step(row.action.decision, from: opening, shock: shock, in: calendar) == outcome)
                #expect(one == two)
            }
            _ = household.step(row.action.decision, from: opening, shock: row.shock.shock, in: calendar)
        }
    }

    /// Nothing is repaid where nothing is owed.
    @Test func nothingIsPrepaidWithoutALoan() throws {
        let vector = try #require(Self.trajectories.first { (try? $0.household.scenario.debt.loan) == 0 })
        let calendar = LifeCalendar(try vector.household.scenario)
        let opening = HouseholdState(startOf: calendar).opening(in: calendar)
        let wish = LifeDecision(consume: 10, trade: 5, prepay: 1000)
        let action = opening.action(wish, monthsDone: 0, in: calendar)
        #expect(action.prepaid == 0 && action.loan == 0)
        #expect(action == opening.action(LifeDecision(consume: 10, trade: 5), monthsDone: 0, in: calendar))
    }

    @Test(arguments: trajectories)
    func whatDoesNotChangeIsReproduced(_ vector: LifeVectors.Trajectory) throws {
        let (calendar, derived) = (LifeCalendar(try vector.household.scenario), vector.derived)
        let pairs = [
            (calendar.necessities, derived.necessities), (calendar.ruinConsumption, derived.ruinConsumption),
            (calendar.utility.reference, derived.xRef), (calendar.discount, derived.beta),
            (calendar.totalWeight, derived.monthsDiscounted),
        ]
        for (actual, expected) in pairs { #expect(agrees(actual, expected)) }
        #expect(calendar.work.count == derived.workFactors.count)
        for (actual, expected) in zip(calendar.work.factors, derived.workFactors) { #expect(agrees(actual, expected)) }
        for (actual, expected) in zip(calendar.work.transitions, derived.workTransitions.flatMap(\.self)) {
            #expect(agrees(actual, expected))
        }
    }
}
