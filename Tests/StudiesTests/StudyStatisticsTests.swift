import Households
import Statistics
import Studies
import Testing

@Suite("Statistics of a study") struct StudyStatisticsTests {
    private let slow = SlowBootstrap()

    // MARK: - Intervals

    /// Each by drawing and sorting every resample.
    @Test func intervalsAreThoseOfTheBootstrap() throws {
        let study = SmallStudy()
        let outcomes = study.outcomes(SmallStudy.luck)
        let results = study.results(outcomes)
        #expect(
            results.cells.map { "\($0.scenario) \($0.setting)" }.prefix(4) == [
                "calm default", "calm wide", "calm narrow", "rough default",
            ])
        for cell in results.cells {
            let setting = try #require(study.settings.firstIndex(of: cell.setting))
            let scores = study.strata(setting, outcomes)[try #require(study.scenarios.firstIndex(of: cell.scenario))]
            #expect(abs(try #require(cell.iqm) - Aggregate.interquartileMean([scores])) < 1e-15)
            #expect(cell.lowest == scores.min() && cell.median == scores.quantile(0.5))
            #expect(agree(cell.interval, slow.interval(10_000) { Aggregate.interquartileMean($0([scores])) }))
        }
        for (index, aggregate) in results.aggregates.enumerated() {
            let strata = study.strata(index, outcomes)
            #expect(aggregate.setting == study.settings[index] && aggregate.role == .search)
            #expect(abs(aggregate.mean - Aggregate.mean(strata)) < 1e-15)
            #expect(agree(aggregate.interval, slow.interval(10_000) { Aggregate.interquartileMean($0(strata)) }))
        }
    }

