import Foundation
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

/// Writes what the agents see of a household that lives for utility; plain numbers, without a reference that is
/// counted, but the calendar's tables.
package struct LifeObserver: Sendable {
    package let calendar: LifeCalendar
    /// How many features there are.
    package let count: Int
    private let loan, goalCount, retirement: Double
    private let goals: SIMD4<Double>

    package init(calendar: LifeCalendar) {
        self.calendar = calendar
        count = LifeFeature.all(in: calendar).count
        let scenario = calendar.scenario
        loan = scenario.debt.loan
        retirement = Double(scenario.work.retirementMonth)
        goalCount = Double(scenario.goals.count)
        var months = SIMD4<Double>()
        for (index, goal) in scenario.goals.enumerated() { months[index] = Double(goal.month) }
        goals = months
    }

    /// Writes the features before the month that comes next.
    ///
    /// - Precondition: the life is not over; `opening` is the one of the household.
    package func observe(
        _ household: HouseholdState, _ opening: LifeOpening, into features: UnsafeMutablePointer<Float>
    ) {
        let figures = calendar.months[household.monthsDone]
        let (scale, done) = (calendar.scales.amount, Double(household.monthsDone))
        let unit = 1 / (figures.priceLevel * scale)
        let horizon = Double(calendar.horizon)
        let left = horizon - done
        let free = (opening.money - figures.ordinaryBills) * unit
        let invested = calendar.saleYield * opening.portfolio * unit
        let total = free + invested
        let limit = calendar.overdraftLimit / scale
        features[0] = Float(2 * left / horizon - 1)
        features[1] = Float(2 * clip(left / 24, 0, 1) - 1)
        let logarithm = asinh(total)
        features[2] = Float((opening.loan > 0 ? asinh(total - opening.loan * unit) : logarithm) - 1)
        features[3] = Float(asinh(4 * total) - 2)
        features[4] = Float(clip(opening.money * unit + limit, 0, 4) / 2 - 1)
        features[5] = Float(clip(total + limit, 0, 2) - 1)
        features[6] = Float(asinh(free) / 2)
        features[7] = Float(clip(invested / max(total + 0.001, 0.01), 0, 2) - 1)
        features[8] = figures.baseIncome > 0 ? Float(opening.income / figures.baseIncome - 1) : 0
        features[9] = Float(logarithm / 2 * (left / horizon))
        var next = 10
        func add(_ value: Double) {
            features[next] = Float(value)
            next += 1
        }
        if loan > 0 {
            add(2 * opening.loan / loan - 1)
            add(opening.loan <= 0.5 ? 1 : -1)
        }
        for goal in 0..<Int(goalCount) {
            add(2 * clip((goals[goal] - done) / 60, 0, 1) - 1)
            add(done + 1 > goals[goal] ? 1 : -1)
            add(2 * clip((goals[goal] - done) / 12, 0, 1) - 1)
        }
        if retirement > 0 {
            add(2 * clip((retirement - done) / 120, 0, 1) - 1)
            add(figures.isRetired ? 1 : -1)
        }
        let states = calendar.work.count
        if states > 1 {
            for state in 0..<states { add(household.work == state ? 1 : -0.3) }
        }
        let wealth = total * scale - opening.loan / figures.priceLevel
        add(asinh((figures.meanFreeIncome + wealth / figures.monthsLeft) / calendar.scales.freeConsumption) - 1)
    }
}

/// log(x + √(x² + 1)), odd: faster than the library's, and as good as single precision shows.
@inline(__always)
private func asinh(_ x: Double) -> Double {
    let size = log(abs(x) + (x * x + 1).squareRoot())
    return x < 0 ? -size : size
}
