/// Four households before the same month of their lives, side by side: each goes through it as `HouseholdState` alone
/// does, to the same bits, at a fraction of the cost. EUR.
package struct LifeLanes: Sendable {
    /// Four amounts, one a household.
    package typealias Amounts = SIMD4<Double>
    /// Which of the four.
    package typealias Truth = SIMDMask<SIMD4<Int64>>

    package static let count = 4

    package var monthsDone: Int
    package var cash, portfolio, loan: Amounts
    /// Of the month that comes next.
    package var income: Amounts
    package var work: SIMD4<Int>

    /// How the month begins, as `LifeOpening`.
    package struct Opening: Sendable {
        package var money, portfolio, loan, income, goalUtility: Amounts

        fileprivate init(_ start: LifeMonthStart<Amounts>, income: Amounts) {
            (money, portfolio, loan) = (start.money, start.portfolio, start.loan)
            (self.income, goalUtility) = (income, start.goalUtility)
        }

        /// Four times the same.
        package init(_ opening: LifeOpening) {
            money = Amounts(repeating: opening.money)
            portfolio = Amounts(repeating: opening.portfolio)
            loan = Amounts(repeating: opening.loan)
            income = Amounts(repeating: opening.income)
            goalUtility = Amounts(repeating: opening.goalUtility)
        }
    }

    /// What can be done, as `LifeAction`.
    package struct Action: Sendable {
        package var utility, money, portfolio, loan: Amounts

        /// Four times the same.
        package init(_ action: LifeAction) {
            utility = Amounts(repeating: action.utility)
            money = Amounts(repeating: action.money)
            portfolio = Amounts(repeating: action.portfolio)
            loan = Amounts(repeating: action.loan)
        }

        fileprivate init(_ middle: LifeMonthMiddle<Amounts>) {
            (utility, money) = (middle.utility, middle.money)
            (portfolio, loan) = (middle.portfolio, middle.loan)
        }
    }

    /// What chance makes of the month, as `LifeChance`.
    package struct Chance: Sendable {
        let variableExpense, emergencyExpense, portfolioReturn: Amounts
        let work: SIMD4<Int>
        /// Of the month that follows; 0 where there is none.
        let income: Amounts

        /// - Parameter monthsDone: before the month.
        @inline(__always)
        package init(
            _ a: LifeChance, _ b: LifeChance, _ c: LifeChance, _ d: LifeChance, monthsDone: Int,
            in calendar: LifeCalendar
        ) {
            variableExpense = Amounts(a.variableExpense, b.variableExpense, c.variableExpense, d.variableExpense)
            emergencyExpense = Amounts(a.emergencyExpense, b.emergencyExpense, c.emergencyExpense, d.emergencyExpense)
            portfolioReturn = Amounts(a.portfolioReturn, b.portfolioReturn, c.portfolioReturn, d.portfolioReturn)
            work = SIMD4(a.work, b.work, c.work, d.work)
            func income(_ chance: LifeChance) -> Double {
                calendar.income(monthsDone: monthsDone + 1, work: chance.work, factor: chance.incomeFactor)
            }
            self.income =
                monthsDone + 1 < calendar.horizon
                ? Amounts(income(a), income(b), income(c), income(d)) : Amounts()
        }
    }

    /// Four times the same.
    package init(_ household: HouseholdState, in calendar: LifeCalendar) {
        monthsDone = household.monthsDone
        cash = Amounts(repeating: household.cash)
        portfolio = Amounts(repeating: household.portfolio)
        loan = Amounts(repeating: household.loan)
        work = SIMD4(repeating: household.work)
        income = Amounts(
            repeating: calendar.income(
                monthsDone: household.monthsDone, work: household.work, factor: household.incomeFactor))
    }

    /// - Precondition: there is a month to come.
    package func opening(in calendar: LifeCalendar) -> Opening {
        let start = calendar.start(
            monthsDone: monthsDone, cash: cash, portfolio: portfolio, loan: loan, income: income)
        return Opening(start, income: income)
    }

    /// Lives through the month.
    ///
    /// - Returns: the rewards, and who is ruined; the amounts of who is ruined mean nothing.
    package mutating func step(
        _ action: Action, _ chance: Chance, in calendar: LifeCalendar
    ) -> (rewards: Amounts, areRuined: Truth) {
        let end = calendar.end(
            monthsDone: monthsDone, money: action.money, portfolio: action.portfolio, loan: action.loan,
            utility: action.utility, variableExpense: chance.variableExpense,
            emergencyExpense: chance.emergencyExpense, portfolioReturn: chance.portfolioReturn)
        monthsDone += 1
        (cash, portfolio, loan) = (end.cash, end.portfolio, action.loan)
        (work, income) = (chance.work, chance.income)
        return (end.reward, end.isRuined)
    }
}

extension LifeLanes.Opening {
    /// What of decisions can be done, as `LifeOpening.action`.
    ///
    /// - Parameter monthsDone: before the month.
    package func action(
        consume: LifeLanes.Amounts, trade: LifeLanes.Amounts, prepay: LifeLanes.Amounts, monthsDone: Int,
        in calendar: LifeCalendar
    ) -> LifeLanes.Action {
        LifeLanes.Action(
            calendar.middle(
                monthsDone: monthsDone, money: money, portfolio: portfolio, loan: loan, goalUtility: goalUtility,
                consume: consume, trade: trade, prepay: prepay))
    }
}
