import Foundation
import Households
import NumericKernels
import Statistics
import TestSupport
import Testing

@Suite struct LifeShocksTests {
    private func scenario(_ change: (inout Scenario) -> Void = { _ in }) -> Scenario {
        var scenario = Scenario(name: "life", environment: .bologna)
        scenario.objectiveKind = .utility
        scenario.environment.investmentReturnMean = 0.0045
        scenario.environment.investmentReturnStd = 0.045
        scenario.work.incomeStd = 0.2
        scenario.work.jobLossProbability = 0.01
        change(&scenario)
        return scenario
    }

    private func shocks(_ calendar: LifeCalendar) -> [LifeShock] {
        let shocks = LifeShocks(seed: 7, purpose: .evaluationShock, calendar: calendar)
        return (0..<500).flatMap { life in (0..<200).map { shocks.shock(life: UInt64(life), month: $0) } }
    }

    private func moments(_ values: [Double]) -> RunningMoments {
        var moments = RunningMoments()
        for value in values { moments.add(value) }
        return moments
    }

    /// 100,000 months: each mean within five standard errors.
    @Test(arguments: [
        ("lognormal", 5.0, 0.0, 0.0), ("normal", 5, 0, 0), ("student", 5, 0, 0), ("student", 30, 0, 0),
        ("lognormal", 5, 0.01, 0.25), ("student", 5, 0.01, 0.25),
    ])
    func haveTheirMoments(_ distribution: String, _ freedom: Double, _ crash: Double, _ loss: Double) throws {
        let kind = try #require(ReturnDistribution(rawValue: distribution))
        let calendar = LifeCalendar(
            scenario {
                $0.portfolio.distribution = kind
                $0.portfolio.degreesOfFreedom = freedom
                $0.portfolio.crashProbability = crash
                $0.portfolio.crashLoss = loss
            })
        let shocks = shocks(calendar)
        let normals = [\LifeShock.expense, \.investmentReturn, \.income]
        for path in normals {
            let moments = moments(shocks.map { $0[keyPath: path] })
            #expect(abs(moments.mean) < 5 / 316.0)
            // The variance of a student's square is large.
            #expect(abs(moments.sampleVariance - 1) < (path == \.investmentReturn && freedom < 10 ? 0.06 : 0.03))
        }
        for path in [\LifeShock.emergency, \.work] + (crash > 0 ? [\.crash] : []) {
            let moments = moments(shocks.map { $0[keyPath: path] })
            #expect(abs(moments.mean - 0.5) < 5 * 0.289 / 316)
            #expect(abs(moments.sampleVariance - 1.0 / 12) < 0.002)
        }
        // The mean is kept, crashes and all.
        let gross = moments(shocks.map { calendar.returns($0) })
        #expect(abs(gross.mean - 1.0045) < 5 * gross.sampleVariance.squareRoot() / 316)
        if crash == 0 { #expect(abs(gross.sampleVariance.squareRoot() - 0.045) < 0.0015) }
        let crashes = shocks.count { (0.7499999...0.7500001).contains(calendar.returns($0)) }
        if crash > 0 { #expect(abs(Double(crashes) - 1000) < 5 * 1000.0.squareRoot()) }
    }

    /// Chances of one month, and of one kind in neighbouring months, have nothing to do with each other.
    @Test func areIndependent() {
        let calendar = LifeCalendar(
            scenario {
                $0.portfolio.distribution = .student
                $0.portfolio.crashProbability = 0.01
                $0.portfolio.crashLoss = 0.25
            })
        let shocks = shocks(calendar)
        let columns = [\LifeShock.expense, \.investmentReturn, \.income, \.emergency, \.crash, \.work].map { path in
            shocks.map { $0[keyPath: path] }
        }
        for (index, first) in columns.enumerated() {
            for (other, second) in columns.enumerated() {
                // Of its own, the month after.
                let pairs = Array(zip(first, index == other ? Array(second.dropFirst()) : second))
                #expect(abs(correlation(pairs)) < 0.02, "\(index), \(other)")
            }
        }
    }

    private func correlation(_ pairs: [(Double, Double)]) -> Double {
        let (a, b) = (moments(pairs.map(\.0)), moments(pairs.map(\.1)))
        let product = moments(pairs.map { ($0.0 - a.mean) * ($0.1 - b.mean) })
        return product.mean / (a.sampleVariance * b.sampleVariance).squareRoot()
    }

    /// Bailey's method against the distribution function at one point, and its tails.
    @Test func studentHasHeavyTails() {
        let calendar = LifeCalendar(
            scenario {
                $0.portfolio.distribution = .student
                $0.portfolio.degreesOfFreedom = 3
            })
        // P(|t_3| > 5.841) = .01; scaled to variance 1 by √(1/3).
        let limit = 5.840909 / 3.0.squareRoot()
        let beyond = shocks(calendar).count { abs($0.investmentReturn) > limit }
        #expect(abs(Double(beyond) - 1000) < 5 * 1000.0.squareRoot())
    }

    @Test func historyRunsOnInBlocksAndAroundItsEnd() {
        let history = (0..<30).map { Double($0) / 1000 }
        let calendar = LifeCalendar(
            scenario {
                $0.portfolio.distribution = .history
                $0.portfolio.history = ReturnHistory(file: "", returns: history)
                $0.portfolio.blockMonths = 5
                $0.portfolio.gainsTax = 0.5
            })
        let shocks = LifeShocks(seed: 7, purpose: .trainingShock, calendar: calendar)
        var starts = [Int](repeating: 0, count: 30)
        for life in 0..<3000 {
            let months = (0..<20).map { Int(shocks.shock(life: UInt64(life), month: $0).historyMonth) }
            for (month, index) in months.enumerated() {
                if month % 5 == 0 { starts[index] += 1 } else { #expect(index == (months[month - 1] + 1) % 30) }
            }
        }
        // 12,000 blocks, 400 expected of each.
        #expect(starts.allSatisfy { abs($0 - 400) < 100 })
        var shock = LifeShock()
        shock.historyMonth = 20
        #expect(abs(calendar.returns(shock) - 1.01) < 1e-15)
    }

    @Test func mirroredIsAntithetic() {
        let shock = LifeShock(
            expense: 1, investmentReturn: -2, income: 0.5, emergency: 0.25, crash: 0, work: 0.75, historyMonth: 3)
        let other = shock.mirrored
        #expect(other.expense == -1 && other.investmentReturn == 2 && other.income == -0.5)
        #expect(other.emergency == 0.75 && other.crash < 1 && other.work == 0.25 && other.historyMonth == 3)
    }

    /// Weights add up to one; pairs are mirrored; an emergency weighs its probability.
    @Test(arguments: [0.0, 0.02, 1])
    func samplesAreWeighedPairs(_ probability: Double) {
        let calendar = LifeCalendar(
            scenario {
                $0.environment.emergencyProbability = probability
                $0.environment.emergencyCost = 1000
                $0.work.jobLossProbability = 0.01
            })
        let source = LifeShockSample(calendar: calendar, seed: 3, pairs: 4, months: 2)
        #expect(source.count == (probability == 0.02 ? 16 : 8))
        var sample = [LifeShockSample.Weighted](repeating: .init(), count: source.count)
        source.add(life: 5, month: 7)
        source.add(life: 6, month: 7)
        source.draw()
        sample.withUnsafeMutableBufferPointer { source.shocks(0, into: $0) }
        func mean(_ value: (LifeShock) -> Double) -> Double {
            sample.reduce(0) { $0 + $1.weight * value($1.shock) }
        }
        #expect(abs(mean { _ in 1 } - 1) < 1e-12)
        for path in [\LifeShock.expense, \.investmentReturn, \.income] {
            #expect(abs(mean { $0[keyPath: path] }) < 1e-12)
        }
        #expect(abs(mean { $0.work } - 0.5) < 1e-9)
        #expect(abs(mean { $0.emergency < probability ? 1 : 0 } - probability) < 1e-12)
        // Lives and months have numbers of their own, and none that will happen.
        var other = sample
        other.withUnsafeMutableBufferPointer { source.shocks(1, into: $0) }
        #expect(Set((sample + other).map(\.shock.work)).count == 16)
        let lived = LifeShocks(seed: 3, purpose: .trainingShock, calendar: calendar).shock(life: 20, month: 7)
        #expect(!sample.contains { $0.shock.expense == lived.expense })
    }

    /// The same chance as one by one, in the same order, but for the rounding of normals.
    @Test(arguments: [ReturnDistribution.lognormal, .normal, .student, .history], [0.0, 0.01])
    func monthsDrawnAtOnceAreThoseDrawnOneByOne(_ distribution: ReturnDistribution, crash: Double) {
        for (incomeStd, jobLoss) in [(0.2, 0.01), (0, 0.01), (0.2, 0), (0, 0)] {
            let calendar = LifeCalendar(
                scenario {
                    $0.portfolio.distribution = distribution
                    $0.portfolio.history = ReturnHistory(file: "", returns: [0.01, -0.02, 0.03])
                    ($0.portfolio.crashProbability, $0.portfolio.crashLoss) = (crash, 0.2)
                    ($0.work.incomeStd, $0.work.jobLossProbability) = (incomeStd, jobLoss)
                })
            let shocks = LifeShocks(seed: 1 << 40 + 7, purpose: .lookaheadShock, calendar: calendar)
            let batch = LifeShockBatch(shocks, capacity: 21)
            // Twice, and not in whole vectors.
            for count in [21, 5] {
                let months = (0..<count).map { (life: UInt64($0) << 31 + 3, month: 7 * $0) }
                for (life, month) in months { batch.add(life: life, month: month) }
                batch.draw()
                for (index, (life, month)) in months.enumerated() {
                    var (actual, expected) = (batch.shock(index), shocks.shock(life: life, month: month))
                    for path in [\LifeShock.expense, \.investmentReturn, \.income] {
                        #expect(abs(actual[keyPath: path] - expected[keyPath: path]) < 1e-5)
                        actual[keyPath: path] = expected[keyPath: path]
                    }
                    #expect(actual == expected)
                }
            }
        }
    }

    /// What a household has no use for is not drawn; what it has is the same number.
    @Test func numbersDoNotDependOnWhatElseIsDrawn() {
        func shock(_ change: (inout Scenario) -> Void) -> LifeShock {
            LifeShocks(seed: 7, purpose: .trainingShock, calendar: LifeCalendar(scenario(change))).shock(
                life: 3, month: 4)
        }
        let all = shock {
            $0.portfolio.crashProbability = 0.01
            $0.portfolio.crashLoss = 0.1
        }
        let steady = shock { $0.work.incomeStd = 0 }
        #expect(steady.work == all.work && steady.expense == all.expense && steady.income == 0)
        #expect(steady.investmentReturn == all.investmentReturn && steady.emergency == all.emergency)
        #expect(all.income != 0 && all.crash < 1)
        let certain = shock { $0.work = WorkParameters() }
        #expect(certain.expense == all.expense && certain.work == 0)
    }
}