    /// To a thousandth of what they span, and with few digits.
    @Test func curvesAreThoseOfTheBootstrap() throws {
        let study = SmallStudy(seeds: 8)
        let outcomes = study.outcomes(SmallStudy.luck)
        let curve = try #require(study.results(outcomes).curves.first).reward
        let rewards = outcomes.prefix(8).compactMap { $0?.evaluation?.curves.reward }
        let exact = try #require(StudyResampler(threads: 1).bands(of: [rewards], resamples: 2_000).first)
        let pairs = [
            (curve.iqm, exact.iqm), (try #require(curve.lower), try #require(exact.lower)),
            (try #require(curve.upper), try #require(exact.upper)),
        ]
        // Rewards are near 1 in the first bin, and near 2 in the second.
        for (stored, value) in pairs.flatMap({ zip($0, $1) }) {
            #expect(abs(stored - value) <= 0.0005 && "\(stored)".count <= 6)
        }
    }

    @Test func settingsAreComparedUnderTheSameResamples() throws {
        let study = SmallStudy()
        let outcomes = study.outcomes(SmallStudy.luck)
        let comparisons = study.results(outcomes).comparisons
        #expect(
            comparisons.map { "\($0.setting) \($0.scenario ?? "all")" } == [
                "wide all", "narrow all", "wide calm", "narrow calm", "wide rough", "narrow rough",
            ])
        for comparison in comparisons {
            func strata(_ setting: Int) -> [[Double]] {
                let strata = study.strata(setting, outcomes)
                return comparison.scenario.flatMap(study.scenarios.firstIndex).map { [strata[$0]] } ?? strata
            }
            let (scores, others) = (strata(try #require(study.settings.firstIndex(of: comparison.setting))), strata(0))
            let interval = slow.interval(10_000) {
                Aggregate.interquartileMean($0(scores)) - Aggregate.interquartileMean($0(others))
            }
            #expect(comparison.rival == "default" && agree(comparison.interval, interval))
            #expect(agree(comparison.probabilityInterval, slow.improvement(2000, scores, over: others)))
            let together = try #require(comparison.simultaneous)
            #expect(together.upper - together.lower > interval.upper - interval.lower)
            #expect(abs((together.lower + together.upper) / 2 - comparison.difference) < 1e-15)
        }
    }

    /// The more settings, the wider: the interval of `wide` grows when others stand beside it.
    @Test func intervalsHoldTogetherWithThoseOfTheirTable() throws {
        func width(settings: [String]) throws -> Double {
            var study = SmallStudy()
            study.settings = settings
            let interval = try #require(study.results(study.outcomes(SmallStudy.luck)).comparisons[0].simultaneous)
            return interval.upper - interval.lower
        }
        let alone = try width(settings: ["default", "wide"])
        #expect(try width(settings: ["default", "wide", "a", "b", "c", "d"]) > 1.1 * alone)
    }

    /// Mistakes in euros, by the curve of what rewards are worth.
    @Test func whatMistakesCostIsToldInEuros() throws {
        let study = SmallStudy(settings: ["default"], seeds: 2)
        let outcomes = study.outcomes { $0.scenario == 1 && $0.seed == 2 ? 0.8 : $0.seed == 1 ? 0.95 : 0.97 }
        let cells = study.results(outcomes).cells
        #expect(abs(try #require(cells[0].means?.monthlyCost) - 0.8) < 1e-12)
        // More than the curve reaches.
        #expect(cells[1].means?.monthlyCost == nil && cells[1].means?.insolvencyRate == 0)
        #expect(study.results(study.outcomes { _ in nil }).cells[0].means == nil)
    }

    @Test func belowFiveSeedsThereAreNoIntervals() {
        var study = SmallStudy()
        study.seeds = 4
        study.livesForUtility = true
        study.grid = [StudyFile.GridKey(key: "training.epochs", values: ["5", "20"])]
        let results = study.results(study.outcomes(SmallStudy.luck))
        #expect(
            results.cells.allSatisfy { $0.interval == nil && $0.iqm != nil && $0.certaintyEquivalent?.interval == nil })
        #expect(results.cells.allSatisfy { $0.certaintyEquivalent != nil && $0.spread != nil })
        #expect(results.aggregates.count == 3 && results.aggregates.allSatisfy { $0.interval == nil })
        #expect(results.comparisons.count == 6)
        #expect(
            results.comparisons.allSatisfy {
                $0.interval == nil && $0.simultaneous == nil && $0.probabilityInterval == nil && $0.verdict == .untold
                    && $0.seedsNeeded == nil
            })
        #expect(results.sensitivity[0].points.count == 2)
        #expect(results.sensitivity[0].points.allSatisfy { $0.interval == nil })
        #expect(results.profiles.count == 3 && results.profiles.allSatisfy { $0.lower == nil && $0.upper == nil })
        #expect(results.curves.count == 6 && results.curves.allSatisfy { $0.reward.lower == nil })
    }

    @Test func threadsChangeNothing() {
        var study = SmallStudy()
        study.grid = [StudyFile.GridKey(key: "training.epochs", values: ["5", "20"])]
        // One cell has fewer seeds, and other positions.
        let outcomes = study.outcomes {
            ($0.setting, $0.scenario, $0.seed) == (1, 1, 2) ? nil : SmallStudy.luck($0)
        }
        let results = study.results(outcomes)
        #expect(results.cells[4].interval != nil && results.cells[4].missing == 1)
        for threads in [2, 3, 7] { #expect(study.results(outcomes, threads: threads) == results) }
    }

    // MARK: - What counts

    @Test func whatDivergedCountsZeroAndWhatIsMissingIsAbsent() throws {
        var study = SmallStudy()
        study.seeds = 8
        study.livesForUtility = true
        var outcomes = study.outcomes(SmallStudy.luck)
        outcomes[0] = StudyOutcome(status: .diverged, message: "a weight", episodes: 2)
        outcomes[1] = StudyOutcome(status: .failed, message: "a defect", episodes: 2)
        outcomes[2] = nil
        outcomes[3] = SmallStudy.done(0.95, differenceToTuned: -2)
        let results = study.results(outcomes)
        let cell = results.cells[0]
        #expect([cell.seeds, cell.done, cell.diverged, cell.failed, cell.missing] == [8, 5, 1, 1, 2])
        #expect(cell.lowest == 0 && cell.belowTuned == 2 && cell.certaintyEquivalent?.lowest == 0)
        let scores = study.strata(0, outcomes)[0]
        #expect(scores.count == 6 && scores[0] == 0)
        #expect(abs(try #require(cell.mean) - scores.reduce(0, +) / 6) < 1e-15)
        #expect(agree(cell.interval, slow.interval(10_000) { Aggregate.interquartileMean($0([scores])) }))
        let euros = scores.map { 2000 * $0 }
        let interval = slow.interval(10_000) { Aggregate.interquartileMean($0([euros])) }
        let found = try #require(cell.certaintyEquivalent?.interval)
        #expect(abs(found.lower - interval.lower) < 1e-9 && abs(found.upper - interval.upper) < 1e-9)
        #expect(abs(try #require(cell.toleranceShare) - 0.6070) < 1e-4)
        // The spread is of those that are done, and all of training: each life lacks the same.
        let done = scores.dropFirst()
        #expect(abs(try #require(cell.spread) - Array(done).sampleDeviation) < 1e-12)
        let share = try #require(cell.shareOfTraining)
        #expect(abs(share - 1) < 1e-9 && cell.livesWorth == nil)
        // The seeds that tell a difference are of all.
        let needed = SeedsNeeded.toTell(0.001, standardDeviation: 2.0.squareRoot() * scores.sampleDeviation)
        #expect(cell.seedsForDifference == needed)
        // What diverged has no curve.
        #expect(results.curves[0].reward.iqm[0] > 0.99 && results.curves[0].episodes == [1, 2])
    }

    @Test func whatLivesDoTakesTwoTrainingsThatAreDone() {
        let study = SmallStudy()
        var outcomes = study.outcomes(SmallStudy.luck)
        for seed in 1..<6 { outcomes[seed] = StudyOutcome(status: .diverged, episodes: 2) }
        let cell = study.results(outcomes).cells[0]
        #expect(cell.done == 1 && cell.iqm != nil && cell.interval != nil)
        #expect(cell.spread == nil && cell.shareOfTraining == nil && cell.standardErrorOfLives == nil)
        #expect(cell.livesWorth == nil && cell.seedsForDifference != nil)
    }

    /// A setting without a scenario would be another average.
    @Test func aSettingWithoutAScenarioHasNoAggregate() {
        var study = SmallStudy()
        study.choice = StudyChoice()
        study.grid = [StudyFile.GridKey(key: "training.epochs", values: ["5", "20"])]
        let results = study.results(
            study.outcomes { $0.setting == 1 && $0.scenario == 1 ? nil : SmallStudy.luck($0) })
        #expect(results.cells[4].iqm == nil && results.cells[4].missing == 6 && results.cells[4].belowTuned == nil)
        #expect(results.aggregates.map(\.setting) == ["default", "narrow"])
        #expect(results.profiles.map(\.setting) == ["default", "narrow"])
        #expect(
            results.comparisons.map { "\($0.setting) \($0.scenario ?? "all")" } == [
                "narrow all", "wide calm", "narrow calm", "narrow rough",
            ])
        #expect(results.curves.count == 5 && results.choice == nil)
        #expect(results.sensitivity[0].points.map(\.value) == ["20"])
    }

    @Test func nothingIsSaidOfNothing() {
        let study = SmallStudy()
        let results = study.results(study.outcomes { _ in nil })
        #expect(results.cells.count == 6 && results.cells.allSatisfy { $0.missing == 6 && $0.mean == nil })
        #expect(results.aggregates.isEmpty && results.comparisons.isEmpty && results.curves.isEmpty)
    }

    // MARK: - Lives

    /// Where chance is in the lives and hardly in training, more lives tell more than more seeds.
    @Test func livesAreWorthSimulatingWhereTheyTellMore() throws {
        let study = SmallStudy()
        func livesWorth(_ noise: Double) -> Int? {
            let outcomes = study.outcomes(SmallStudy.luck).enumerated().map { index, outcome in
                var outcome = outcome
                for life in 0..<SmallStudy.lives {
                    outcome?.evaluation?.rewards[life] += (index + life) % 2 == 0 ? noise : -noise
                }
                return outcome
            }
            return study.results(outcomes).cells[0].livesWorth
        }
        #expect(livesWorth(0) == nil)
        let few = try #require(livesWorth(0.5))
        let more = try #require(livesWorth(0.6))
        #expect(few > 2 * SmallStudy.lives && more > few)
        #expect(livesWorth(1000) == StudyLives.most)
    }

    @Test func whatATrainingCosts() {
        var scenario = Scenario(
            name: "x",
            environment: EnvironmentParameters(
                income: 3000, fixedExpenses: 1000, variableExpenseMean: 500, variableExpenseStd: 100, inflation: 0.02,
                safetyThreshold: 3000, maxMonths: 60, initialCash: 0, riskTolerance: 0.5))
        scenario.training.numEpisodes = 100
        // Exploring lives beside as many episodes, each month compared under four pairs for two decisions.
        #expect(scenario.trainingCost == 100 * 2 * 17)
        scenario.environment.emergencyProbability = 0.1
        #expect(scenario.trainingCost == 100 * 2 * 33)
        scenario.training.shockPairs = 0
        #expect(scenario.trainingCost == 100)
        scenario.objectiveKind = .utility
        scenario.training = .ofLives
        // Goals are compared, too, without that distinction.
        #expect(scenario.trainingCost == 240 * 1024 * 12 * 49 / 60)
    }

    // MARK: - Verdicts

    @Test func words() {
        func verdict(_ lower: Double, _ upper: Double) -> StudyResults.Comparison.Verdict {
            StudyResults.Comparison.Verdict(Interval(lower: lower, upper: upper), difference: 0.001)
        }
        #expect(verdict(0.0001, 0.01) == .better && verdict(-0.01, -0.0001) == .worse)
        #expect(verdict(-0.001, 0.001) == .same && verdict(0, 0) == .same)
        #expect(verdict(-0.0011, 0.001) == .untold && verdict(0, 0.002) == .untold && verdict(-0.002, 0) == .untold)
    }

    /// Where a difference is smaller than what counts, too.
    @Test func whatCannotBeToldNeedsMoreSeedsThanThereAre() {
        var study = SmallStudy()
        study.settings = (0..<8).map { "\($0)" }
        study.seeds = 20
        let comparisons = study.results(
            study.outcomes { SmallStudy.luck($0) + 0.0001 * Double($0.setting) }
        ).comparisons
        #expect(comparisons.contains { $0.verdict == .untold && abs($0.difference) < 0.0006 })
        #expect(comparisons.contains { $0.verdict == .untold } && comparisons.contains { $0.verdict != .untold })
        for comparison in comparisons {
            if comparison.verdict == .untold {
                #expect((comparison.seedsNeeded ?? 0) > study.seeds, "\(comparison)")
            } else {
                #expect(comparison.seedsNeeded == nil)
            }
        }
    }

    @Test func aSettingThatChangesNothingIsTheSame() {
        let study = SmallStudy()
        let comparisons = study.results(
            study.outcomes { training in
                var twin = training
                twin.setting = 0
                return SmallStudy.luck(twin) - (training.setting == 2 ? 0.01 : 0)
            }
        ).comparisons
        #expect(comparisons[0].simultaneous == Interval(lower: 0, upper: 0) && comparisons[0].verdict == .same)
        #expect(comparisons[0].probabilityOfImprovement == 0.5)
        #expect(comparisons[1].verdict == .worse && abs(comparisons[1].difference + 0.01) < 1e-12)
    }

    // MARK: - Choice

    @Test func whatIsChosenIsJudgedByOtherSeeds() throws {
        var study = SmallStudy()
        study.choice = StudyChoice(by: .iqm, confirm: 5)
        study.confirming = ([0, 2], 5)
        let outcomes = study.outcomes { training in
            let chosen = training.setting == 2
            return SmallStudy.luck(training) + (chosen ? training.role == .search ? 0.1 : 0.05 : 0)
        }
        let results = study.results(outcomes)
        let choice = try #require(results.choice)
        #expect(choice.setting == "narrow" && choice.rival == "default" && choice.livesSeed == 43)
        #expect(abs(choice.score - Aggregate.interquartileMean(study.strata(2, outcomes))) < 1e-15)
        let confirmed = results.aggregates.filter { $0.role == .confirm }
        #expect(confirmed.map(\.setting) == ["default", "narrow"])
        let flattery = try #require(choice.flattery)
        #expect(choice.confirmed == confirmed[1].iqm && abs(flattery - 0.05) < 0.002)
        let judged = results.comparisons.filter { $0.role == .confirm }
        #expect(
            judged.map { "\($0.setting) \($0.rival) \($0.scenario ?? "all")" } == [
                "narrow default all", "narrow default calm", "narrow default rough",
            ])
        #expect(judged.allSatisfy { $0.verdict == .better && abs($0.difference - 0.05) < 0.002 })
        #expect(results.comparisons.filter { $0.role == .search }.count == 6)
        #expect(results.cells.suffix(4).allSatisfy { $0.role == .confirm && $0.seeds == 5 && $0.done == 5 })
        #expect(
            results.yardsticks.map { "\($0.scenario) \($0.role)" } == [
                "calm search", "rough search", "calm confirm", "rough confirm",
            ])
    }

    /// `default` is compared with the best of the others where it is chosen itself.
    @Test func defaultCanBeChosen() throws {
        var study = SmallStudy()
        study.choice = StudyChoice(by: .mean, confirm: 5)
        study.confirming = ([0, 1], 5)
        let results = study.results(
            study.outcomes { SmallStudy.luck($0) - 0.1 * Double($0.setting) })
        let judged = results.comparisons.filter { $0.role == .confirm }
        #expect(judged.first?.setting == "default" && judged.first?.rival == "wide")
        #expect(abs(try #require(judged.first?.difference) - 0.1) < 0.002)
    }

    // MARK: - Over settings

    /// Two keys of two values: the last one is the fastest.
    @Test func sensitivityIsOverTheSettingsThatShareAValue() throws {
        var study = SmallStudy()
        study.settings = ["default", "a1 b1", "a1 b2", "a2 b1", "a2 b2", "listed"]
        study.grid = [
            StudyFile.GridKey(key: "training.a", values: ["1", "2"]),
            StudyFile.GridKey(key: "training.b", values: ["1", "2"]),
        ]
        let outcomes = study.outcomes(SmallStudy.luck)
        let sensitivity = study.results(outcomes).sensitivity
        #expect(sensitivity.map(\.key) == ["training.a", "training.b"])
        #expect(sensitivity.allSatisfy { $0.points.map(\.value) == ["1", "2"] })
        for (point, settings) in zip(sensitivity.flatMap(\.points), [[1, 2], [3, 4], [1, 3], [2, 4]]) {
            let strata = settings.map { study.strata($0, outcomes) }
            #expect(abs(point.iqm - Aggregate.interquartileMean(strata.flatMap(\.self))) < 1e-15)
            let interval = slow.interval(10_000) { draw in
                Aggregate.interquartileMean(strata.flatMap { draw($0) })
            }
            #expect(agree(point.interval, interval), "\(settings)")
        }
    }

    @Test func profilesAreSharesAboveEachDistance() throws {
        let study = SmallStudy()
        let outcomes = study.outcomes(SmallStudy.luck)
        let profiles = study.results(outcomes).profiles
        #expect(profiles.map(\.setting) == study.settings)
        let profile = profiles[1]
        #expect(profile.distances.count == 60 && profile.distances[0] == 1)
        #expect(abs(profile.distances[59] - 1e-4) < 1e-18 && profile.shares[0] == 1)
        let strata = study.strata(1, outcomes)
        for index in profile.distances.indices.suffix(25) {
            func share(_ scores: [[Double]]) -> Double {
                let scores = Array(scores.joined())
                return Double(scores.count { $0 > 1 - profile.distances[index] }) / Double(scores.count)
            }
            let interval = slow.interval(2000) { share($0(strata)) }
            #expect(profile.shares[index] == share(strata))
            #expect(
                agree(
                    Interval(lower: try #require(profile.lower)[index], upper: try #require(profile.upper)[index]),
                    interval))
        }
        #expect(Set(profile.shares).count > 4)
    }
}
