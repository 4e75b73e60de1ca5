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
    /// Months that ended below zero.
    package var monthsOverdrawn = 0
    /// Months that ended with a forced sale.
    package var forcedSales = 0
    /// C + P − L at the end, EUR; 0 in ruin.
    package var finalWealth = 0.0

    package init() {}
}

/// Lives of a household, each with chance of its own: the same ones for every policy that lives them.
package struct LifeRun: Sendable {
    package let calendar: LifeCalendar
    package let shocks: LifeShocks

    /// - Parameter purpose: whose stream of shocks.
    package init(calendar: LifeCalendar, seed: UInt64, purpose: RandomPurpose) {
        self.calendar = calendar
        shocks = LifeShocks(seed: seed, purpose: purpose, calendar: calendar)
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
        var (household, record) = (HouseholdState(startOf: calendar), LifeRecord())
        var (consumption, goals) = (0.0, 0.0)
        while !household.isOver {
            let month = household.monthsDone
            let opening = household.opening(in: calendar)
            let shock = shocks.shock(life: life, month: month)
            let outcome = household.step(decide(household, opening), from: opening, shock: shock, in: calendar)
            record.value += calendar.months[month].discount * outcome.reward
            consumption += outcome.consumption
            if opening.goalShare > 0 { goals += opening.goalShare }
            if household.cash < 0 { record.monthsOverdrawn += 1 }
            if outcome.forcedSale > 0 { record.forcedSales += 1 }
            if outcome.ruined { record.ruinMonth = month + 1 }
            see(opening, outcome, household)
        }
        let after = calendar.horizon - household.monthsDone
        let inRuin = min(after, calendar.scenario.utility.ruinMonths)
        consumption += Double(inRuin) * calendar.ruinConsumption + Double(after - inRuin) * calendar.necessities
        record.meanConsumption = consumption / Double(calendar.horizon)
        if !calendar.scenario.goals.isEmpty { record.goalShare = goals / Double(calendar.scenario.goals.count) }
        if record.ruinMonth == nil { record.finalWealth = household.wealth - household.loan }
        return record
    }

    /// Lives `count` lives from the first on under a rule, on all threads of a team.
    package func live(_ count: Int, under rule: LifeRule, team: WorkerTeam) -> [LifeRecord] {
        live(count, team: team) { life in
            var memory: LifeRule.Memory = 0
            return self.live(UInt64(life), { rule.decision($0, $1, in: calendar, memory: &memory) })
        }
    }

    /// The records of `count` lives, in their order, whatever thread lives them.
    package func live(_ count: Int, team: WorkerTeam, _ body: (Int) -> LifeRecord) -> [LifeRecord] {
        var records = [LifeRecord](repeating: LifeRecord(), count: count)
        records.withUnsafeMutableBufferPointer { records in
            let shared = SharedRecords(records: records)
            team.run { member in
                for life in member.share(of: count) { shared.records[life] = body(life) }
            }
        }
        return records
    }
}

/// Each element is written by one thread.
private struct SharedRecords: @unchecked Sendable {
    let records: UnsafeMutableBufferPointer<LifeRecord>
}
