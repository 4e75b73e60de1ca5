import Foundation

/// What is known of one month before any chance or choice: prices, income, bills and the weight of a euro invested.
package struct MonthlyFigures: Sendable, Equatable {
    /// p = (1 + inflation)^((t−1)/12), the price level relative to the first month.
    package let priceLevel: Double
    /// y, EUR.
    package let income: Double
    /// F, EUR.
    package let fixedExpenses: Double
    /// Mean of v before it is cut off at zero, EUR.
    package let variableExpenseMean: Double
    /// Standard deviation of v before it is cut off at zero, EUR.
    package let variableExpenseStd: Double
    /// e of a month that has an emergency, EUR.
    package let emergencyCost: Double
    /// w = (1 + investment_return_mean)^(T−t), 1 where nothing is earned.
    package let growthWeight: Double

    /// What amounts of the month are measured in, EUR: the income, or, where there is none, the bills; never 0.
    var scale: Double {
        if income > 0 { return income }
        let bills = fixedExpenses + variableExpenseMean
        return bills > 0 ? bills : 1
    }

    /// The bills to be expected, EUR: fixed, mean variable, and the emergency's share.
    package func expectedBills(emergencyProbability: Double) -> Double {
        fixedExpenses + variableExpenseMean + emergencyProbability * emergencyCost
    }
}

/// The months 1…T of a household, computed once and shared by all its episodes.
package struct HouseholdCalendar: Sendable {
    package let environment: EnvironmentParameters
    package let objective: Objective
    /// One entry a month; month t is at index t − 1.
    package let months: [MonthlyFigures]

    package init(environment: EnvironmentParameters, objective: Objective) {
        self.environment = environment
        self.objective = objective
        months = (0..<environment.maxMonths).map { Self.figures(monthsBefore: $0, environment: environment) }
    }

    /// Horizon T.
    package var horizon: Int { months.count }

    private static func figures(monthsBefore: Int, environment: EnvironmentParameters) -> MonthlyFigures {
        let priceLevel = pow(1 + environment.inflation, Double(monthsBefore) / 12)
        let monthsLeft = environment.maxMonths - monthsBefore - 1
        return MonthlyFigures(
            priceLevel: priceLevel,
            income: environment.income * pow(1 + environment.incomeGrowth, Double(monthsBefore / 12)),
            fixedExpenses: environment.fixedExpenses * priceLevel,
            variableExpenseMean: environment.variableExpenseMean * priceLevel,
            variableExpenseStd: environment.variableExpenseStd * priceLevel,
            emergencyCost: environment.emergencyCost * priceLevel,
            growthWeight: environment.investmentReturnType == .none
                ? 1 : pow(1 + environment.investmentReturnMean, Double(monthsLeft)))
    }
}
