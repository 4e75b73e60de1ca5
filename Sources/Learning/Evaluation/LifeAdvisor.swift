import Households
import NumericKernels
import Statistics

/// What the agents do in one month, beside what a rule would do; EUR of the month.
package struct LifeMove: Sendable {
    package var advised: LifeAdvice.Row
    package var rule: PolicyKind
    package var ruleDecision: LifeDecision
    /// What doing as the rule does in this one month costs, if the policy is followed afterwards: EUR of the month,
    /// once, with its standard error.
    package var worth: MeanEstimate
    package var lives: Int
}

/// Asks the agents of a household that lives for utility what they would do.
struct LifeAdvisor {
    let calendar: LifeCalendar
    let agents: LifeAgents

    /// Balances, in months of bills, and multiples of the usual portfolio.
    private static let cashMonths = [0.0, 1, 3, 6, 12]

    /// What the agents do now, when something changes, and in a few months of the horizon, as the household usually
    /// stands then, by the medians, and otherwise.
    ///
    /// - Parameters:
    ///   - lived: what became of the household month by month, as far as any life went on.
    ///   - optimum: by which is measured what a row costs; it keeps its values.
    func advice(_ lived: [MonthSummary], beside optimum: LifeOptimum) -> [LifeAdvice] {
        let scenario = calendar.scenario
        let start = (
            cash: scenario.environment.initialCash, portfolio: scenario.environment.initialInvestment,
            loan: scenario.debt.loan
        )
        // After so many months.
        var usual = [0: start]
        for month in lived { usual[month.month] = (month.cash.p50, month.portfolio.p50, month.loan?.p50 ?? 0) }
        let loanIsGone = lived.first { usual[$0.month]?.loan.rounded() == 0 }?.month
        return months(loanIsGone: scenario.debt.loan > 0 ? loanIsGone : nil).compactMap { month in
            usual[month].map {
                LifeAdvice(month: month + 1, priceLevel: price(month), rows: rows(month, usual: $0, optimum))
            }
        }
    }

    /// Months from one table to another where nothing changes, at least.
    private static let apart = 3

    /// Months, 0-based, in which advice is given: the first, those of every change (the loan is usually paid off, a
    /// pension begins, a goal is due), and quarters of the horizon that are not near them.
    ///
    /// - Parameter loanIsGone: the first month, 1…T, after which there usually is no loan.
    private func months(loanIsGone: Int?) -> [Int] {
        let (horizon, period) = (calendar.horizon, calendar.scenario.training.highPeriod)
        let scenario = calendar.scenario
        // While there is still a loan, and when there is none.
        let loan = loanIsGone.map { [$0 - 1, $0] } ?? []
        let pension = scenario.work.retirementMonth > 0 ? [scenario.work.retirementMonth - 1] : []
        let changes = (loan + pension + scenario.goals.map { $0.month - 1 }).filter { (1..<horizon).contains($0) }
        let quarters = [horizon / 4, horizon / 2, 3 * horizon / 4].map { $0 / period * period }
            .filter { quarter in changes.allSatisfy { abs($0 - quarter) >= Self.apart } }
        return Set([0] + changes + quarters).sorted()
    }

    private func price(_ month: Int) -> Double { calendar.months[month].priceLevel }

    /// - Parameter usual: EUR of month 1, as all of it.
    private func rows(
        _ month: Int, usual: (cash: Double, portfolio: Double, loan: Double), _ optimum: LifeOptimum
    ) -> [LifeAdvice.Row] {
        let (cash, portfolio, loan) = (usual.cash.rounded(), usual.portfolio.rounded(), usual.loan.rounded())
        let balances = Self.cashMonths.map { ($0 * calendar.scales.bills / 100).rounded() * 100 }
        var rows = ([cash] + balances.filter { abs($0 - cash) > 50 }).sorted().map { balance in
            row(month, cash: balance, portfolio: portfolio, loan: loan, isUsual: balance == cash, optimum)
        }
        for factor in [0.5, 2] where portfolio >= 100 {
            rows.append(row(month, cash: cash, portfolio: (factor * portfolio).rounded(), loan: loan, optimum))
        }
        if !calendar.months[month].isRetired, let away = calendar.work.firstOutOfWork {
            rows.append(row(month, cash: cash, portfolio: portfolio, loan: loan, work: away, optimum))
        }
        return rows
    }

    private func row(
        _ month: Int, cash: Double, portfolio: Double, loan: Double, work: Int? = nil, isUsual: Bool = false,
        _ optimum: LifeOptimum
    ) -> LifeAdvice.Row {
        let price = price(month)
        let household = HouseholdState(
            in: calendar, monthsDone: month, cash: cash * price, portfolio: portfolio * price, loan: loan * price,
            work: work ?? calendar.work.first)
        var row = advice(for: household)
        row.isUsual = isUsual
        row.regret = optimum.regret(of: row.decision, household, household.opening(in: calendar)) / price
        (row.cash, row.portfolio, row.loan) = (cash, portfolio, loan)
        (row.income, row.bills) = (row.income / price, row.bills / price)
        (row.consume, row.trade, row.prepay) = (row.consume / price, row.trade / price, row.prepay / price)
        return row
    }

    /// Lives that tell a rule's move from the policy's.
    private static let comparedLives = 16_384

    /// What the agents do with a household, beside a rule, and what the difference is worth: both moves are followed by
    /// the policy, in the same lives.
    func move(
        of household: HouseholdState, against rule: LifeRule, kind: PolicyKind, seed: UInt64, team: WorkerTeam
    ) -> LifeMove {
        let opening = household.opening(in: calendar)
        // A rule that remembers how it began begins now.
        var memory: LifeRule.Memory =
            max(0, opening.money + calendar.saleYield * opening.portfolio) / price(household.monthsDone)
        let wanted = rule.decision(household, opening, in: calendar, memory: &memory)
        let decision = opening.carriedOut(wanted, monthsDone: household.monthsDone, in: calendar)
        let run = LifeRun(calendar: calendar, seed: seed, purpose: .adviceShock)
        let tiles = PPO.tiles(0..<Self.comparedLives)
        func values(_ first: LifeDecision?) -> [Double] {
            team.map(tiles) { LifePolicy(agents).live($0, of: run, from: household, first: first).map(\.value) }
                .flatMap(\.self)
        }
        let (own, others) = (values(nil), values(decision))
        let discount = calendar.months[household.monthsDone].discount
        let unit = calendar.eurosOnce(value: own.mean / discount, monthsDone: household.monthsDone) / discount
        let difference = MeanEstimate(of: zip(own, others).map { $0 - $1 })
        return LifeMove(
            advised: advice(for: household), rule: kind, ruleDecision: decision,
            worth: MeanEstimate(mean: difference.mean * unit, standardError: difference.standardError * unit),
            lives: Self.comparedLives)
    }

    /// What the agents do with a household, a goal set anew; EUR of its month.
    private func advice(for household: HouseholdState) -> LifeAdvice.Row {
        let opening = household.opening(in: calendar)
        let figures = calendar.months[household.monthsDone]
        let done = opening.carriedOut(
            LifePolicy(agents).decision(household, opening), monthsDone: household.monthsDone, in: calendar)
        return LifeAdvice.Row(
            isUsual: false, isOutOfWork: calendar.isOutOfWork(household),
            cash: household.cash, portfolio: household.portfolio, loan: household.loan, income: opening.income,
            bills: figures.fixedExpenses + figures.ordinaryBills + opening.instalment, consume: done.consume,
            trade: done.trade, prepay: done.prepay)
    }
}
