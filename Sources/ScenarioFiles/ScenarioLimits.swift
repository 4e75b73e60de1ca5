import Foundation
import Households

/// What single ranges cannot say: that arithmetic stays finite over the whole horizon.
enum ScenarioLimits {
    /// EUR; what divides (shares of income) must not vanish.
    private static let smallestIncome = 0.01
    /// Amounts, and the rewards made of them, below this can be squared and summed up in a `Double`.
    private static let largestLogarithm = log(1e100)
    /// Largest amounts relative to the income, which the networks see in single precision.
    private static let largestShareOfIncome = 1e12

    /// The relations that `scenario`, each of whose values lies in its range, breaks, with the key to name.
    static func problems(of scenario: Scenario) -> [(key: String, problem: ScenarioProblem.Kind)] {
        let household = scenario.environment
        let years = Double((household.maxMonths - 1) / 12)
        let lastIncome = household.income * pow(1 + household.incomeGrowth, years)
        if household.income > 0, min(lastIncome, household.income) < smallestIncome {
            let key = household.incomeGrowth < 0 ? "environment.income_growth" : "environment.income"
            return [(key, .incomeVanishes(lastIncome: lastIncome))]
        }
        // Without an income everything is seen in shares of the bills.
        let scale = household.income > 0 ? household.income : household.fixedExpenses + household.variableExpenseMean
        if scale > 0, largestBills(household) > largestShareOfIncome * scale {
            return [("environment.inflation", .amountsOverflow(months: household.maxMonths))]
        }
        let paidIn =
            household.initialCash + household.initialInvestment
            + Double(household.maxMonths) * max(lastIncome, household.income)
        let logWeight = log(1 + scenario.reward.alpha)
        if log(1 + paidIn) + logWeight + logOfLargestGrowth(household) > largestLogarithm {
            return [("environment.investment_return_mean", .amountsOverflow(months: household.maxMonths))]
        }
        return []
    }

    /// The bills of the most expensive month, all but surely, EUR.
    private static func largestBills(_ household: EnvironmentParameters) -> Double {
        let firstMonth =
            household.fixedExpenses + household.variableExpenseMean
            + deviations * household.variableExpenseStd + household.emergencyCost
        return firstMonth * max(1, pow(1 + household.inflation, Double(household.maxMonths - 1) / 12))
    }

    /// Logarithm of what becomes of one euro, all but surely at most: Σ log(1 + mean + std·z) is bounded both by its
    /// largest summand and, since log(1 + m + x) ≤ log(1 + m) + x/(1 + m), by a sum of normal variables.
    private static func logOfLargestGrowth(_ household: EnvironmentParameters) -> Double {
        guard household.investmentReturnType != .none else { return 0 }
        let months = Double(household.maxMonths)
        let mean = household.investmentReturnMean
        guard household.investmentReturnType == .stochastic else { return max(0, months * log1p(mean)) }
        let std = household.investmentReturnStd
        let bySum = months * log1p(mean) + deviations * months.squareRoot() * std / (1 + mean)
        let bySummand = months * log1p(mean + deviations * std)
        return max(0, min(bySum, bySummand), months * log1p(mean))
    }

    /// Standard deviations beyond which no normal variable is expected in any run.
    private static let deviations = 9.0
}

extension Scenario {
    /// The key of a value that lies in its range and does not fit the others; nil where there is none.
    package var keyOfBrokenRelation: String? {
        let tooLong = ScenarioParameter.all.first { parameter in
            guard parameter.fitsHorizon, case .integer(let path, _) = parameter.domain else { return false }
            return self[keyPath: path] > environment.maxMonths
        }
        return tooLong?.dottedKey ?? LifeLimits.problems(of: self).first?.key
            ?? ScenarioLimits.problems(of: self).first?.key
    }
}

extension ScenarioReader {
    /// Checks what single ranges cannot say, and fits the defaults that count months into the horizon.
    mutating func checkRelations() {
        let horizonKey = "environment.max_months"
        if !unresolved.contains(horizonKey) {
            for parameter in ScenarioParameter.all where parameter.fitsHorizon { fitIntoHorizon(parameter) }
        }
        checkLife()
        guard unresolved.isEmpty else { return }
        for kind in ScenarioLimits.problems(of: scenario) {
            let key = kind.key
            report(kind.problem, line: lines[key] ?? lines["environment"], key: key, override: overridden[key])
        }
    }

    /// A default that is longer than the horizon becomes the horizon; a value that the file gives must fit.
    private mutating func fitIntoHorizon(_ parameter: ScenarioParameter) {
        guard case .integer(let path, _) = parameter.domain, !unresolved.contains(parameter.dottedKey) else { return }
        let months = scenario.environment.maxMonths
        let value = scenario[keyPath: path]
        guard value > months else { return }
        let (line, override) = (lines[parameter.dottedKey], overridden[parameter.dottedKey])
        if line != nil || override != nil {
            report(
                .exceedsHorizon(months: months, found: value), line: line, key: parameter.dottedKey, override: override)
        } else {
            scenario.fitIntoHorizon(parameter)
        }
    }
}

extension Scenario {
    /// A default that is longer than the horizon becomes the horizon.
    mutating func fitIntoHorizon(_ parameter: ScenarioParameter) {
        guard parameter.fitsHorizon, case .integer(let path, _) = parameter.domain else { return }
        self[keyPath: path] = min(self[keyPath: path], environment.maxMonths)
    }
}
