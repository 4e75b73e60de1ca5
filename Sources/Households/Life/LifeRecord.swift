import NumericKernels
import Statistics

/// What came of one life.
package struct LifeRecord: Sendable, Equatable {
    /// ΣR, discounted to month 1.
    package var value = 0.0
    /// Mean of x_t over the horizon, EUR of month 1 a month; what is lived on in ruin included.
    package var meanConsumption = 0.0
    /// The month that ended in ruin, 1…T; nil where none did.
    package var ruinMonth: Int?
    /// Mean share of the goals that was met; 0 of those that ruin came before. nan where there are none.
    package var goalShare = Double.nan
    /// The month in which what was owed at the start was paid off, 1…T; nil where it never was.
    package var loanPaidMonth: Int?
    /// Months that ended below zero.
    package var monthsOverdrawn = 0
    /// Months that ended with a forced sale.
    package var forcedSales = 0
    /// C + P − L at the end, EUR; 0 in ruin.
    package var finalWealth = 0.0

    package init() {}
}

/// A life while it is lived, and what has come of it so far.
package struct LifeInProgress: Sendable {
    /// Which one, 0-based.
    package let life: UInt64
    package private(set) var household: HouseholdState
    private var soFar = LifeRecord()
    private var consumption = 0.0, goals = 0.0

    /// A life at its start.
    package init(_ life: UInt64, in calendar: LifeCalendar) {
        self.init(life, from: HouseholdState(startOf: calendar))
    }

    /// A life that goes on from a household.
    package init(_ life: UInt64, from household: HouseholdState) {
        (self.life, self.household) = (life, household)
    }

    /// Lives through the next month.
    ///
    /// - Precondition: the life is not over; `opening` is the one of its household.
    package mutating func live(_ decision: LifeDecision, from opening: LifeOpening, in run: LifeRun) -> LifeOutcome {
        let (month, owed) = (household.monthsDone, household.loan)
        let shock = run.shocks.shock(life: life, month: month)
        let outcome = household.step(decision, from: opening, shock: shock, in: run.calendar)
        soFar.value += run.calendar.months[month].discount * outcome.reward
        consumption += outcome.consumption
        if opening.goalShare > 0 { goals += opening.goalShare }
        if household.cash < 0 { soFar.monthsOverdrawn += 1 }
        if outcome.forcedSale > 0 { soFar.forcedSales += 1 }
        if outcome.ruined {
            soFar.ruinMonth = month + 1
        } else if owed > 0, household.loan == 0 {
            soFar.loanPaidMonth = month + 1
        }
        return outcome
    }

    /// What came of the life, which is over.
    package func record(in calendar: LifeCalendar) -> LifeRecord {
        var record = soFar
        let after = calendar.horizon - household.monthsDone
        let inRuin = min(after, calendar.scenario.utility.ruinMonths)
        let later = Double(inRuin) * calendar.ruinConsumption + Double(after - inRuin) * calendar.necessities
        record.meanConsumption = (consumption + later) / Double(calendar.horizon)
        if !calendar.scenario.goals.isEmpty { record.goalShare = goals / Double(calendar.scenario.goals.count) }
        if record.ruinMonth == nil { record.finalWealth = household.wealth - household.loan }
        return record
    }
}

/// Lives of a household, each with chance of its own: the same ones for every policy that lives them.
package struct LifeRun: Sendable {
    package let calendar: LifeCalendar
    package private(set) var shocks: LifeShocks

    /// - Parameter purpose: whose stream of shocks.
    package init(calendar: LifeCalendar, seed: UInt64, purpose: RandomPurpose) {
        self.calendar = calendar
        shocks = LifeShocks(seed: seed, purpose: purpose, calendar: calendar)
    }

    /// The same run, the chance of some lives drawn beforehand: for several policies that live them.
    package func drawing(_ lives: Range<Int>) -> LifeRun {
        var run = self
        run.shocks = shocks.drawing(lives, months: calendar.horizon)
        return run
    }

    /// Lives one of the lives from its start.
    ///
    /// - Parameters:
    ///   - life: which one, 0-based.
    ///   - decide: what is done in the month before which the household stands.
    ///   - see: called after each month, with how it began and what it brought.
    package func live(
        _ life: UInt64, _ decide: (HouseholdState, LifeOpening) -> LifeDecision,
        see: (LifeOpening, LifeOutcome, HouseholdState) -> Void = { _, _, _ in }
    ) -> LifeRecord {
        var lived = LifeInProgress(life, in: calendar)
        while !lived.household.isOver {
            let opening = lived.household.opening(in: calendar)
            let outcome = lived.live(decide(lived.household, opening), from: opening, in: self)
            see(opening, outcome, lived.household)
        }
        return lived.record(in: calendar)
    }

    /// Lives one of the lives from its start under a rule.
    package func live(_ life: Int, under rule: LifeRule) -> LifeRecord {
        var memory: LifeRule.Memory = 0
        return live(UInt64(life), { rule.decision($0, $1, in: calendar, memory: &memory) })
    }

    /// Lives `count` lives from the first on under a rule, on all threads of a team.
    package func live(_ count: Int, under rule: LifeRule, team: WorkerTeam) -> [LifeRecord] {
        live(count, team: team) { self.live($0, under: rule) }
    }

    /// The records of `count` lives, in their order, whatever thread lives them.
    package func live(_ count: Int, team: WorkerTeam, _ body: (Int) -> LifeRecord) -> [LifeRecord] {
        var records = [LifeRecord](repeating: LifeRecord(), count: count)
        records.withUnsafeMutableBufferPointer { records in
            let shared = SharedElements(elements: records)
            team.run { member in
                for life in member.share(of: count) { shared.elements[life] = body(life) }
            }
        }
        return records
    }

    /// ΣR of the first `count` lives under each of some rules, discounted to month 1 and added up.
    package func values(of rules: [LifeRule], over count: Int, team: WorkerTeam) -> [Double] {
        // By life, so that the sums are the same on any number of threads.
        var values = [Double](repeating: 0, count: count * rules.count)
        values.withUnsafeMutableBufferPointer { values in
            let shared = SharedElements(elements: values)
            team.run { member in
                for life in member.share(of: count) {
                    let run = drawing(life..<life + 1)
                    for (index, rule) in rules.enumerated() {
                        shared.elements[life * rules.count + index] = run.live(life, under: rule).value
                    }
                }
            }
        }
        return rules.indices.map { index in
            (0..<count).reduce(0) { $0 + values[$1 * rules.count + index] }
        }
    }
}

/// Each element is written by one thread.
private struct SharedElements<Element>: @unchecked Sendable {
    let elements: UnsafeMutableBufferPointer<Element>
}
