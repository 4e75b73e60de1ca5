/// What amounts of a household are measured in, EUR of month 1.
package struct LifeScales: Sendable {
    /// B0: the bills of a month, emergencies by their probability included.
    package let bills: Double
    /// S.
    package let amount: Double
    /// x_s: free consumption.
    package let freeConsumption: Double
    /// 1/x_s.
    package let perFreeConsumption: Double

    init(_ scenario: Scenario, utility: Utility) {
        let environment = scenario.environment
        let ordinary = environment.fixedExpenses + environment.variableExpenseMean
        bills = ordinary + environment.emergencyProbability * environment.emergencyCost
        // Of a household without bills and income, its necessities are all there is to measure by.
        let largest = max(ordinary, environment.income)
        amount = largest > 0 ? largest : scenario.necessities
        let free = max(utility.reference - scenario.necessities, 0.1 * environment.income)
        freeConsumption = free > 0 ? free : 0.1 * amount
        perFreeConsumption = 1 / freeConsumption
    }
}
