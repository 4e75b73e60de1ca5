/// Rules of thumb that a household can follow without any learning.
///
/// With b, the bills to be expected in the month; what is neither invested nor consumed is saved.
package enum SimpleRule: Sendable, Equatable {
    /// A third each.
    case equalThirds
    /// Everything is saved.
    case allCash
    /// 50/30/20: invest .2 if C + y − b − .2y ≥ b/4, else nothing; consume min(.3, .3(y − b)/y), at least nothing.
    case fiftyThirtyTwenty
    /// Invest what is above the safety threshold: clip((C + y − b − threshold)/y, 0, 1).
    case threshold
    /// Consume a share κ always, invest what is above a buffer B, EUR: clip((C + y − b − B)/y − κ, 0, 1 − κ).
    case tuned(consumeShare: Double, buffer: Double)

    /// How the rule divides the income of the month before which `household` stands.
    package func allocation(_ household: HouseholdState, in calendar: HouseholdCalendar) -> Allocation {
        let environment = calendar.environment
        let figures = calendar.months[household.monthsDone]
        let income = figures.income
        // Where nothing comes in, there is nothing to divide.
        guard income > 0 else { return Allocation(invest: 0, save: 1, consume: 0) }
        let bills = figures.expectedBills(emergencyProbability: environment.emergencyProbability)
        let free = household.cash + income - bills
        func divide(invest: Double, consume: Double) -> Allocation {
            Allocation(invest: invest, save: 1 - invest - consume, consume: consume)
        }
        switch self {
        case .equalThirds:
            return divide(invest: 1.0 / 3, consume: 1.0 / 3)
        case .allCash:
            return divide(invest: 0, consume: 0)
        case .fiftyThirtyTwenty:
            return divide(
                invest: free - 0.2 * income >= bills / 4 ? 0.2 : 0,
                consume: max(0, min(0.3, 0.3 * (income - bills) / income)))
        case .threshold:
            return divide(invest: min(max((free - environment.safetyThreshold) / income, 0), 1), consume: 0)
        case .tuned(let share, let buffer):
            return divide(invest: min(max((free - buffer) / income - share, 0), 1 - share), consume: share)
        }
    }

    /// The settings among which the tuned rule is chosen: κ from 0 to .2, B from half to three times the threshold.
    package static func tunedCandidates(safetyThreshold: Double) -> [SimpleRule] {
        (0...10).flatMap { step in
            [0.5, 1, 1.5, 2, 3].map { .tuned(consumeShare: 0.02 * Double(step), buffer: $0 * safetyThreshold) }
        }
    }
}
