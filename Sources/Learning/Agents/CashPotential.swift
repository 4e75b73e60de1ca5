import Households

/// What cash and the surpluses to come would earn if they were invested: the potential Φ by which the executor's reward
/// is shaped.
///
///     Φ(t, C) = φ_t·C + Σ over k ≥ t of φ_k·(y_k − b_k),  0 after the end
///
/// with φ what the objective says a euro is worth (`potentialOfEuro`; alpha·w/1000 of the weighted one) and b the bills
/// to be expected. Adding γ·Φ(s′) − Φ(s) to a reward leaves the best policy what it is (Ng, Harada & Russell 1999), but
/// most of what a decision brings much later is then booked in its own month: investing a euro now or next month
/// differs by w_t − w_{t+1}, instead of by a whole euro now against one later.
package struct CashPotential: Sendable {
    /// φ of the month that comes next, by months done; 0 after the last.
    private let cashWorth: [Double]
    /// Σ φ·(y − b) of the months to come, by months done.
    private let surplusWorth: [Double]
    /// What a household has to lose, by months done, in shares of the most: .01…1.
    private let stakes: [Double]

    package init(calendar: HouseholdCalendar) {
        let probability = calendar.environment.emergencyProbability
        cashWorth = calendar.months.map(calendar.potentialOfEuro) + [0]
        var surplusWorth = [0.0]
        for (figures, worth) in zip(calendar.months, cashWorth).reversed() {
            let surplus = figures.income - figures.expectedBills(emergencyProbability: probability)
            surplusWorth.append(surplusWorth[surplusWorth.count - 1] + worth * surplus)
        }
        self.surplusWorth = surplusWorth.reversed()
        stakes = Self.stakes(calendar: calendar, surplusWorth: self.surplusWorth)
    }

    /// Φ before the month that follows `monthsDone`.
    package func callAsFunction(monthsDone: Int, cash: Double) -> Double {
        cashWorth[monthsDone] * cash + surplusWorth[monthsDone]
    }

    /// What a household has to lose by going bankrupt in the month after `monthsDone`, the surpluses to come and the
    /// penalty: in shares of the month where that is most, and at least .01. The critic's outputs and the advantages
    /// are measured in it: otherwise the last years, where less is at stake, drown in the errors of the first.
    package func stake(monthsDone: Int) -> Double { stakes[monthsDone] }

    private static func stakes(calendar: HouseholdCalendar, surplusWorth: [Double]) -> [Double] {
        let losses = calendar.months.indices.map { index in
            let penalty = calendar.reward(month: index + 1, invested: 0, consumed: 0, bills: 0, cash: -1e-9)
            return max(0, surplusWorth[index]) + max(0, -penalty)
        }
        let largest = losses.max() ?? 0
        guard largest > 0 else { return Array(repeating: 1, count: losses.count + 1) }
        let relative = losses.map { max($0 / largest, 0.01) }
        return relative + [relative[relative.count - 1]]
    }

    /// γ·Φ(s′) − Φ(s) of a month that began with `cash`.
    package func shaping(_ outcome: MonthOutcome, cashBefore: Double, gamma: Double) -> Double {
        let after = outcome.isLast ? 0 : self(monthsDone: outcome.month, cash: outcome.cash)
        return gamma * after - self(monthsDone: outcome.month - 1, cash: cashBefore)
    }
}
