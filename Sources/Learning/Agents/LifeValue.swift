import Foundation
import Households
import NumericKernels

/// What a household has for the rest of its life, as far as it is known without the critic.
package struct LifeMeans: Sendable, Equatable {
    /// i, months done.
    package let monthsDone: Int
    /// M − v̄p + kP − L: what is there beyond the month's ordinary bills, EUR of the month.
    package let wealth: Double
    /// q: the mean free income of the months left and wealth spread over them, in x_s.
    package let share: Double
    /// Of a goal that is due in the month: what it is worth for the rest of the life.
    package let goalUtility: Double

    /// - Precondition: the life is not over; `opening` is the one of the household.
    package init(_ household: HouseholdState, _ opening: LifeOpening, in calendar: LifeCalendar) {
        self = Lanes(LifeLanes.Opening(opening), monthsDone: household.monthsDone, in: calendar)[0]
    }

    private init(monthsDone: Int, wealth: Double, share: Double, goalUtility: Double) {
        (self.monthsDone, self.wealth) = (monthsDone, wealth)
        (self.share, self.goalUtility) = (share, goalUtility)
    }

    /// What four households have that stand before the same month.
    struct Lanes {
        let monthsDone: Int
        let wealth, share, goalUtility: LifeLanes.Amounts

        @inline(__always)
        init(_ opening: LifeLanes.Opening, monthsDone: Int, in calendar: LifeCalendar) {
            self.monthsDone = monthsDone
            let month = calendar.months[monthsDone]
            wealth = opening.money - month.ordinaryBills + calendar.saleYield * opening.portfolio - opening.loan
            share = (month.meanFreeIncome + wealth * month.euroSpread) * calendar.scales.perFreeConsumption
            goalUtility = opening.goalUtility
        }

        @inline(__always)
        subscript(lane: Int) -> LifeMeans {
            LifeMeans(
                monthsDone: monthsDone, wealth: wealth[lane], share: share[lane], goalUtility: goalUtility[lane])
        }
    }
}

/// What the critic of a household that lives for utility says: its one output stands for a certainty equivalent, beside
/// one that is known without it, so that values are of one size early and late, poor and rich.
package struct LifeValue: Sendable, Equatable {
    /// x_base, EUR of month 1 a month: b + x_s·q, and where q is .1 or less, b + x_s·.1·exp(3(q − .1)).
    package let base: Double
    /// x_V: the certainty equivalent, EUR of month 1 a month.
    package let consumption: Double
    /// V_t: utility seen from month t, that of a goal that is paid for included.
    package let value: Double

    /// The output counts up to this, either way.
    package static let reach = 2.5

    /// V_t = goal utility of month t + D_t·U(x_base·exp(clip(v, ±2.5))).
    ///
    /// What is paid for a goal is not in the features, and so not left to the critic.
    ///
    /// - Parameter output: v.
    package init(_ output: Float, _ means: LifeMeans, in calendar: LifeCalendar) {
        self.init(factor: exp(clip(Double(output), -Self.reach, Self.reach)), means, in: calendar)
    }

    /// - Parameter factor: exp(clip(v, ±2.5)).
    package init(factor: Double, _ means: LifeMeans, in calendar: LifeCalendar) {
        let share = means.share > 0.1 ? means.share : 0.1 * exp(3 * (means.share - 0.1))
        base = calendar.necessities + calendar.scales.freeConsumption * share
        consumption = base * factor
        value = means.goalUtility + calendar.months[means.monthsDone].weight * calendar.utility(consumption)
    }

    /// The factors exp(clip(v, ±2.5)) of many states, in vectors: at less cost than one by one, and rounded to single
    /// precision.
    ///
    /// - Parameters:
    ///   - critic: from the features to v.
    ///   - workspace: has the features as its inputs, and holds the factors until it is used again.
    static func factors(
        rows: Int, of critic: MultilayerPerceptron, _ workspace: NetworkWorkspace
    ) -> UnsafePointer<Float> {
        critic.forwardFirst(rows: rows, inputs: workspace.inputs.base, workspace)
        let outputs = workspace.outputs.base
        for row in 0..<rows { outputs[row] = min(max(outputs[row], -Float(reach)), Float(reach)) }
        critic.kernels.exp(outputs, into: outputs, count: Kernels.padded(rows))
        return UnsafePointer(outputs)
    }

    /// What a reference month is worth at the margin here, (x_V/x̂)^(−γ)·x̂: advantages are divided by it, which makes
    /// them multiples of the reference consumption, so that a month in distress does not drown all others.
    package func marginalUtility(in calendar: LifeCalendar) -> Double {
        calendar.utility.slope(consumption) * calendar.utility.reference
    }

    /// What the error of the value is divided by, D_t·U′(x_V)·x_V: it is then a relative error of the certainty
    /// equivalent, but linear in value, so that rare ruin weighs what it should.
    ///
    /// - Parameter month: i, months done.
    package func errorScale(monthsDone month: Int, in calendar: LifeCalendar) -> Double {
        calendar.months[month].weight * calendar.utility.slope(consumption) * consumption
    }
}
