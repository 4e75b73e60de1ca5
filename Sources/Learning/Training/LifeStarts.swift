import Foundation
import Households
import NumericKernels

/// Where the lives of a training begin: at the start of the household's life, or, a share of them, anywhere
/// (exploring starts, Sutton & Barto 2018, section 5.3): in any month and state of work, with any wealth up to many
/// times what there is at the start, any part of it invested, and any part of the loan.
package struct LifeStarts: Sendable {
    private let calendar: LifeCalendar
    private let random: CounterRandom
    /// EUR of month 1.
    private let mostWealth: Double

    /// Incomes, and multiples of the wealth at the start, that exploring lives have at most.
    private static let mostIncomes = 60.0, mostOfStart = 1.5
    /// Of exploring lives that begin with the overdraft used.
    private static let overdrawnShare = 0.3
    /// Part of the overdraft that may be used at the start.
    private static let mostOverdrawn = 0.98

    package init(calendar: LifeCalendar, seed: UInt64) {
        self.calendar = calendar
        random = CounterRandom(seed: seed, purpose: .exploringStart)
        let environment = calendar.scenario.environment
        mostWealth = max(
            Self.mostIncomes * environment.income,
            Self.mostOfStart * (environment.initialCash + environment.initialInvestment))
    }

    /// How a life begins.
    ///
    /// - Parameter life: 0-based: the index of its random numbers.
    package func household(of life: UInt64) -> HouseholdState {
        let first = random.uniforms(index: life, counter: 0)
        let training = calendar.scenario.training
        // The first lives are of all ages: those that began together would stay so, and age together.
        let isFirst = life < UInt64(training.batchSize) && training.exploringStarts > 0
        guard isFirst || first[0] < training.exploringStarts else { return HouseholdState(startOf: calendar) }
        let second = random.uniforms(index: life, counter: 1)
        let month = Int(first[1] * Double(calendar.horizon))
        let unit = calendar.scales.amount / 4
        let spread = unit * (exp(first[2] * log1p(mostWealth / unit)) - 1)
        let wealth =
            spread * calendar.months[month].priceLevel
            - (first[3] < Self.overdrawnShare ? calendar.overdraftLimit : 0)
        let invested = max(0, wealth) * second[0]
        let work = Int(second[1] * Double(calendar.work.count))
        let left = 1 - Double(month) / Double(calendar.horizon)
        let deviation = calendar.incomeDeviation
        let factor =
            deviation > 0 && calendar.work.isAtWork[work]
            ? exp(deviation * random.normals(index: life, counter: 2)[0] - deviation * deviation / 2) : 1
        return HouseholdState(
            in: calendar, monthsDone: month,
            cash: max(wealth - invested, -Self.mostOverdrawn * calendar.overdraftLimit), portfolio: invested,
            loan: calendar.scenario.debt.loan * second[2] * left, work: work, incomeFactor: factor)
    }
}
