/// A month as it begins, goal paid. EUR.
struct LifeMonthStart<Amount: LifeAmount> {
    var money, portfolio, loan, instalment: Amount
    var goalUtility, goalShare: Amount
}

/// What of a decision is carried out, and how the month stands before chance comes in. EUR.
struct LifeMonthMiddle<Amount: LifeAmount> {
    var consumed, bought, sold, prepaid, consumption, utility: Amount
    var money, portfolio, loan: Amount
}

/// What chance has made of a month. EUR.
struct LifeMonthEnd<Amount: LifeAmount> {
    var cash, portfolio, forcedSale, reward: Amount
    var isRuined: Amount.Truth
}

/// The arithmetic of a month, in its three parts; `done` months lie before it.
extension LifeCalendar {
    @inline(__always)
    func start<Amount: LifeAmount>(
        monthsDone done: Int, cash: Amount, portfolio: Amount, loan: Amount, income: Amount
    ) -> LifeMonthStart<Amount> {
        let owed = loan * loanGrowth
        let instalment = Amount.smaller(Amount(repeating: loanInstalment), owed)
        var start = LifeMonthStart(
            money: cash + income - months[done].fixedExpenses - instalment, portfolio: portfolio,
            loan: owed - instalment, instalment: instalment, goalUtility: Amount.nothing,
            goalShare: Amount(repeating: .nan))
        if months[done].goalPrice > 0 { payGoal(of: months[done], &start) }
        return start
    }

    /// Pays for the goal that is due, as far as there is money: first out of what is above bills and threshold, then by
    /// sales.
    private func payGoal<Amount: LifeAmount>(of month: LifeMonth, _ start: inout LifeMonthStart<Amount>) {
        let spare = start.money - month.goalReserve
        let paid = Amount.smaller(
            Amount.larger(spare + start.portfolio * saleYield, .nothing), Amount(repeating: month.goalPrice))
        let inCash = Amount.larger(.nothing, Amount.smaller(paid, spare))
        start.money = start.money - inCash
        start.portfolio = start.portfolio - Amount.smaller(start.portfolio, (paid - inCash) / saleYield)
        start.goalShare = paid / month.goalPrice
        start.goalUtility =
            utility.of(start.goalShare * month.goalWorth + utility.reference) * month.weight
    }

    /// Cuts each wish down to what is left, in this order: sale, consumption, prepayment, purchase. A month with a sale
    /// has no purchase. Money for ordinary bills is set aside.
    @inline(__always)
    func middle<Amount: LifeAmount>(
        monthsDone done: Int, money: Amount, portfolio: Amount, loan: Amount, goalUtility: Amount, consume: Amount,
        trade: Amount, prepay: Amount
    ) -> LifeMonthMiddle<Amount> {
        let sold = Amount.smaller(Amount.larger(-trade, .nothing), portfolio)
        var free = Amount.larger(.nothing, money - months[done].ordinaryBills + sold * saleYield)
        let consumed = Amount.smaller(Amount.larger(consume, .nothing), free)
        free = free - consumed
        let prepaid = Amount.nothing.replacing(
            with: Amount.smaller(Amount.larger(prepay, .nothing), Amount.smaller(loan, free / prepaymentCost)),
            where: loan.isAbove(.nothing))
        free = free - prepaid * prepaymentCost
        let bought = Amount.smaller(Amount.larger(trade, .nothing), free)
            .replacing(with: .nothing, where: sold.isAbove(.nothing))
        let consumption = consumed / months[done].priceLevel + necessities
        return LifeMonthMiddle(
            consumed: consumed, bought: bought, sold: sold, prepaid: prepaid, consumption: consumption,
            utility: utility.of(consumption) + goalUtility,
            money: money + sold * saleYield - bought - consumed - prepaid * prepaymentCost,
            portfolio: portfolio - sold + bought, loan: loan - prepaid)
    }

    @inline(__always)
    func end<Amount: LifeAmount>(
        monthsDone done: Int, money: Amount, portfolio: Amount, loan: Amount, utility: Amount, variableExpense: Amount,
        emergencyExpense: Amount, portfolioReturn: Amount
    ) -> LifeMonthEnd<Amount> {
        var left = money - variableExpense - emergencyExpense
        left =
            left
            * Amount(repeating: overdraftGrowth)
            .replacing(with: Amount(repeating: cashGrowth), where: left.isAtLeast(.nothing))
        let invested = portfolio * portfolioReturn
        let missing = Amount.larger(.nothing, Amount(repeating: -overdraftLimit) - left)
        let isRuined = missing.isAbove(invested * saleYield + 1e-9)
        let isShort = missing.isAbove(.nothing)
        let forcedSale = Amount.nothing.replacing(
            with: Amount.smaller(invested, missing / saleYield), where: isShort)
        let atTheLimit = Amount(repeating: -overdraftLimit)
            .replacing(with: left + invested * saleYield, where: isRuined)
        left = left.replacing(with: atTheLimit, where: isShort)
        let kept = invested - forcedSale
        var later = Amount.nothing
        if done + 1 == horizon {
            later = (left + kept * saleYield - loan).map { discount * valueAfter($0) }
        }
        later = later.replacing(with: Amount(repeating: discount * months[done].ruinValue), where: isRuined)
        return LifeMonthEnd(
            cash: left, portfolio: kept, forcedSale: forcedSale, reward: utility + later, isRuined: isRuined)
    }

    /// What comes in in a month.
    @inline(__always)
    func income(monthsDone done: Int, work state: Int, factor: Double) -> Double {
        let base = months[done].baseIncome
        return months[done].isRetired ? base : base * work.factors[state] * factor
    }
}
