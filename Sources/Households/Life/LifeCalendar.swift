import Foundation

/// What is known of one month of a life before any chance or choice. Amounts in EUR of the month.
package struct LifeMonth: Sendable, Equatable {
    /// p = (1 + inflation)^((t−1)/12).
    package let priceLevel: Double
    /// Income of who is at work at level 1, or the pension.
    package let baseIncome: Double
    package let isRetired: Bool
    package let fixedExpenses: Double
    /// v̄p: what is set aside for the ordinary bills.
    package let ordinaryBills: Double
    /// Standard deviation of the ordinary bills.
    package let ordinaryBillsDeviation: Double
    package let emergencyCost: Double
    /// Fixed, ordinary and, by their probability, emergencies.
    package let expectedBills: Double
    /// β^(t−1).
    package let discount: Double
    /// D_t: discounted months from this one on, those after the horizon included.
    package let weight: Double
    /// The utility, seen from month t + 1, of ruin at the end of month t.
    package let ruinValue: Double
    /// What a goal costs that is due; 0 where none is.
    package let goalPrice: Double
    /// EUR of month 1, a month.
    package let goalWorth: Double
    /// What is left alone when a goal is paid out of cash: ordinary bills and the safety threshold.
    package let goalReserve: Double
    /// Months left, this one and those after the horizon included, and their mean free income, EUR of month 1 a month.
    package internal(set) var monthsLeft = 0.0, meanFreeIncome = 0.0
    /// What a euro of the month is, spread evenly over the months left: EUR of month 1 a month.
    package internal(set) var euroSpread = 0.0
}

