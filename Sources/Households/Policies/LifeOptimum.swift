import Foundation
import NumericKernels

/// The policy that maximises E[ΣR] of a household that lives for utility, found by dynamic programming over money,
/// portfolio, loan, work and month (`LifeRecursion`).
package struct LifeOptimum: Sendable {
    /// What the optimum is worth as computed, EUR of month 1 a month for certain.
    package let certaintyEquivalent: Double
    package let grid: LifeGrid
    private let calendar: LifeCalendar
    let months: [LifeDecisionTables]

    /// Whether the policy is the best of all: not where months of a history are drawn in blocks, which are taken as if
    /// they were independent.
    package var isExact: Bool { calendar.returns.distribution != .history }

    /// Computes the policy, with the same bits on any number of threads.
    ///
    /// - Parameters:
    ///   - grid: nil for the standard one.
    ///   - keepsValues: whether to keep what each month's decisions lead to, by which `regret` values others: as many
    ///     numbers as the decisions are.
    package init(calendar: LifeCalendar, grid: LifeGrid? = nil, keepsValues: Bool = false, team: WorkerTeam) {
        self.calendar = calendar
        let grid = grid ?? .standard(for: calendar)
        self.grid = grid
        let recursion = LifeRecursion(calendar: calendar, grid: grid, keepsValues: keepsValues)
        months = stride(from: calendar.horizon, through: 1, by: -1).map { recursion.step(month: $0, team: team) }
            .reversed()
        certaintyEquivalent = recursion.certaintyEquivalentAtStart
    }

    /// The policy of tables that were computed before.
    init(calendar: LifeCalendar, grid: LifeGrid, months: [LifeDecisionTables], certaintyEquivalent: Double) {
        (self.calendar, self.grid, self.months) = (calendar, grid, months)
        self.certaintyEquivalent = certaintyEquivalent
    }

    /// What the optimum does in the month before which a household stands, by interpolation.
    ///
    /// - Parameter opening: how the month begins.
    package func decision(_ household: HouseholdState, _ opening: LifeOpening) -> LifeDecision {
        decision(
            month: household.monthsDone + 1, work: household.work, money: opening.money, portfolio: opening.portfolio,
            loan: opening.loan)
    }

    /// What the optimum does with so much in hand.
    ///
    /// - Parameter month: t, 1…T.
    package func decision(
        month: Int, work: Int, money: Double, portfolio: Double, loan: Double = 0
    ) -> LifeDecision {
        let (tables, figures) = (months[month - 1], calendar.months[month - 1])
        let state = tables.states > 1 ? work : 0
        var (money, portfolio) = (money, portfolio)
        let trade = tables.trade?.at(state, money, portfolio, loan, calendar, tables) ?? 0
        let sold = min(max(-trade, 0), portfolio)
        let bought = min(max(trade, 0), max(0, money - figures.ordinaryBills))
        money += calendar.saleYield * sold - bought
        portfolio += bought - sold
        var prepaid = 0.0
        if let prepay = tables.prepay {
            let most = min(loan, max(0, money - figures.ordinaryBills) / calendar.prepaymentCost)
            prepaid = min(max(prepay.at(state, money, portfolio, loan, calendar, tables), 0), most)
            money -= prepaid * calendar.prepaymentCost
        }
        let free = max(0, money - figures.ordinaryBills)
        let consumed = min(max(tables.consume.at(state, money, portfolio, loan - prepaid, calendar, tables), 0), free)
        return LifeDecision(consume: consumed, trade: bought - sold, prepay: prepaid)
    }
}

extension LifeOptimum {
    /// What a decision costs that is followed by the optimum, against the optimum's own: an amount that is had once,
    /// EUR of the month, at least 0.
    ///
    /// Both are valued on the grid, between whose points the optimum's decision may be the worse one by a little.
    ///
    /// - Precondition: the values were kept.
    /// - Parameters:
    ///   - decision: as it can be carried out.
    ///   - opening: how the month begins before which the household stands.
    package func regret(of decision: LifeDecision, _ household: HouseholdState, _ opening: LifeOpening) -> Double {
        let best = opening.carriedOut(
            self.decision(household, opening), monthsDone: household.monthsDone, in: calendar)
        return max(0, cost(of: decision, against: best, household, opening))
    }

    /// What one decision costs against another, the optimum following either: an amount that is had once, EUR of the
    /// month, negative where it is the better one.
    ///
    /// - Precondition: the values were kept.
    /// - Parameters:
    ///   - decision: as it can be carried out, as the other one.
    ///   - opening: how the month begins before which the household stands.
    package func cost(
        of decision: LifeDecision, against other: LifeDecision, _ household: HouseholdState, _ opening: LifeOpening
    ) -> Double {
        let (own, best) = (value(decision, household, opening), value(other, household, opening))
        return (best - own) * calendar.eurosOnce(value: best, monthsDone: household.monthsDone)
    }

    /// U(b + c/p) + β·D_{t+1}·U(G), of a decision in the month before which a household stands.
    private func value(_ decision: LifeDecision, _ household: HouseholdState, _ opening: LifeOpening) -> Double {
        let done = household.monthsDone
        let (tables, figures) = (months[done], calendar.months[done])
        guard let values = tables.after else { preconditionFailure("the values of the optimum were not kept") }
        let (sold, bought) = (max(-decision.trade, 0), max(decision.trade, 0))
        let money =
            opening.money + calendar.saleYield * sold - bought - decision.consume
            - decision.prepay * calendar.prepaymentCost
        let after = values.at(
            tables.states > 1 ? household.work : 0, money, opening.portfolio - sold + bought,
            opening.loan - decision.prepay, calendar, tables)
        let weight = done + 1 == calendar.horizon ? calendar.afterWeight : calendar.months[done + 1].weight
        return calendar.utility(calendar.necessities + decision.consume / figures.priceLevel)
            + calendar.discount * weight * calendar.utility(after)
    }
}
