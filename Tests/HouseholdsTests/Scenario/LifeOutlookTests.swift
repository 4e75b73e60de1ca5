import Foundation
import Households
import Testing

@Suite("What the figures of a life imply")
struct LifeOutlookTests {
    /// 2,000 EUR of income, 1,500 of bills, 18,000 saved.
    private func outlook(_ change: (inout Scenario) -> Void = { _ in }) -> LifeOutlook {
        var environment = EnvironmentParameters(
            income: 2000, fixedExpenses: 1000, variableExpenseMean: 500, variableExpenseStd: 0, inflation: 0.02,
            safetyThreshold: 1000, maxMonths: 240, initialCash: 3000, riskTolerance: 0.5)
        environment.initialInvestment = 15000
        var scenario = Scenario(name: "life", environment: environment)
        scenario.objectiveKind = .utility
        change(&scenario)
        return LifeOutlook(scenario)
    }

    @Test func savingsAreCountedInYearsOfBills() {
        #expect(outlook().yearsOfBillsSaved == 1)
        // An instalment is a bill.
        let owing = outlook {
            $0.debt.loan = 20000
            $0.debt.loanInstalment = 500
        }
        #expect(owing.yearsOfBillsSaved == 0.75)
        let free = outlook {
            $0.environment.fixedExpenses = 0
            $0.environment.variableExpenseMean = 0
            $0.utility.necessities = 500
        }
        #expect(free.yearsOfBillsSaved == nil)
    }

    @Test func returnsAreCompoundedAndTaxed() throws {
        let outlook = outlook {
            $0.environment.investmentReturnMean = 0.01
            $0.portfolio.gainsTax = 0.5
        }
        #expect(abs(try #require(outlook.yearlyReturn) - (pow(1.01, 12) - 1)) < 1e-12)
        #expect(abs(try #require(outlook.yearlyReturnAfterTax) - (pow(1.005, 12) - 1)) < 1e-12)
        #expect(self.outlook { $0.environment.investmentReturnType = .none }.yearlyReturn == nil)
        // Of a file, the mean of its months counts.
        let history = self.outlook {
            $0.portfolio.distribution = .history
            $0.portfolio.history = ReturnHistory(file: "x.csv", returns: [0.03, -0.01])
        }
        #expect(abs(try #require(history.yearlyReturn) - (pow(1.01, 12) - 1)) < 1e-12)
    }

    /// Both rise with prices.
    @Test func aPensionIsAShareOfTheBills() throws {
        let pension = try #require(
            outlook {
                $0.work.retirementMonth = 145
                $0.work.pension = 1200
            }.pension)
        let share = try #require(pension.shareOfBills)
        #expect(pension.month == 145 && abs(share - 0.8) < 1e-12)
        #expect(outlook().pension == nil)
    }

    @Test func workIsLostAndFound() {
        let outlook = outlook {
            $0.work.jobLossProbability = 0.01
            $0.work.jobFindingProbability = 0.125
        }
        #expect(outlook.jobLoss?.monthsAtWork == 100 && outlook.jobLoss?.monthsOutOfWork == 8)
        #expect(self.outlook().jobLoss == nil)
    }

    @Test func aLoanIsRepaidByItsInstalments() throws {
        func loan(_ rate: Double, _ instalment: Double) throws -> LifeOutlook.Repayment {
            try #require(
                outlook {
                    $0.debt.loan = 12000
                    $0.debt.loanRate = rate
                    $0.debt.loanInstalment = instalment
                }.loan)
        }
        let free = try loan(0, 250)
        #expect(free.lastMonth == 48 && free.interest == 0)
        // An instalment that repays in 60 months is the loan over the annuity's factor.
        let monthly = pow(1.095, 1.0 / 12) - 1
        let instalment = 12000 * monthly / (1 - pow(1 + monthly, -60))
        let course = try loan(0.095, instalment * (1 + 1e-9))
        #expect(course.lastMonth == 60 && abs(course.interest - (60 * instalment - 12000)) < 0.01)
        // Longer than the horizon.
        #expect(try loan(0.095, 100).lastMonth > 240)
    }

    /// (1100^−2 + 2200^−2)/2 = 1391.4^−2, and the logarithm's is the geometric mean.
    @Test(arguments: [(3.0, 1391.402), (1.0, 1555.635), (2.0, 1466.667)])
    func aCoinTossIsWorthItsCertaintyEquivalent(riskAversion: Double, certain: Double) {
        let toss = outlook {
            $0.environment.income = 2650
            $0.utility.riskAversion = riskAversion
        }.coinToss
        // x̂ = 500 + 1150.
        #expect(toss.low == 1100 && toss.high == 2200 && abs(toss.certain - certain) < 0.001)
    }
}
