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

    /// The goals of four households.
    struct Lanes {
        var investedShare, bufferMonths, consumption: LifeLanes.Amounts

        /// Four times the same.
        init(_ goal: LifeGoal) {
            investedShare = LifeLanes.Amounts(repeating: goal.investedShare)
            bufferMonths = LifeLanes.Amounts(repeating: goal.bufferMonths)
            consumption = LifeLanes.Amounts(repeating: goal.consumption)
        }

        mutating func set(_ lane: Int, to goal: LifeGoal) {
            investedShare[lane] = goal.investedShare
            bufferMonths[lane] = goal.bufferMonths
            consumption[lane] = goal.consumption
        }
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
        let wish = Lanes(
            Signals(outputs, in: calendar), goal: LifeGoal.Lanes(goal), opening: LifeLanes.Opening(opening),
            monthsDone: household.monthsDone, in: calendar)
        self.init(consume: wish.consume[0], trade: wish.trade[0], prepay: wish.prepay[0])
    }

    /// What the outputs of four executors stand for by themselves.
    struct Signals {
        /// l0, exp(clip(l2, ±3)), σ(2·l1 + 1), and with a loan σ(2·l3 − 2).
        let tilt, spending, speed, repayment: LifeLanes.Amounts

        /// Of one, four times.
        init(_ outputs: SIMD4<Float>, in calendar: LifeCalendar) {
            func output(_ index: Int) -> Double { Double(outputs[index].clamped(to: LifeDecision.outputLimit)) }
            func four(_ value: Double) -> LifeLanes.Amounts { LifeLanes.Amounts(repeating: value) }
            tilt = four(output(0))
            spending = four(exp(clip(output(2), -Double(LifeGoal.reach), Double(LifeGoal.reach))))
            speed = four(sigmoid(2 * output(1) + 1))
            repayment = four(calendar.hasLoan ? sigmoid(2 * output(3) - 2) : 0)
        }

        /// Of four, the exponentials computed: rounded to single precision.
        ///
        /// - Parameters:
        ///   - outputs: [4 × stride].
        ///   - exponentials: those of `exponents`.
        @inline(__always)
        init(
            _ outputs: UnsafePointer<Float>, stride: Int, exponentials: UnsafePointer<SIMD4<Float>>,
            in calendar: LifeCalendar
        ) {
            tilt = LifeLanes.Amounts(Self.column(0, outputs, stride: stride))
            spending = LifeLanes.Amounts(exponentials[0])
            speed = 1 / (1 + LifeLanes.Amounts(exponentials[1]))
            repayment = calendar.hasLoan ? 1 / (1 + LifeLanes.Amounts(exponentials[2])) : LifeLanes.Amounts()
        }

        /// How many exponentials four take.
        static let exponents = 3

        /// What the exponentials are taken of: clip(l2, ±3), −(2·l1 + 1) and −(2·l3 − 2), of four at once.
        @inline(__always)
        static func writeExponents(
            of outputs: UnsafePointer<Float>, stride: Int, into exponents: UnsafeMutablePointer<SIMD4<Float>>
        ) {
            exponents[0] = column(2, outputs, stride: stride).clamped(to: LifeGoal.reach)
            exponents[1] = -(2 * column(1, outputs, stride: stride) + 1)
            exponents[2] = 2 - 2 * column(3, outputs, stride: stride)
        }

        /// An output of four, clipped.
        @inline(__always)
        private static func column(_ index: Int, _ outputs: UnsafePointer<Float>, stride: Int) -> SIMD4<Float> {
            let place = outputs + index
            return SIMD4(place[0], place[stride], place[2 &* stride], place[3 &* stride])
                .clamped(to: LifeDecision.outputLimit)
        }
    }

    /// What four households before the same month want to do.
    struct Lanes {
        let consume, trade, prepay: LifeLanes.Amounts

        @inline(__always)
        init(
            _ signals: Signals, goal: LifeGoal.Lanes, opening: LifeLanes.Opening, monthsDone: Int,
            in calendar: LifeCalendar
        ) {
            let month = calendar.months[monthsDone]
            let nothing = LifeLanes.Amounts()
            let free = opening.money - month.ordinaryBills
            let portfolio = opening.portfolio
            consume = smaller(
                goal.consumption * month.priceLevel * signals.spending,
                larger(nothing, free + calendar.saleYield * portfolio))
            prepay = signals.repayment * larger(nothing, smaller(free - consume, opening.loan))
            let wealth = larger(nothing, free - consume + portfolio)
            let buffer = goal.bufferMonths * calendar.scales.bills * month.priceLevel
            let target = smaller(
                atLeast(
                    goal.investedShare * larger(nothing, wealth - prepay - buffer) + 0.25 * wealth * signals.tilt, 0),
                wealth)
            let gap = signals.speed * (target - portfolio)
            let missing = nothing.replacing(with: (consume - free) / calendar.saleYield, where: consume .> free)
            let bought = smaller(gap, larger(nothing, free - consume - prepay))
            let sold = smaller(portfolio, larger(-gap, missing))
            trade = (-sold).replacing(with: bought, where: (gap .> nothing) .& (missing .<= nothing))
        }
    }
}

extension Float {
    @inline(__always)
    fileprivate func clamped(to limit: Float) -> Float { Swift.min(Swift.max(self, -limit), limit) }
}

extension SIMD4<Float> {
    /// What is no number stays what it is: divergence must be seen.
    @inline(__always)
    fileprivate func clamped(to limit: Float) -> Self {
        let lowered = replacing(with: limit, where: self .> limit)
        return lowered.replacing(with: -limit, where: lowered .< -limit)
    }
}
