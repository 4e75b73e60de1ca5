import Foundation
import Households

/// What the strategist of a household that lives for utility asks of the executor for the months to come.
package struct LifeGoal: Sendable, Equatable {
    /// g_share: of what is above the buffer, to be invested, 0…1.
    package var investedShare: Double
    /// g_months: months of bills to hold in cash, 0…12.
    package var bufferMonths: Double
    /// g_spend: free consumption, EUR of month 1 a month.
    package var consumption: Double

    /// How far outputs for amounts of money count, as logarithms.
    package static let reach: Float = 3

    /// The goal that the strategist's outputs x stand for:
    ///
    ///     g_share = σ(x0),  g_months = 12·σ(x1 − 1),  g_spend = ½·x_s·exp(clip(x2, ±3))
    package init(_ outputs: SIMD3<Float>, in calendar: LifeCalendar) {
        investedShare = sigmoid(Double(outputs[0]))
        bufferMonths = 12 * sigmoid(Double(outputs[1]) - 1)
        consumption = 0.5 * calendar.scales.freeConsumption * exp(Double(outputs[2].clamped(to: Self.reach)))
    }

    /// How far what stands invested after a month's decision is from the goal for it, a share of all that is there.
    ///
    /// - Parameter month: i, months done.
    package func distance(
        of outcome: LifeOutcome, from opening: LifeOpening, month: Int, in calendar: LifeCalendar
    ) -> Double {
        let figures = calendar.months[month]
        let invested = opening.portfolio - outcome.sold + outcome.bought
        let cash =
            opening.money - figures.ordinaryBills - outcome.consumed - outcome.prepaid + outcome.sold - outcome.bought
        let wealth = max(0, cash) + invested
        guard wealth > 0 else { return 0 }
        let buffer = bufferMonths * calendar.scales.bills * figures.priceLevel
        return abs(invested - investedShare * max(0, wealth - buffer)) / wealth
    }

    /// What the executor sees of the strategist's outputs: ½·(x0, x1, clip(x2, ±3)).
    package static func seen(_ outputs: SIMD3<Float>) -> SIMD3<Float> {
        SIMD3(outputs[0], outputs[1], outputs[2].clamped(to: reach)) / 2
    }
}

extension LifeDecision {
    /// Executor's outputs count up to this, either way.
    package static let outputLimit: Float = 6

    /// What the executor's outputs l stand for under a goal. With F = M − v̄p, what is free, and B a month's bills:
    ///
    ///     c  = min(g_spend·p·exp(clip(l2, ±3)), max(0, F + kP))
    ///     e  = σ(2·l3 − 2)·clip(F − c, 0, L)
    ///     W  = max(0, F − c + P)
    ///     P* = clip(g_share·max(0, W − e − g_months·B·p) + ¼·W·l0, 0, W)
    ///     trade = σ(2·l1 + 1)·(P* − P), bought out of what is free; sold at least max(0, c − F)/k
    ///
    /// with each l clipped to ±6.
    package init(
        _ outputs: SIMD4<Float>, goal: LifeGoal, household: HouseholdState, opening: LifeOpening,
        in calendar: LifeCalendar
    ) {
        let month = household.monthsDone
        let (ordinaryBills, priceLevel) = (calendar.months[month].ordinaryBills, calendar.months[month].priceLevel)
        func output(_ index: Int) -> Double { Double(outputs[index].clamped(to: Self.outputLimit)) }
        let free = opening.money - ordinaryBills
        let portfolio = opening.portfolio
        let factor = exp(clip(output(2), -Double(LifeGoal.reach), Double(LifeGoal.reach)))
        let consumed = min(
            goal.consumption * priceLevel * factor, max(0, free + calendar.saleYield * portfolio))
        let prepaid =
            calendar.scenario.debt.loan > 0
            ? sigmoid(2 * output(3) - 2) * max(0, min(free - consumed, opening.loan)) : 0
        let wealth = max(0, free - consumed + portfolio)
        let buffer = goal.bufferMonths * calendar.scales.bills * priceLevel
        let target = clip(
            goal.investedShare * max(0, wealth - prepaid - buffer) + 0.25 * wealth * output(0), 0, wealth)
        let gap = sigmoid(2 * output(1) + 1) * (target - portfolio)
        let missing = consumed > free ? (consumed - free) / calendar.saleYield : 0
        let trade =
            gap > 0 && missing <= 0
            ? min(gap, max(0, free - consumed - prepaid)) : -min(portfolio, max(-gap, missing))
        self.init(consume: consumed, trade: trade, prepay: prepaid)
    }
}

extension Float {
    @inline(__always)
    fileprivate func clamped(to limit: Float) -> Float { Swift.min(Swift.max(self, -limit), limit) }
}
