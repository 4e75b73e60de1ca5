import Households
import NumericKernels

/// What is known of the features of a household that lives for utility before it lives: what the months bring whatever
/// it does, and what amounts are measured in. Computed once, for all lives.
package struct LifeObserver: Sendable {
    fileprivate struct Month {
        /// 1/(pS).
        let perAmount: Double
        /// 1 over `LifeMonth.baseIncome`; 0 where that is 0.
        let perIncome: Double
    }

    package let calendar: LifeCalendar
    /// How many features there are.
    package let count: Int
    /// [month · count + feature]: the features that time alone decides, 0 in the places of the others. In that of
    /// `wealthTimesMonthsLeft` the share of the months that is left, which what is computed later is multiplied by.
    fileprivate let known: FloatBuffer
    fileprivate let months: [Month]
    /// Where the features of the loan and of the states of work begin; nil where there are none.
    fileprivate let loanPlace, workPlace: Int?

    package init(calendar: LifeCalendar) {
        self.calendar = calendar
        let features = LifeFeature.all(in: calendar)
        // `LifeObservations` writes these at the places that they have here.
        precondition(
            features.prefix(10) == [
                .monthsLeft, .lastTwoYears, .netWorth, .littleWealth, .money, .wealthBeforeRuin, .free, .investedShare,
                .income, .wealthTimesMonthsLeft,
            ] && features.last == .means)
        count = features.count
        known = FloatBuffer(count: calendar.horizon * count)
        for done in 0..<calendar.horizon {
            for (place, feature) in features.enumerated() {
                known[done * count + place] = Self.known(feature, monthsDone: done, in: calendar)
            }
        }
        months = calendar.months.map { month in
            Month(
                perAmount: 1 / (month.priceLevel * calendar.scales.amount),
                perIncome: month.baseIncome > 0 ? 1 / month.baseIncome : 0)
        }
        loanPlace = features.firstIndex(of: .loan)
        workPlace = features.firstIndex(of: .work(0))
    }

    private static func known(_ feature: LifeFeature, monthsDone: Int, in calendar: LifeCalendar) -> Float {
        let (done, horizon) = (Double(monthsDone), Double(calendar.horizon))
        let left = horizon - done
        func near(_ month: Int, _ reach: Double) -> Double { 2 * clip((Double(month) - done) / reach, 0, 1) - 1 }
        let scenario = calendar.scenario
        let value: Double =
            switch feature {
            case .monthsLeft: 2 * left / horizon - 1
            case .lastTwoYears: 2 * clip(left / 24, 0, 1) - 1
            case .wealthTimesMonthsLeft: left / horizon
            case .goalInFiveYears(let goal): near(scenario.goals[goal].month, 60)
            case .goalIsPast(let goal): monthsDone + 1 > scenario.goals[goal].month ? 1 : -1
            case .goalInAYear(let goal): near(scenario.goals[goal].month, 12)
            case .pensionInTenYears: near(scenario.work.retirementMonth, 120)
            case .isRetired: calendar.months[monthsDone].isRetired ? 1 : -1
            case .work: -0.3
            case .netWorth, .littleWealth, .money, .wealthBeforeRuin, .free, .investedShare, .income, .loan,
                .loanIsRepaid, .means:
                0
            }
        return Float(value)
    }
}

/// Writes what the agents see of households that live for utility, of many at a time: what is a logarithm is computed
/// at the end, in vectors. Holds what one thread computes in.
package final class LifeObservations {
    private let observer: LifeObserver
    private let kernels: Kernels
    private let capacity: Int
    /// Where the features of each household lie.
    private let places: UnsafeMutablePointer<UnsafeMutablePointer<Float>>
    /// [household · `logarithms` + feature]: what asinh is taken of.
    private let arguments: FloatBuffer
    private var waiting = 0

    /// Features that are asinh of something.
    private static let logarithms = 5

    /// - Parameter capacity: households that are seen at once.
    package init(_ observer: LifeObserver, capacity: Int, kernels: Kernels = .best) {
        self.observer = observer
        self.kernels = kernels
        self.capacity = capacity
        places = .allocate(capacity: capacity)
        arguments = FloatBuffer(count: capacity * Self.logarithms)
    }

    deinit { places.deallocate() }

    /// Writes the features before the month that comes next; those that are logarithms when they are completed.
    ///
    /// - Precondition: the life is not over; `opening` is the one of the household.
    /// - Parameter features: a place of the household's own until the features are completed.
    /// - Returns: what the critic's value starts from.
    @discardableResult
    package func observe(
        _ household: HouseholdState, _ opening: LifeOpening, into features: UnsafeMutablePointer<Float>
    ) -> LifeMeans {
        precondition(waiting < capacity, "more households than fit")
        let calendar = observer.calendar
        let means = LifeMeans(household, opening, in: calendar)
        let done = household.monthsDone
        let month = observer.months[done]
        features.update(from: observer.known.base + done * observer.count, count: observer.count)
        let free = (opening.money - calendar.months[done].ordinaryBills) * month.perAmount
        let invested = calendar.saleYield * opening.portfolio * month.perAmount
        let (total, limit) = (free + invested, calendar.overdraftLimit / calendar.scales.amount)
        features[4] = Float(clip(opening.money * month.perAmount + limit, 0, 4) / 2 - 1)
        features[5] = Float(clip(total + limit, 0, 2) - 1)
        features[7] = Float(clip(invested / max(total + 0.001, 0.01), 0, 2) - 1)
        if month.perIncome > 0 { features[8] = Float(opening.income * month.perIncome - 1) }
        if let place = observer.loanPlace {
            features[place] = Float(2 * opening.loan / calendar.scenario.debt.loan - 1)
            features[place + 1] = opening.loan <= 0.5 ? 1 : -1
        }
        if let place = observer.workPlace {
            precondition(household.work < calendar.work.count, "no such state of work")
            features[place + household.work] = 1
        }
        let argument = arguments.base + waiting * Self.logarithms
        argument[0] = Float(means.wealth * month.perAmount)
        argument[1] = Float(4 * total)
        argument[2] = Float(free)
        argument[3] = Float(total)
        argument[4] = Float(means.share)
        places[waiting] = features
        waiting += 1
        return means
    }

    /// Completes the features of all households that were seen since it was done last.
    package func complete() {
        kernels.asinh(arguments.base, into: arguments.base, count: Kernels.padded(waiting * Self.logarithms))
        for household in 0..<waiting {
            let (features, logarithm) = (places[household], arguments.base + household * Self.logarithms)
            features[2] = logarithm[0] - 1
            features[3] = logarithm[1] - 2
            features[6] = logarithm[2] / 2
            features[9] *= logarithm[3] / 2
            features[observer.count - 1] = logarithm[4] - 1
        }
        waiting = 0
    }
}
