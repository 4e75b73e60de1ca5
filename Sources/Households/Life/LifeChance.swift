import Foundation

/// What chance makes of a month for a household, whatever it decides. EUR.
package struct LifeChance: Sendable, Equatable {
    /// v and e.
    package let variableExpense: Double
    package var emergencyExpense: Double
    /// What a euro of portfolio becomes, after tax.
    package let portfolioReturn: Double
    /// The state of work of the month that follows, and ξ of then.
    package let work: Int
    package let incomeFactor: Double
}

extension HouseholdState {
    /// What a shock makes of the month before which the household stands.
    package func chance(_ shock: LifeShock, in calendar: LifeCalendar) -> LifeChance {
        let ordinaryBills = calendar.months[monthsDone].ordinaryBills
        let variable = max(0, ordinaryBills + calendar.months[monthsDone].ordinaryBillsDeviation * shock.expense)
        let next = calendar.work.next(work, uniform: shock.work)
        let deviation = calendar.incomeDeviation
        return LifeChance(
            variableExpense: variable, emergencyExpense: emergencyExpense(shock, in: calendar),
            portfolioReturn: calendar.returns(shock), work: next,
            incomeFactor: deviation > 0 && calendar.work.isAtWork[next]
                ? exp(deviation * shock.income - deviation * deviation / 2) : 1)
    }

    /// What an emergency costs in the month before which the household stands, where the shock brings one. EUR.
    package func emergencyExpense(_ shock: LifeShock, in calendar: LifeCalendar) -> Double {
        shock.emergency < calendar.emergencyProbability ? calendar.months[monthsDone].emergencyCost : 0
    }
}
