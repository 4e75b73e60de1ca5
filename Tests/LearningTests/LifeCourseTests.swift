import Foundation
import Households
import Learning
import NumericKernels
import Statistics
import TestSupport
import Testing

/// Training of a household that lives for utility.
@Suite("Training of a life")
struct LifeCourseTests {
    private func calendar(_ name: String = "prestito_milano", batches: Int = 6) throws -> LifeCalendar {
        let vector = try #require(LifeAgentsTests.vectors.first { $0.name == name })
        var scenario = try vector.household.scenario
        scenario.environment.maxMonths = 40
        scenario.training = .ofLives
        scenario.training.batchSize = 32
        scenario.training.numEpisodes = batches
        scenario.training.validationEpisodes = 64
        (scenario.training.hidden, scenario.training.minibatchLow) = (16, 64)
        return LifeCalendar(scenario)
    }

    private func train(_ calendar: LifeCalendar, seed: UInt64 = 1, threads: Int = 1) throws -> TrainerState {
        let (course, team) = (
            LifeCourse(calendar: calendar, seed: seed, threads: threads), WorkerTeam(count: threads)
        )
        while course.episodesDone < calendar.scenario.training.numEpisodes { _ = try course.trainBatch(team: team) }
        return course.state
    }

    @Test(arguments: [2, 3])
    func threadsChangeNothing(threads: Int) throws {
        let calendar = try calendar()
        #expect(try train(calendar, threads: threads) == train(calendar))
    }

    @Test func seedsDiffer() throws {
        let calendar = try calendar()
        #expect(try train(calendar, seed: 2).lowAgent != train(calendar).lowAgent)
    }

    /// By way of what is stored of the lives.
    @Test func resumingGivesTheSameBits() throws {
        let (calendar, team) = (try calendar(), WorkerTeam(count: 1))
        let first = LifeCourse(calendar: calendar, seed: 1, threads: 1)
        for _ in 0..<2 { _ = try first.trainBatch(team: team) }
        var state = first.state
        let stored = try JSONEncoder().encode(#require(state.lives).tracks)
        state.lives?.tracks = try JSONDecoder().decode([LifeTrack].self, from: stored)
        let resumed = try LifeCourse(resuming: state, calendar: calendar, seed: 1, threads: 2)
        let both = WorkerTeam(count: 2)
        while resumed.episodesDone < calendar.scenario.training.numEpisodes { _ = try resumed.trainBatch(team: both) }
        #expect(try resumed.state == train(calendar))
    }

    /// By the trainer, which keeps the history too: what was measured, and how the policy fared on validation lives.
    @Test func theTrainerTellsOfEveryEpisode() throws {
        let scenario = try calendar(batches: 20).scenario
        let trainer = HRLTrainer(scenario: scenario, seed: 1, threads: 2)
        var numbers: [Int] = []
        let outcome = try trainer.train { event in
            if case .episodeEnded(let number, let metrics) = event {
                numbers.append(number)
                #expect(metrics.length == scenario.training.segment && metrics.reward.isFinite)
                #expect((0...1).contains(metrics.cashStability) && (0...1).contains(metrics.goalAdherence))
            }
            return numbers.count == 7 ? .stop : .continue
        }
        #expect(outcome == .stopped(episodesDone: 7))
        let resumed = try HRLTrainer(
            resuming: trainer.state, history: trainer.history, scenario: scenario, seed: 1, threads: 1)
        #expect(try resumed.train { _ in .continue } == .completed)
        let whole = HRLTrainer(scenario: scenario, seed: 1, threads: 1)
        #expect(try whole.train { _ in .continue } == .completed)
        #expect(resumed.history == whole.history && resumed.state == whole.state)
        let history = whole.history
        #expect(history.count == 20 && history.low.count == 20 && history.high.count == 20)
        #expect(history.validations.episodes == Array(1...20))
        let calendar = LifeCalendar(scenario)
        #expect(history.validations.certaintyEquivalents.allSatisfy { $0 > calendar.ruinConsumption })
        #expect(history.validations.kept.first == 1 && history.validations.kept.allSatisfy((0...1).contains))
        let kept = Array(zip(history.validations.episodes, history.validations.kept)).last { $0.1 == 1 }?.0
        #expect(whole.state.kept?.episode == kept)
        #expect(history.prefix(7).validations.episodes == Array(1...7))
    }

    /// Where nothing is validated the averaged weights count.
    @Test func withoutValidationTheAverageCounts() throws {
        var scenario = try calendar(batches: 3).scenario
        scenario.training.validationEpisodes = 0
        let state = try train(LifeCalendar(scenario))
        #expect(state.kept == nil)
        #expect(try state.weights(of: .executor) == #require(state.lives).average.lowAgent)
        #expect(state.weights(of: .executor) != state.lowAgent)
    }

    @Test func aStateOfAnotherTrainingIsRefused() throws {
        let calendar = try calendar()
        let state = try train(calendar)
        var other = state
        other.lives?.tracks.removeLast()
        #expect(throws: TrainingError.self) {
            try LifeCourse(resuming: other, calendar: calendar, seed: 1, threads: 1)
        }
        other = state
        other.episodesDone += 1
        #expect(throws: TrainingError.self) {
            try LifeCourse(resuming: other, calendar: calendar, seed: 1, threads: 1)
        }
        other = state
        other.lives?.average.lowAgent.removeLast()
        #expect(throws: ModelError.self) {
            try LifeCourse(resuming: other, calendar: calendar, seed: 1, threads: 1)
        }
    }

    /// The policy that is kept is better than an untrained one, beyond chance, on lives that it was not trained on.
    @Test(arguments: ["prestito_milano", "partita_iva"])
    func whatIsKeptIsBetterThanUntrained(_ name: String) throws {
        let (calendar, team) = (try calendar(name, batches: 100), WorkerTeam(count: 2))
        let state = try train(calendar, threads: 2)
        let trained = LifeAgents(calendar: calendar, seed: 1)
        try trained.load(#require(state.kept))
        let run = LifeRun(calendar: calendar, seed: 5, purpose: .evaluationShock)
        let (better, worse) = (
            run.live(0..<4000, under: trained, team: team),
            run.live(0..<4000, under: LifeAgents(calendar: calendar, seed: 1), team: team)
        )
        let gain = LifeStatistics.difference(better, to: worse, in: calendar)
        #expect(gain.mean > 3 * gain.standardError, "\(gain)")
    }

    /// Exploring lives begin anywhere that a life may be, others at the start; the first ones are of all ages.
    @Test func exploringLivesBeginAnywhere() throws {
        let calendar = try calendar()
        let starts = LifeStarts(calendar: calendar, seed: 1)
        let lives = (0..<4000).map { starts.household(of: UInt64($0)) }
        let start = HouseholdState(startOf: calendar)
        let atStart = lives.count { $0 == start }
        #expect((1800...2200).contains(atStart) && !lives.prefix(32).contains(start))
        let exploring = lives.filter { $0 != start }
        #expect(Set(exploring.map(\.monthsDone)) == Set(0..<calendar.horizon))
        #expect(Set(exploring.map(\.work)) == Set(0..<calendar.work.count))
        for life in exploring {
            #expect(life.cash >= -calendar.overdraftLimit && life.portfolio >= 0)
            #expect((0...calendar.scenario.debt.loan).contains(life.loan))
        }
        #expect(exploring.contains { $0.cash < 0 } && exploring.contains { $0.wealth > 50_000 })
    }
}
