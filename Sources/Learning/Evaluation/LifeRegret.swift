import Households
import NumericKernels
import Statistics

/// What one month's decision costs against the computed optimum's, if the optimum is followed afterwards.
struct LifeRegret {
    let optimum: LifeOptimum
    let calendar: LifeCalendar
    let seed: UInt64
    let team: WorkerTeam

    /// Lives in which both decisions are followed by the optimum; what differs is small beside what is shared.
    private static let comparedLives = 2048

    /// - Parameter advised: what is to be done with the household.
    /// - Returns: EUR of the month, once, with its standard error; negative where the decision is the better one, as it
    ///   may be beside an optimum between the points of its grid.
    func callAsFunction(_ household: HouseholdState, _ advised: LifeAdvice.Row) -> MeanEstimate {
        let opening = household.opening(in: calendar)
        let best = opening.carriedOut(
            optimum.decision(household, opening), monthsDone: household.monthsDone, in: calendar)
        let own = LifeDecision(consume: advised.consume, trade: advised.trade, prepay: advised.prepay)
        let run = LifeRun(calendar: calendar, seed: seed, purpose: .adviceShock)
        func values(_ first: LifeDecision) -> [Double] {
            run.live(Self.comparedLives, team: team) { life in
                var lived = LifeInProgress(UInt64(life), from: household)
                _ = lived.live(first, from: opening, in: run)
                while !lived.household.isOver {
                    let opening = lived.household.opening(in: calendar)
                    _ = lived.live(optimum.decision(lived.household, opening), from: opening, in: run)
                }
                return lived.record(in: calendar)
            }.map(\.value)
        }
        return calendar.onceWorth(of: values(best), against: values(own), month: household.monthsDone)
    }
}

extension LifeCalendar {
    /// What values of lives that go on from a month are more than others of the same chance, as an amount that is had
    /// once in that month: EUR of the month.
    ///
    /// - Parameter month: months that are done.
    func onceWorth(of values: [Double], against others: [Double], month: Int) -> MeanEstimate {
        let figures = months[month]
        let worth = utility.inverse(values.mean / figures.discount / figures.weight)
        let unit = figures.priceLevel / (figures.discount * utility.slope(worth))
        let difference = MeanEstimate(of: zip(values, others).map { $0 - $1 })
        return MeanEstimate(mean: difference.mean * unit, standardError: difference.standardError * unit)
    }
}
