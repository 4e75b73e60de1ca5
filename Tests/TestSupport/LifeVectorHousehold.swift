import Foundation
import Households

/// A household as the other implementation names its figures.
package struct LifeVectorHousehold: Decodable, Sendable {
    let income, fixedExpenses, variableExpenseMean, variableExpenseStd, inflation, incomeGrowth: Double
    let safetyThreshold: Double
    let maxMonths: Int
    let initialCash, initialInvestment, emergencyProbability, emergencyCost: Double
    let riskAversion, discountRate, necessities, ruinConsumption: Double
    let ruinMonths, afterMonths: Int
    let returnMean, returnStd: Double
    let returnDistribution: String
    let degreesOfFreedom, crashProbability, crashLoss: Double
    let history: [Double]
    let blockMonths: Int
    let saleCost, gainsTax, cashInterest: Double
    let jobLossProbability, jobFindingProbability, benefitShare, benefitMonths, noBenefitShare: Double
    let incomeStd, levelStd, levelPersistence: Double
    let retirementMonth: Int
    let pension, overdraftLimit, overdraftRate, loan, loanRate, loanInstalment, prepaymentFee: Double
    let goals: [[Double]]

    package var scenario: Scenario {
        get throws {
            var environment = EnvironmentParameters(
                income: income, fixedExpenses: fixedExpenses, variableExpenseMean: variableExpenseMean,
                variableExpenseStd: variableExpenseStd, inflation: inflation, safetyThreshold: safetyThreshold,
                maxMonths: maxMonths, initialCash: initialCash, riskTolerance: 0.5)
            environment.incomeGrowth = incomeGrowth
            environment.initialInvestment = initialInvestment
            environment.emergencyProbability = emergencyProbability
            environment.emergencyCost = emergencyCost
            environment.investmentReturnMean = returnMean
            environment.investmentReturnStd = returnStd
            var scenario = Scenario(name: "life", environment: environment)
            scenario.objectiveKind = .utility
            scenario.utility.riskAversion = riskAversion
            scenario.utility.discountRate = discountRate
            scenario.utility.necessities = necessities < 0 ? nil : necessities
            scenario.utility.ruinConsumption = ruinConsumption < 0 ? nil : ruinConsumption
            scenario.utility.ruinMonths = ruinMonths
            scenario.utility.afterMonths = afterMonths
            scenario.portfolio.distribution = try known(ReturnDistribution(rawValue: returnDistribution))
            scenario.portfolio.degreesOfFreedom = degreesOfFreedom
            scenario.portfolio.crashProbability = crashProbability
            scenario.portfolio.crashLoss = crashLoss
            if !history.isEmpty { scenario.portfolio.history = ReturnHistory(file: "returns", returns: history) }
            scenario.portfolio.blockMonths = blockMonths
            scenario.portfolio.saleCost = saleCost
            scenario.portfolio.gainsTax = gainsTax
            scenario.portfolio.cashInterest = cashInterest
            scenario.work.jobLossProbability = jobLossProbability
            scenario.work.jobFindingProbability = jobFindingProbability
            scenario.work.benefitShare = benefitShare
            scenario.work.benefitMonths = Int(benefitMonths)
            scenario.work.noBenefitShare = noBenefitShare
            scenario.work.incomeStd = incomeStd
            scenario.work.levelStd = levelStd
            scenario.work.levelPersistence = levelPersistence
            scenario.work.retirementMonth = retirementMonth
            scenario.work.pension = pension
            scenario.debt.overdraftLimit = overdraftLimit
            scenario.debt.overdraftRate = overdraftRate
            scenario.debt.loan = loan
            scenario.debt.loanRate = loanRate
            scenario.debt.loanInstalment = loanInstalment
            scenario.debt.prepaymentFee = prepaymentFee
            scenario.goals = goals.map { SavingsGoal(month: Int($0[0]), amount: $0[1], worth: $0[2]) }
            return scenario
        }
    }

    private func known<Value>(_ value: Value?) throws -> Value {
        guard let value else { throw CocoaError(.coderInvalidValue) }
        return value
    }
}
