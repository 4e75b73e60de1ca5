import Households

/// What both agents of a household that lives for utility see before a month. With i months done, S the household's
/// scale, and amounts at the prices of the first month: free = (M − v̄)/S, total = free + kP/S.
package enum LifeFeature: Sendable, Equatable {
    case monthsLeft, lastTwoYears, netWorth, littleWealth, money, wealthBeforeRuin, free, investedShare, income
    case wealthTimesMonthsLeft
    case loan, loanIsRepaid
    /// Of the goals, 0 for the first.
    case goalInFiveYears(Int), goalIsPast(Int), goalInAYear(Int)
    case pensionInTenYears, isRetired
    /// Index of the state of work.
    case work(Int)
    /// What could be consumed freely in every month that is left.
    case means

    /// For readers of an exported network; what each symbol means is said there.
    package var formula: String {
        switch self {
        case .monthsLeft: "2*(months left)/horizon - 1"
        case .lastTwoYears: "2*clip(months left/24, 0, 1) - 1"
        case .netWorth: "asinh(total - L/S) - 1"
        case .littleWealth: "asinh(4*total) - 2"
        case .money: "clip((M + limit)/S, 0, 4)/2 - 1"
        case .wealthBeforeRuin: "clip(total + limit/S, 0, 2) - 1"
        case .free: "asinh(free)/2"
        case .investedShare: "clip(k*P/S/max(total + 0.001, 0.01), 0, 2) - 1"
        case .income: "y/(income at work) - 1"
        case .wealthTimesMonthsLeft: "asinh(total)/2*(months left)/horizon"
        case .loan: "2*L/(loan at the start) - 1"
        case .loanIsRepaid: "1 if repaid, else -1"
        case .goalInFiveYears(let goal): "2*clip((month of goal \(goal + 1) - months done)/60, 0, 1) - 1"
        case .goalIsPast(let goal): "1 if goal \(goal + 1) is past, else -1"
        case .goalInAYear(let goal): "2*clip((month of goal \(goal + 1) - months done)/12, 0, 1) - 1"
        case .pensionInTenYears: "2*clip((month of the pension - months done)/120, 0, 1) - 1"
        case .isRetired: "1 if retired, else -1"
        case .means: "asinh((mean free income of the months left + (total*S - L)/(months left))/x_s) - 1"
        case .work(let state): "1 in work state \(state + 1), else -0.3"
        }
    }

    /// What is seen in a household, in the order of the networks' inputs.
    package static func all(in calendar: LifeCalendar) -> [LifeFeature] {
        var features: [LifeFeature] = [
            .monthsLeft, .lastTwoYears, .netWorth, .littleWealth, .money, .wealthBeforeRuin, .free, .investedShare,
            .income, .wealthTimesMonthsLeft,
        ]
        let scenario = calendar.scenario
        if scenario.debt.loan > 0 { features += [.loan, .loanIsRepaid] }
        for goal in scenario.goals.indices {
            features += [.goalInFiveYears(goal), .goalIsPast(goal), .goalInAYear(goal)]
        }
        if scenario.work.retirementMonth > 0 { features += [.pensionInTenYears, .isRetired] }
        if calendar.work.count > 1 { features += (0..<calendar.work.count).map { .work($0) } }
        return features + [.means]
    }
}
