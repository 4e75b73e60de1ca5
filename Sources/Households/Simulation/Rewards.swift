import Foundation

/// comfort(c) = x·log(1 + c/x) with x = 0.05·y: EUR that the first euro of consumption is worth most of.
package func comfort(consumed: Double, income: Double) -> Double {
    let scale = 0.05 * income
    return scale * log(1 + consumed / scale)
}

extension HouseholdCalendar {
    /// R of one month.
    ///
    ///     R = [ alpha·w·i + kappa·comfort(c) − beta·max(0, threshold − C) − gamma·overspend − delta·max(0, −C) ]/1000
    ///         − delta·0.1·y·(T − t + 12)/1000          if C < 0: going bankrupt must never pay
    ///         + alpha·min(C, threshold)/1000           if t = T, C ≥ 0: nor emptying the account in the last month
    ///
    /// where overspend = min(c, max(0, bills + c − y)): bills that cannot be avoided are not punished.
    ///
    /// - Parameters:
    ///   - month: t, 1…T.
    ///   - bills: F + v + e, EUR.
    ///   - cash: C after the month, EUR.
    package func reward(month: Int, invested: Double, consumed: Double, bills: Double, cash: Double) -> Double {
        let figures = months[month - 1]
        let overspend = min(consumed, max(0, bills + consumed - figures.income))
        var total =
            reward.alpha * figures.growthWeight * invested
            + reward.kappa * comfort(consumed: consumed, income: figures.income)
            - reward.beta * max(0, environment.safetyThreshold - cash)
            - reward.gamma * overspend
            - reward.delta * max(0, -cash)
        if cash < 0 {
            total -= reward.delta * 0.1 * figures.income * Double(horizon - month + 12)
        } else if month == horizon {
            total += reward.alpha * min(cash, environment.safetyThreshold)
        }
        return total / 1000
    }

    /// The strategist's reward for a period: ΣR + lambda_·L(ΔW)/1000 + mu·(months with C > 0), where L(x) is x for
    /// gains and (2 − ρ)·x for losses.
    ///
    /// - Parameters:
    ///   - rewards: ΣR of the period's months.
    ///   - wealthChange: ΔW over the period, EUR.
    ///   - monthsWithCash: the period's months that ended with C > 0.
    package func periodReward(rewards: Double, wealthChange: Double, monthsWithCash: Int) -> Double {
        let felt = wealthChange >= 0 ? wealthChange : (2 - environment.riskTolerance) * wealthChange
        return rewards + reward.lambda * felt / 1000 + reward.mu * Double(monthsWithCash)
    }
}
