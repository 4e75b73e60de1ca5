import Foundation

/// What chance makes of a month for a household, whatever it decides. EUR.
package struct LifeChance: Sendable, Equatable {
    /// v and e.
    package let variableExpense: Double
    package private(set) var emergencyExpense: Double
    /// What a euro of portfolio becomes, after tax.
    package let portfolioReturn: Double
    /// The state of work of the month that follows, and ξ of then.
    package let work: Int
    package let incomeFactor: Double

    /// The same with another emergency.
    package func with(emergencyExpense: Double) -> LifeChance {
        var chance = self
        chance.emergencyExpense = emergencyExpense
        return chance
    }
}

extension LifeCalendar {
    /// What a shock makes of a month for a household in a state of work.
    ///
    /// - Parameter done: months before it.
    package func chance(_ shock: LifeShock, monthsDone done: Int, work state: Int) -> LifeChance {
        let variable = max(0, months[done].ordinaryBills + months[done].ordinaryBillsDeviation * shock.expense)
        let next = work.next(state, uniform: shock.work)
        return LifeChance(
            variableExpense: variable, emergencyExpense: emergencyExpense(shock, monthsDone: done),
            portfolioReturn: returns(shock), work: next,
            incomeFactor: incomeDeviation > 0 && work.isAtWork[next]
                ? exp(incomeDeviation * shock.income - incomeDeviation * incomeDeviation / 2) : 1)
    }

    /// What an emergency costs in a month, where the shock brings one. EUR.
    package func emergencyExpense(_ shock: LifeShock, monthsDone done: Int) -> Double {
        shock.emergency < emergencyProbability ? months[done].emergencyCost : 0
    }
}
