/// What amounts of a household are measured in, EUR of month 1; and what it may expect of the months to come.
package struct LifeScales: Sendable {
    /// B0: the bills of a month, emergencies by their probability included.
    package let bills: Double
    /// S.
    package let amount: Double
    /// x_s: free consumption.
    package let freeConsumption: Double
    /// Mean free income of the months left, those after the horizon included, [month].
    package let meanFreeIncome: [Double]
    /// How many months are left, those after the horizon included, [month].
    package let monthsLeft: [Double]

    init(_ scenario: Scenario, months: [LifeMonth], utility: Utility) {
        let environment = scenario.environment
        bills =
            environment.fixedExpenses + environment.variableExpenseMean
            + environment.emergencyProbability * environment.emergencyCost
        amount = max(environment.fixedExpenses + environment.variableExpenseMean, environment.income)
        freeConsumption = max(utility.reference - scenario.necessities, 0.1 * environment.income)
        let free = months.map { ($0.baseIncome - $0.expectedBills) / $0.priceLevel }
        var sum = (free.last ?? 0) * Double(scenario.utility.afterMonths)
        var means = [Double](repeating: 0, count: months.count)
        var left = [Double](repeating: 0, count: months.count)
        for index in months.indices.reversed() {
            sum += free[index]
            left[index] = Double(months.count - index + scenario.utility.afterMonths)
            means[index] = sum / left[index]
        }
        (meanFreeIncome, monthsLeft) = (means, left)
    }
}
