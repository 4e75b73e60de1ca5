/// Balances before a month that can be come by and make a difference: from 0 to `top`.
///
/// Where later months are worth more than this one (returns below zero, bills that outgrow the income, an income that
/// falls), the best is to hoard, and V bends wherever hoarding may lead. So a grid reaches to the smaller of two
/// balances: the largest that a household which spends nothing can have, and that from which on every bill to come is
/// paid for though each income is spent whole.
struct CashRange: Sendable, Equatable {
    /// Where balances lie that advice is asked for: beside the threshold and the incomes, EUR.
    let near: Double
    /// EUR.
    let top: Double

    /// Deviations of a sum of bills from its mean that no life has.
    private static let deviations = 8.0

    static func ranges(_ calendar: HouseholdCalendar) -> [CashRange] {
        let environment = calendar.environment
        let (reached, wanted) = (reached(calendar), wanted(calendar))
        return calendar.months.indices.map { month in
            let toCome = calendar.months[month...]
            let highestIncome = toCome.map(\.scale).max() ?? 1
            let highestPrice = toCome.map(\.priceLevel).max() ?? 1
            var near =
                max(environment.initialCash, 2 * environment.safetyThreshold)
                + (environment.emergencyProbability > 0 ? 2 * environment.emergencyCost * highestPrice : 0)
                + 2 * highestIncome
            // No further than a household that pays no bills can come, where that is less.
            let incomes = calendar.months[...month].map(\.scale)
            near = min(near, environment.initialCash + incomes.reduce(0, +) + 2 * (incomes.max() ?? 0))
            return CashRange(near: near, top: max(near, min(reached[month], wanted[month])))
        }
    }

    /// The largest balance before each month, all but surely: nothing was spent but on bills, and they were low.
    private static func reached(_ calendar: HouseholdCalendar) -> [Double] {
        var (mean, variance, most) = (calendar.environment.initialCash, 0.0, calendar.environment.initialCash)
        return calendar.months.map { month in
            defer {
                mean += month.income - month.fixedExpenses - month.variableExpenseMean
                variance += month.variableExpenseStd * month.variableExpenseStd
                // An expense that is cut off at zero is higher in the mean, and a life that goes on was solvent.
                most = max(0, most + month.income - month.fixedExpenses)
                mean = max(mean, 0)
            }
            return min(most, mean + deviations * variance.squareRoot())
        }
    }

    /// The balance before each month from which on another euro changes nothing: whatever comes, each income can be
    /// spent whole to the end, and the threshold is kept.
    private static func wanted(_ calendar: HouseholdCalendar) -> [Double] {
        let environment = calendar.environment
        var (mean, variance) = (environment.safetyThreshold, 0.0)
        let fromTheEnd = calendar.months.reversed().map { month in
            mean += month.fixedExpenses + month.variableExpenseMean
            mean += environment.emergencyProbability > 0 ? month.emergencyCost : 0
            variance += month.variableExpenseStd * month.variableExpenseStd
            return mean + deviations * variance.squareRoot()
        }
        return fromTheEnd.reversed()
    }
}
