import Foundation
import Households
import NumericKernels

/// Where exploring lives begin (exploring starts, Sutton & Barto 2018, section 5.3).
///
/// An agent that has learned to be careful does not come to see the edge of bankruptcy, nor unusual balances, any more;
/// its critic forgets them, and its actor goes where the critic errs. So beside the episodes of a batch there are lives
/// that begin anew every two goals, by turns at the even goals and at the odd ones, each near what an episode has at
/// that time: somewhere between nothing and twice its cash. One in four begins within a few deviations of a month's
/// bills from nothing, half of them with nothing at all. One in seven, and nearly all where that episode has ended,
/// begin anywhere up to seven times the safety scale, beyond what advice is asked for. A batch ends with its last
/// episode, exploring lives and all.
package struct ExploringStarts {
    /// Of the lives' random numbers: no episode of a training comes that far.
    private static let firstEpisode = UInt64(1) << 40
    /// Shares of all starts.
    private static let broadShare = 0.15, edgeShare = 0.25
    /// Logarithm of one more than the safety scales that broad starts reach.
    private static let broadReach = 2.1
    /// Standard deviations of a month's bills that the edge is wide.
    private static let edgeDeviations = 3.0
    /// Share of the edge's starts that have nothing.
    private static let emptyShare = 0.5

    private let calendar: HouseholdCalendar
    private let highPeriod: Int
    private let random: CounterRandom
    /// S, EUR.
    private let scale: Double

    package init(scenario: Scenario, calendar: HouseholdCalendar, seed: UInt64) {
        self.calendar = calendar
        highPeriod = scenario.training.highPeriod
        random = CounterRandom(seed: seed, purpose: .exploringStart)
        scale = HouseholdScales(scenario.environment).safety
    }

    /// Whether an exploring life begins anew before `month`, counted from 0.
    package func begins(before month: Int, track: Int) -> Bool {
        month == 0 || (month + track % 2 * highPeriod) % (2 * highPeriod) == 0
    }

    /// A life that begins before `month`, counted from 0, beside that of an episode, which may have ended.
    package func life(beside life: Life, month: Int) -> Life {
        let episode = Self.firstEpisode + life.episode
        let shares = random.uniforms(index: episode, counter: UInt32(month))
        let goesOn = life.lives(month)
        let cash =
            if shares[0] < Self.edgeShare {
                Self.edgeDeviations * calendar.months[month].variableExpenseStd
                    * max(0, (shares[1] - Self.emptyShare) / (1 - Self.emptyShare))
            } else if shares[0] < Self.edgeShare + Self.broadShare || !goesOn {
                scale * (exp(Self.broadReach * shares[1]) - 1)
            } else {
                2 * shares[1] * life.household.cash
            }
        let household = HouseholdState(
            in: calendar, monthsDone: month, cash: cash,
            portfolio: goesOn ? life.household.portfolio : calendar.environment.initialInvestment)
        let months = min(highPeriod, month)
        let change = goesOn ? Double(months) * life.period.meanWealthChange : 0
        return Life(
            episode: episode, household: household,
            period: PeriodSummary(household, steadyMonths: months, wealthChange: change), calendar: calendar)
    }
}
