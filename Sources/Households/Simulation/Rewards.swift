import Foundation

/// comfort(c) = x·log(1 + c/x) with x = 0.05·y: EUR that the first euro of consumption is worth most of; 0 without an
/// income, of which nothing can be consumed.
package func comfort(consumed: Double, income: Double) -> Double {
    guard income > 0 else { return 0 }
    let scale = 0.05 * income
    return scale * log(1 + consumed / scale)
}

extension RewardWeights {
    /// R of one month.
    ///
    ///     R = [ alpha·w·i + kappa·comfort(c) − beta·max(0, threshold − C) − gamma·overspend − delta·max(0, −C) ]/1000
    ///         − delta·0.1·y·(T − t + 12)/1000          if C < 0: going bankrupt must never pay
    ///         + alpha·min(C, threshold)/1000           if t = T, C ≥ 0: nor emptying the account in the last month
    ///
    /// where overspend = min(c, max(0, bills + c − y)): bills that cannot be avoided are not punished.
    func reward(
        month: Int, invested: Double, consumed: Double, bills: Double, cash: Double, in calendar: HouseholdCalendar
    ) -> Double {
        let threshold = calendar.environment.safetyThreshold
        let figures = calendar.months[month - 1]
        let overspend = min(consumed, max(0, bills + consumed - figures.income))
        var total =
            alpha * figures.growthWeight * invested
            + kappa * comfort(consumed: consumed, income: figures.income)
            - beta * max(0, threshold - cash)
            - gamma * overspend
            - delta * max(0, -cash)
        if cash < 0 {
            total -= delta * 0.1 * figures.income * Double(calendar.horizon - month + 12)
        } else if month == calendar.horizon {
            total += alpha * min(cash, threshold)
        }
        return total / 1000
    }

    /// ΣR + lambda_·L(ΔW)/1000 + mu·(months with C > 0), where L(x) is x for gains and (2 − ρ)·x for losses.
    func periodReward(
        rewards: Double, wealthChange: Double, monthsWithCash: Int, riskTolerance: Double
    ) -> Double {
        let felt = wealthChange >= 0 ? wealthChange : (2 - riskTolerance) * wealthChange
        return rewards + lambda * felt / 1000 + mu * Double(monthsWithCash)
    }
}
