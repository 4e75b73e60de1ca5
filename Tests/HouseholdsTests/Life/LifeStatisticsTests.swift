import Foundation
import Households
import NumericKernels
import Statistics
import TestSupport
import Testing

@Suite("What lives came to")
struct LifeStatisticsTests {
    private let calendar: LifeCalendar

    init() throws {
        var scenario = Scenario(name: "life", environment: .bologna)
        scenario.objectiveKind = .utility
        scenario.goals = [SavingsGoal(month: 3, amount: 100, worth: 10)]
        calendar = LifeCalendar(scenario)
    }

    private func record(_ value: Double, _ change: (inout LifeRecord) -> Void = { _ in }) -> LifeRecord {
        var record = LifeRecord()
        record.value = value
        record.goalShare = 0.5
        change(&record)
        return record
    }

    /// A household that consumes the same in every month is worth that.
    @Test(arguments: [400.0, 800, 1100, 3000])
    func theCertaintyEquivalentIsWhatIsConsumedForCertain(_ consumption: Double) {
        let value = calendar.totalWeight * calendar.utility(consumption)
        #expect(agrees(calendar.certaintyEquivalent(value), consumption))
    }

    @Test func standardErrorsAreThoseOfTheDeltaMethod() {
        let lives = (0..<50).map { record(-9000 + Double($0 * $0)) { $0.meanConsumption = 900 } }
        let result = LifeStatistics(of: lives, in: calendar).certaintyEquivalent
        let mean = MeanEstimate(of: lives.map(\.value))
        #expect(result.mean == calendar.certaintyEquivalent(mean.mean))
        let (above, below) = (mean.mean + mean.standardError / 100, mean.mean - mean.standardError / 100)
        let slope = calendar.certaintyEquivalent(above) - calendar.certaintyEquivalent(below)
        #expect(abs(result.standardError / (slope * 50) - 1) < 1e-6)
    }

    /// Lives that differ by as much as others do, and among each other by much more.
    @Test func differencesArePaired() {
        let lives = (0..<100).map { record(Double($0 % 10) * 1000 - 9000) }
        let others = lives.enumerated().map { record($0.element.value - 500 - Double($0.offset % 2)) }
        let difference = LifeStatistics.difference(lives, to: others, in: calendar)
        let separate = LifeStatistics(of: lives, in: calendar).certaintyEquivalent
        let other = LifeStatistics(of: others, in: calendar).certaintyEquivalent
        #expect(abs(difference.mean - (separate.mean - other.mean)) < 1e-9)
        #expect(difference.mean > 0 && difference.standardError < separate.standardError / 1000)
        #expect(LifeStatistics.difference(lives, to: lives, in: calendar).standardError == 0)
    }

    /// The median month of the lives in which the loan is paid off, and how many they are.
    @Test func aLoanIsPaidOffInTheMedianMonth() {
        let months: [Int?] = [30, nil, 10, 20, nil]
        let paid = LifeStatistics.LoanPaid(of: months.map { month in record(0) { $0.loanPaidMonth = month } })
        #expect(paid == LifeStatistics.LoanPaid(month: 20, share: 0.6))
        #expect(LifeStatistics.LoanPaid(of: [record(0)]) == LifeStatistics.LoanPaid(month: nil, share: 0))
        #expect(LifeStatistics(of: [record(0)], in: calendar).loanPaid == nil)
    }

    /// Lives that pay what is left of a loan in a month are free of it from that one on.
    @Test func theMonthOfTheLastInstalmentIsKept() throws {
        var scenario = calendar.scenario
        scenario.debt.loan = 1000
        scenario.debt.loanInstalment = 300
        let calendar = LifeCalendar(scenario)
        let run = LifeRun(calendar: calendar, seed: 1, purpose: .evaluationShock)
        let lived = run.live(0) { _, _ in LifeDecision(consume: 0, trade: 0, prepay: 0) }
        #expect(lived.loanPaidMonth == 4)
        let prepaid = run.live(0) { household, _ in
            LifeDecision(consume: 0, trade: 0, prepay: household.monthsDone == 1 ? 1e6 : 0)
        }
        #expect(prepaid.loanPaidMonth == 2)
    }

    @Test func sharesAndMeansAreThoseOfTheLives() {
        let lives = (0..<20).map { index in
            record(-100) {
                $0.ruinMonth = index < 3 ? 7 : nil
                $0.goalShare = Double(index) / 19
                $0.meanConsumption = 1000 + Double(index)
                $0.monthsOverdrawn = index % 2
                $0.forcedSales = index == 0 ? 2 : 0
                $0.finalWealth = 100
            }
        }
        let result = LifeStatistics(of: lives, in: calendar)
        #expect(result.ruinProbability == 0.15 && abs((result.goalShare ?? 0) - 0.5) < 1e-12)
        #expect(abs(result.meanConsumption - 1009.5) < 1e-9 && abs(result.lowConsumption - 1000.95) < 1e-9)
        #expect(result.monthsOverdrawn == 0.5 && abs(result.forcedSales - 0.1) < 1e-12 && result.finalWealth == 100)
    }

    /// What is lived on after ruin counts: ruin's consumption for its months, then the necessities.
    @Test func aLifeThatEndsInRuinIsCountedToItsHorizon() throws {
        var scenario = calendar.scenario
        scenario.environment.initialCash = 0
        scenario.environment.emergencyProbability = 1
        scenario.environment.emergencyCost = 90_000
        scenario.utility.ruinMonths = 10
        let poor = LifeCalendar(scenario)
        let run = LifeRun(calendar: poor, seed: 1, purpose: .evaluationShock)
        let record = run.live(0) { _, _ in LifeDecision(consume: 0, trade: 0) }
        #expect(record.ruinMonth == 1 && record.finalWealth == 0 && record.goalShare == 0)
        let (months, bills) = (Double(poor.horizon), poor.necessities)
        let expected = (bills + 10 * poor.ruinConsumption + (months - 11) * bills) / months
        #expect(agrees(record.meanConsumption, expected))
        // The month's utility, and that of ruin from the next on.
        let value = poor.utility(bills) + poor.discount * poor.months[0].ruinValue
        #expect(agrees(record.value, value))
    }
}
