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
    fileprivate let workStates: Int

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
        workStates = calendar.work.count
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
    /// Where the features of each four households lie.
    private struct Place {
        let features: UnsafeMutablePointer<Float>
        let stride: Int
        let shareOfMonthsLeft: Float
    }
    private let places: UnsafeMutablePointer<Place>
    /// [four households · `logarithms` + feature]: what asinh is taken of.
    private let arguments: UnsafeMutablePointer<SIMD4<Float>>
    private var waiting = 0

    /// Features that are asinh of something.
    private static let logarithms = 5

    /// - Parameter capacity: calls of `observe` before they are completed.
    package init(_ observer: LifeObserver, capacity: Int, kernels: Kernels = .best) {
        self.observer = observer
        self.kernels = kernels
        self.capacity = capacity
        places = .allocate(capacity: capacity)
        // Whole vectors of the kernels are even numbers of fours.
        arguments = .allocate(capacity: capacity * Self.logarithms + 1)
        arguments.initialize(repeating: SIMD4<Float>(), count: capacity * Self.logarithms + 1)
    }

    deinit {
        places.deallocate()
        arguments.deallocate()
    }

    /// Writes the features before the month that comes next; those that are logarithms when they are completed.
    ///
    /// - Precondition: the life is not over; `opening` is the one of the household.
    /// - Parameter features: a place of the household's own until the features are completed.
    /// - Returns: what the critic's value starts from.
    @discardableResult
    package func observe(
        _ household: HouseholdState, _ opening: LifeOpening, into features: UnsafeMutablePointer<Float>
    ) -> LifeMeans {
        // All four write the same to the same place, now and when they are completed.
        observe(
            LifeLanes.Opening(opening), work: SIMD4(repeating: household.work), monthsDone: household.monthsDone,
            into: features, stride: 0)[0]
    }

    /// Writes the features of four households before the same month.
    ///
    /// - Parameter stride: floats from the place of one to that of the next.
    @discardableResult
    func observe(
        _ opening: LifeLanes.Opening, work: SIMD4<Int>, monthsDone done: Int,
        into features: UnsafeMutablePointer<Float>, stride: Int
    ) -> LifeMeans.Lanes {
        precondition(waiting < capacity, "more households than fit")
        let calendar = observer.calendar
        let means = LifeMeans.Lanes(opening, monthsDone: done, in: calendar)
        let month = observer.months[done]
        let free = (opening.money - calendar.months[done].ordinaryBills) * month.perAmount
        let invested = calendar.saleYield * opening.portfolio * month.perAmount
        let (total, limit) = (free + invested, calendar.overdraftLimit / calendar.scales.amount)
        let money = SIMD4<Float>(clip(opening.money * month.perAmount + limit, 0, 4) / 2 - 1)
        let wealthBeforeRuin = SIMD4<Float>(clip(total + limit, 0, 2) - 1)
        let investedShare = SIMD4<Float>(clip(invested / atLeast(total + 0.001, 0.01), 0, 2) - 1)
        let income = SIMD4<Float>(opening.income * month.perIncome - 1)
        let known = observer.known.base + done &* observer.count
        @inline(__always)
        func write(_ lane: Int) {
            let features = features + lane &* stride
            for place in 0..<observer.count { features[place] = known[place] }
            features[4] = money[lane]
            features[5] = wealthBeforeRuin[lane]
            features[7] = investedShare[lane]
            if month.perIncome > 0 { features[8] = income[lane] }
            if let place = observer.loanPlace {
                features[place] = Float(2 * opening.loan[lane] / calendar.scenario.debt.loan - 1)
                features[place + 1] = opening.loan[lane] <= 0.5 ? 1 : -1
            }
            if let place = observer.workPlace {
                precondition(work[lane] < observer.workStates, "no such state of work")
                features[place + work[lane]] = 1
            }
        }
        write(0)
        write(1)
        write(2)
        write(3)
        let arguments = arguments + waiting &* Self.logarithms
        arguments[0] = SIMD4<Float>(means.wealth * month.perAmount)
        arguments[1] = SIMD4<Float>(4 * total)
        arguments[2] = SIMD4<Float>(free)
        arguments[3] = SIMD4<Float>(total)
        arguments[4] = SIMD4<Float>(means.share)
        places[waiting] = Place(features: features, stride: stride, shareOfMonthsLeft: known[9])
        waiting += 1
        return means
    }

    /// Completes the features of all households that were seen since it was done last.
    package func complete() {
        let count = Kernels.padded(waiting * Self.logarithms * LifeLanes.count)
        arguments.withMemoryRebound(to: Float.self, capacity: count) { kernels.asinh($0, into: $0, count: count) }
        for index in 0..<waiting {
            let (place, logarithms) = (places[index], arguments + index &* Self.logarithms)
            let netWorth = logarithms[0] - 1
            let littleWealth = logarithms[1] - 2
            let free = logarithms[2] / 2
            let wealthTimesMonthsLeft = place.shareOfMonthsLeft * (logarithms[3] / 2)
            let means = logarithms[4] - 1
            @inline(__always)
            func write(_ lane: Int) {
                let features = place.features + lane &* place.stride
                features[2] = netWorth[lane]
                features[3] = littleWealth[lane]
                features[6] = free[lane]
                features[9] = wealthTimesMonthsLeft[lane]
                features[observer.count - 1] = means[lane]
            }
            write(0)
            write(1)
            write(2)
            write(3)
        }
        waiting = 0
    }
}
