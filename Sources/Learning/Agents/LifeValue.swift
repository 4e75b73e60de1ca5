import Foundation
import Households

/// What the critic of a household that lives for utility says: its one output stands for a certainty equivalent, beside
/// one that is known without it, so that values are of one size early and late, poor and rich.
package struct LifeValue: Sendable, Equatable {
    /// x_base: mean free income of the months left and wealth spread over them, EUR of month 1 a month.
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
    package init(_ output: Float, household: HouseholdState, opening: LifeOpening, in calendar: LifeCalendar) {
        let figures = calendar.months[household.monthsDone]
        let scale = calendar.scales.freeConsumption
        let wealth =
            (opening.money - figures.ordinaryBills + calendar.saleYield * opening.portfolio - opening.loan)
            / figures.priceLevel
        let share = (figures.meanFreeIncome + wealth / figures.monthsLeft) / scale
        base = calendar.necessities + scale * (share > 0.1 ? share : 0.1 * exp(3 * (share - 0.1)))
        consumption = base * exp(clip(Double(output), -Self.reach, Self.reach))
        value = opening.goalUtility + figures.weight * calendar.utility(consumption)
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