/// A household that lives for utility: its months 1…T and all that does not change, computed once and shared by all its
/// lives.
package final class LifeCalendar: Sendable {
    package let scenario: Scenario
    /// One entry a month; month t is at index t − 1.
    package let months: [LifeMonth]
    package let utility: Utility
    package let work: WorkChain
    package let returns: PortfolioReturns
    /// b, EUR of month 1 a month.
    package let necessities: Double
    /// EUR of month 1 a month.
    package let ruinConsumption: Double
    /// β.
    package let discount: Double
    /// k = 1 − sale_cost: what a sold euro brings.
    package let saleYield: Double
    /// 1 + prepayment_fee.
    package let prepaymentCost: Double
    /// What cash becomes in a month, above zero and below.
    package let cashGrowth, overdraftGrowth: Double
    package let overdraftLimit: Double
    /// What the loan becomes in a month.
    package let loanGrowth: Double
    package let hasLoan: Bool
    package let loanInstalment: Double
    package let emergencyProbability: Double
    /// Of the logarithm of ξ.
    package let incomeDeviation: Double
    /// D_N, and what is free in the last month as it stands, EUR of month 1.
    package let afterWeight, freeAfter: Double
    /// Reference amounts of the agents.
    package let scales: LifeScales

    /// - Precondition: the scenario lives for utility.
    package init(_ scenario: Scenario) {
        precondition(scenario.objectiveKind == .utility, "\(scenario.name) does not live for utility")
        self.scenario = scenario
        let (environment, debt) = (scenario.environment, scenario.debt)
        necessities = scenario.necessities
        ruinConsumption = scenario.ruinConsumption
        let free = environment.income - environment.fixedExpenses - environment.variableExpenseMean
        utility = Utility(
            reference: scenario.necessities + max(free, 0.1 * environment.income),
            riskAversion: scenario.utility.riskAversion)
        work = WorkChain(scenario.work)
        returns = PortfolioReturns(scenario)
        discount = pow(1 + scenario.utility.discountRate, -1.0 / 12)
        saleYield = 1 - scenario.portfolio.saleCost
        prepaymentCost = 1 + debt.prepaymentFee
        cashGrowth = Self.monthly(scenario.portfolio.cashInterest)
        overdraftGrowth = Self.monthly(debt.overdraftRate)
        overdraftLimit = debt.overdraftLimit
        loanGrowth = Self.monthly(debt.loanRate)
        hasLoan = debt.loan > 0
        loanInstalment = hasLoan ? debt.loanInstalment : 0
        emergencyProbability = environment.emergencyProbability
        incomeDeviation = scenario.work.incomeStd
        let (discount, utility) = (discount, utility)
        var months = (1...environment.maxMonths).map {
            Self.month($0, of: scenario, discount: discount, utility: utility)
        }
        Self.lookAhead(&months, after: scenario.utility.afterMonths)
        self.months = months
        afterWeight = annuity(discount, scenario.utility.afterMonths)
        let last = months[months.count - 1]
        freeAfter = max(0, last.baseIncome - last.fixedExpenses - last.ordinaryBills) / last.priceLevel
        scales = LifeScales(scenario, utility: utility)
    }

    /// Horizon T.
    package var horizon: Int { months.count }

    /// N.
    package var afterMonths: Int { scenario.utility.afterMonths }

    /// What all discounted months of a life are: D_1.
    package var totalWeight: Double { months[0].weight }

    /// The utility, seen from month T + 1, of what is left after month T, EUR of then: it is spent evenly in the months
    /// after, beside what is free as last.
    @inline(__always)
    package func valueAfter(_ wealth: Double) -> Double {
        afterMonths == 0 ? 0 : afterWeight * utility(consumptionAfter(wealth))
    }

    /// x of each month after the horizon, EUR of month 1.
    @inline(__always)
    package func consumptionAfter(_ wealth: Double) -> Double {
        let prices = months[months.count - 1].priceLevel * Double(afterMonths)
        return max(ruinConsumption, necessities + freeAfter + wealth / prices)
    }

    private static func monthly(_ rateAYear: Double) -> Double { pow(1 + rateAYear, 1.0 / 12) }

    private static func month(_ t: Int, of scenario: Scenario, discount: Double, utility: Utility) -> LifeMonth {
        let environment = scenario.environment
        let priceLevel = pow(1 + environment.inflation, Double(t - 1) / 12)
        let isRetired = scenario.work.retirementMonth > 0 && t >= scenario.work.retirementMonth
        let income = environment.income * pow(1 + environment.incomeGrowth, Double((t - 1) / 12))
        let weight = weight(from: t, of: scenario, discount)
        let next = self.weight(from: t + 1, of: scenario, discount)
        let left = environment.maxMonths - t + scenario.utility.afterMonths
        let inRuin = annuity(discount, min(scenario.utility.ruinMonths, left))
        let goal = scenario.goals.first { $0.month == t }
        let fixed = environment.fixedExpenses * priceLevel
        let ordinary = environment.variableExpenseMean * priceLevel
        let emergency = environment.emergencyCost * priceLevel
        return LifeMonth(
            priceLevel: priceLevel, baseIncome: isRetired ? scenario.work.pension * priceLevel : income,
            isRetired: isRetired, fixedExpenses: fixed, ordinaryBills: ordinary,
            ordinaryBillsDeviation: environment.variableExpenseStd * priceLevel, emergencyCost: emergency,
            expectedBills: fixed + ordinary + environment.emergencyProbability * emergency,
            discount: pow(discount, Double(t - 1)), weight: weight,
            ruinValue: inRuin * utility(scenario.ruinConsumption) + (next - inRuin) * utility(scenario.necessities),
            goalPrice: (goal?.amount ?? 0) * priceLevel, goalWorth: goal?.worth ?? 0,
            goalReserve: ordinary + environment.safetyThreshold * priceLevel)
    }

    /// Sets what each month may expect of those that are left.
    private static func lookAhead(_ months: inout [LifeMonth], after: Int) {
        let free = months.map { ($0.baseIncome - $0.expectedBills) / $0.priceLevel }
        var sum = (free.last ?? 0) * Double(after)
        for index in months.indices.reversed() {
            sum += free[index]
            months[index].monthsLeft = Double(months.count - index + after)
            months[index].meanFreeIncome = sum / months[index].monthsLeft
            months[index].euroSpread = 1 / (months[index].monthsLeft * months[index].priceLevel)
        }
    }

    /// D_t; 0 months before the horizon are left in month T + 1.
    private static func weight(from t: Int, of scenario: Scenario, _ discount: Double) -> Double {
        let left = scenario.environment.maxMonths - t + 1
        return annuity(discount, left) + pow(discount, Double(left)) * annuity(discount, scenario.utility.afterMonths)
    }
}

extension LifeCalendar {
    /// Whether a household is without wages in the month before which it stands, though not retired.
    package func isOutOfWork(_ household: HouseholdState) -> Bool {
        !months[household.monthsDone].isRetired && !work.isAtWork[household.work]
    }

    /// The consumption that, lived on for certain in every month, is worth as much: U⁻¹(J/D_1), EUR of month 1 a month.
    package func certaintyEquivalent(_ value: Double) -> Double { utility.inverse(value / totalWeight) }

    /// What a difference of ΣR is in euros a month, beside a certainty equivalent.
    package func eurosPerValue(at certaintyEquivalent: Double) -> Double {
        1 / (totalWeight * utility.slope(certaintyEquivalent))
    }

    /// What a difference of value is in euros that are had once, in the month before which a household stands; EUR of
    /// that month for each unit.
    ///
    /// - Parameter value: what the months from that one on are worth, seen from there, near which the difference lies.
    package func eurosOnce(value: Double, monthsDone: Int) -> Double {
        let figures = months[monthsDone]
        return figures.priceLevel / utility.slope(utility.inverse(value / figures.weight))
    }
}
