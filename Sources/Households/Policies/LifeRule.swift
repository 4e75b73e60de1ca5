/// Rules of thumb that people live by: what is spent beside the bills, where the rest stands, and whether debt comes
/// first.
///
/// With b_t, the bills to be expected in month t, emergencies by their probability included, and
/// surplus = income − b_t − instalment. Amounts follow prices.
package struct LifeRule: Sendable, Equatable {
    /// What is consumed beside the bills.
    package enum Spending: Sendable, Equatable {
        /// All that is free.
        case everything
        /// 50/30/20: three fifths of the surplus, at most .3 of the income.
        case fiftyThirtyTwenty
        /// All of the surplus but a tenth of the income.
        case tenthFirst
        /// A fixed salary: κ of what is free at full work, less where all savings are below B months of bills.
        case salary(Double, bufferMonths: Double)
        /// κ of the surplus.
        case surplus(Double)
        /// κ of what all means allow evenly: mean free income of the months left, and wealth above B months of bills
        /// and the loan over the months left.
        case means(Double, bufferMonths: Double)
        /// The surplus, and 4 % a year of the wealth of the first month without wages, less what the bills lack;
        /// before that month, all of the surplus but a fifth of the income.
        case fourPercent
    }

    /// Where stands what is not consumed.
    package enum Holding: Sendable, Equatable {
        case cash
        /// A fund of B months of bills in cash, the rest invested.
        case fund(Double)
        /// A share of all invested.
        case share(Double)
        /// 100 less the age, in percent, of what exceeds three months of bills, invested; the pension begins at 67.
        case age
    }

    package var spending: Spending
    package var holding: Holding
    /// Whether what exceeds a month of bills prepays the loan.
    package var debtFirst = false

    package init(_ spending: Spending, _ holding: Holding, debtFirst: Bool = false) {
        self.spending = spending
        self.holding = holding
        self.debtFirst = debtFirst
    }

    /// The age at which a pension begins, in years, and the months of bills that the rule of age leaves in cash.
    private static let pensionAge = 67.0, ageFundMonths = 3.0

    /// Months without wages, and so the 4 % rule's, begin with the pension, where there is one.
    private static func firstDrawingMonth(_ calendar: LifeCalendar) -> Int {
        // Who cannot live on the wages draws from the first month on.
        let environment = calendar.scenario.environment
        return environment.income > environment.fixedExpenses ? max(1, calendar.scenario.work.retirementMonth) : 1
    }

    /// What a life remembers under a rule: for the 4 % rule, the wealth of the first month without wages, EUR of month
    /// 1; 0 at the start of a life.
    package typealias Memory = Double

    /// What the rule does in the month before which a household stands.
    ///
    /// - Parameter opening: how the month begins.
    package func decision(
        _ household: HouseholdState, _ opening: LifeOpening, in calendar: LifeCalendar, memory: inout Memory
    ) -> LifeDecision {
        let month = calendar.months[household.monthsDone]
        let free = opening.money - month.ordinaryBills
        let yield = calendar.saleYield
        let savings = max(0, free + yield * opening.portfolio)
        let wanted = consumption(household, opening, free: free, savings: savings, in: calendar, &memory)
        let consumed = min(max(wanted, 0), savings)
        let prepaid =
            debtFirst ? max(0, min(free - consumed - month.expectedBills, opening.loan)) : 0
        let cash = free - consumed - prepaid * calendar.prepaymentCost
        // What stands somewhere is counted before a loan is prepaid, and a wish beyond all savings is none.
        let left = max(0, free - max(wanted, 0) + opening.portfolio)
        var (target, fund) = (0.0, Double.infinity)
        switch holding {
        case .cash: break
        case .fund(let months):
            (target, fund) = (max(0, left - months * month.expectedBills), months * month.expectedBills)
        case .share(let share): (target, fund) = (share * left, 0)
        case .age:
            let age = Self.pensionAge + Double(household.monthsDone + 1 - calendar.scenario.work.retirementMonth) / 12
            fund = Self.ageFundMonths * month.expectedBills
            target = min(max((100 - age) / 100, 0), 1) * max(0, left - fund)
        }
        let bought = max(0, min(target - opening.portfolio, cash - fund))
        if bought > 0 { return LifeDecision(consume: consumed, trade: bought, prepay: prepaid) }
        // Sold is to pay, or where more than a tenth too much is invested.
        let excess = opening.portfolio - target
        let missing = max(max(0, -cash) / yield, excess > 0.1 * max(opening.portfolio, 1) ? excess : 0)
        let sold = min(opening.portfolio, missing)
        return LifeDecision(consume: consumed, trade: -sold, prepay: sold > 0 ? 0 : prepaid)
    }

    private func consumption(
        _ household: HouseholdState, _ opening: LifeOpening, free: Double, savings: Double, in calendar: LifeCalendar,
        _ memory: inout Memory
    ) -> Double {
        let month = calendar.months[household.monthsDone]
        let surplus = opening.income - opening.instalment - month.expectedBills
        switch spending {
        case .everything: return max(0, free)
        case .fiftyThirtyTwenty: return max(0, min(0.3 * opening.income, 0.6 * surplus))
        case .tenthFirst: return max(0, min(free, surplus - 0.1 * opening.income))
        case .surplus(let share): return max(0, share * surplus)
        case .salary(let share, let buffer):
            let usual = max(0, month.baseIncome - month.expectedBills - calendar.loanInstalment)
            return share * usual * min(max(savings / (buffer * month.expectedBills), 0), 1)
        case .means(let share, let buffer):
            let left = month.monthsLeft
            let human = month.meanFreeIncome * month.priceLevel
            return max(0, share * (human + (savings - buffer * month.expectedBills - household.loan) / left))
        case .fourPercent:
            let first = Self.firstDrawingMonth(calendar)
            let now = household.monthsDone + 1
            if now < first { return max(0, surplus - 0.2 * opening.income) }
            if now == first { memory = savings / month.priceLevel }
            let missing = max(0, month.expectedBills - opening.income)
            return max(0, max(surplus, 0) + 0.04 / 12 * memory * month.priceLevel - missing)
        }
    }
}
