import Households
import TestSupport
import Testing

@Suite("The cash flow that a scenario implies")
struct CashFlowOutlookTests {
    /// 2000 EUR of income, 1500 of bills.
    private func outlook(
        months: Int = 24, cash: Double = 0, inflation: Double = 0, threshold: Double = 1600,
        change: (inout EnvironmentParameters) -> Void = { _ in }
    ) -> CashFlowOutlook {
        var environment = EnvironmentParameters(
            income: 2000, fixedExpenses: 1000, variableExpenseMean: 500, variableExpenseStd: 100,
            inflation: inflation, safetyThreshold: threshold, maxMonths: months, initialCash: cash, riskTolerance: 0.5)
        change(&environment)
        return CashFlowOutlook(Scenario(name: "x", environment: environment))
    }

    @Test func withoutInflationNothingChanges() {
        let outlook = outlook()
        #expect(outlook.first.free == 500 && outlook.last.free == 500 && outlook.last.month == 24)
        #expect(outlook.course == .lasts && outlook.firstShortMonth == nil && outlook.firstMonthWithoutCash == nil)
        // 500, 1000, 1500, 2000
        #expect(outlook.monthsUntilBufferFull == 4)
    }

    @Test func theBufferMayBeFullAtOnceOrNever() {
        #expect(outlook(cash: 1600).monthsUntilBufferFull == 0)
        #expect(outlook(months: 3).monthsUntilBufferFull == nil)
    }

    @Test func emergenciesCostTheirProbability() {
        let outlook = outlook {
            $0.emergencyProbability = 0.1
            $0.emergencyCost = 1000
        }
        #expect(outlook.first.bills == 1600)
    }

    @Test func inflationEatsWhatIsFree() {
        // 1500·1.2^(m/12) exceeds 2000 after 18.9 months.
        let outlook = outlook(months: 48, inflation: 0.2)
        #expect(outlook.firstShortMonth == 20 && outlook.course == .shortFrom(month: 20))
        #expect(outlook.firstMonthWithoutCash != nil)
    }

    @Test func whatIsFreeMayShrinkOrKeepUp() {
        let shrinking = outlook(months: 13, inflation: 0.05)
        #expect(shrinking.course == .shrinks)
        #expect(abs(shrinking.last.free - 425) < 1e-9 && abs(shrinking.lastFreeInFirstPrices - 425 / 1.05) < 1e-9)
        #expect(outlook(months: 13, inflation: 0.05) { $0.incomeGrowth = 0.05 }.course == .lasts)
    }

    @Test func nothingMayBeFree() {
        let outlook = outlook(cash: 700) { $0.income = 1200 }
        #expect(outlook.course == .alwaysShort && outlook.firstMonthWithoutCash == 3)
    }

    /// Prices rise each month, the income once a year: like is compared with like.
    @Test func theSameMonthsOfTheYearAreCompared() {
        // Both rise by 3 % a year: in December as much is free as in the December of the first year.
        let even = outlook(months: 120, inflation: 0.03) { $0.incomeGrowth = 0.03 }
        #expect(even.comparable.month == 12 && even.course == .lasts)
        #expect(abs(even.lastFreeInFirstPrices - even.comparableFreeInFirstPrices) < 1e-9)
        #expect(outlook(months: 12, inflation: 0.03).course == .withinAYear)
    }

    /// A year of dear months before each raise is no ruin from then on.
    @Test func someMonthsMayBeShortAndLaterOnesNot() {
        let outlook = outlook(months: 60, inflation: 0.05) {
            $0.income = 1540
            $0.incomeGrowth = 0.06
        }
        // 1500·1.05^(m/12) exceeds 1540 in the months 8 to 12; 1632.4 in the second year, less than its last bills.
        let calendar = HouseholdCalendar(
            environment: {
                var environment = EnvironmentParameters(
                    income: 1540, fixedExpenses: 1000, variableExpenseMean: 500, variableExpenseStd: 100,
                    inflation: 0.05,
                    safetyThreshold: 0, maxMonths: 60, initialCash: 0, riskTolerance: 0.5)
                environment.incomeGrowth = 0.06
                return environment
            }(), reward: RewardWeights())
        let short = calendar.months.indices.filter {
            calendar.months[$0].income < 1500 * calendar.months[$0].priceLevel
        }
        #expect(outlook.course == .sometimesShort(months: short.count, first: 8) && outlook.shortMonths == short.count)
    }

    /// Of a household that lives for utility, the pension is an income, the instalment is a bill until the loan is
    /// repaid, and a portfolio can be drawn on.
    @Test func aLifeHasItsPensionAndItsLoan() {
        var environment = EnvironmentParameters(
            income: 2000, fixedExpenses: 1000, variableExpenseMean: 500, variableExpenseStd: 0, inflation: 0,
            safetyThreshold: 1000, maxMonths: 24, initialCash: 0, riskTolerance: 0.5)
        environment.initialInvestment = 5000
        var scenario = Scenario(name: "life", environment: environment)
        scenario.objectiveKind = .utility
        scenario.debt.loan = 250
        scenario.debt.loanInstalment = 100
        #expect(CashFlowOutlook(scenario).first.bills == 1600)
        #expect(CashFlowOutlook(scenario).last.bills == 1500 && CashFlowOutlook(scenario).last.income == 2000)
        scenario.work.retirementMonth = 13
        scenario.work.pension = 400
        let retired = CashFlowOutlook(scenario)
        #expect(retired.last.income == 400 && retired.firstShortMonth == 13)
        // 5,750 saved and 5,000 invested are gone after ten months of 1,100.
        #expect(retired.firstMonthWithoutCash == 22)
    }
}
