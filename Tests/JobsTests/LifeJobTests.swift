import Foundation
import Households
import Jobs
import Reports
import RunStorage
import ScenarioFiles
import Synchronization
import SystemPackage
import TestSupport
import Testing

/// A household that lives for utility, from its file to its report, like any other.
@Suite("Jobs for a life", .timeLimit(.minutes(5)))
struct LifeJobTests {
    /// Everything that such a household can have, in two years.
    static let yaml = """
        objective: { kind: utility, after_months: 60 }
        environment:
          income: 2400
          fixed_expenses: 1000
          variable_expense_mean: 700
          variable_expense_std: 120
          inflation: 0.02
          safety_threshold: 1000
          max_months: 24
          initial_cash: 2500
          initial_investment: 3000
          risk_tolerance: 0.5
          emergency_probability: 0.03
          emergency_cost: 800
          investment_return_mean: 0.0045
          investment_return_std: 0.045
        portfolio: { sale_cost: 0.005, gains_tax: 0.26, crash_probability: 0.01, crash_loss: 0.2 }
        work:
          job_loss_probability: 0.03
          job_finding_probability: 0.2
          benefit_share: 0.6
          benefit_months: 12
          no_benefit_share: 0.2
          retirement_month: 19
          pension: 1900
        debt: { overdraft_limit: 1500, overdraft_rate: 0.12, loan: 4000, loan_rate: 0.08, loan_instalment: 150 }
        goals:
          - { month: 13, amount: 3000, worth: 40 }
        training: { batch_size: 64, num_episodes: 24, minibatch_low: 128, minibatch_high: 32, validation_episodes: 64 }
        """

    private let workplace: Workplace

    init() throws {
        workplace = try Workplace("life", yaml: Self.yaml)
    }

    private var request: TrainingRequest {
        var request = workplace.request
        request.episodes = nil
        request.saveInterval = 10
        request.evaluationEpisodes = 300
        return request
    }

    @Test func everyContestantIsToldInEurosAMonth() throws {
        let heard = Heard()
        let run = try workplace.jobs(heard).train(request)
        let saved = heard.events.compactMap {
            if case .checkpointSaved(_, _, let episode, _) = $0 { episode } else { nil }
        }
        #expect(saved == [10, 20, 24])
        let evaluation = try #require(run.evaluation)
        let kinds = evaluation.policies.map(\.policy)
        #expect(kinds.prefix(4) == [.trained, .untrained, .optimum, .tunedRule])
        #expect(Set(kinds).isSuperset(of: [.spendAll, .sixMonthFund, .ageRule, .fourPercent, .debtFirst, .salary]))
        let optimum = try #require(evaluation.policies[2].certaintyEquivalent)
        for policy in evaluation.policies {
            let worth = try #require(policy.certaintyEquivalent)
            let (error, difference) = (try #require(policy.standardError), try #require(policy.differenceToOptimum))
            #expect(worth > 200 && error > 0 && worth < 2000)
            #expect(abs(difference.mean - (worth - optimum)) < 1e-9)
            #expect(policy.ruinProbability == policy.insolvencyRate)
            #expect((0...1).contains(try #require(policy.goalShare)))
            // Nobody is better than the optimum, beyond chance and its grid.
            #expect(difference.mean < 3 * difference.standardError + 0.005 * optimum, "\(policy.policy)")
        }
        let months = evaluation.policies[0].months
        #expect(months.count == 24 && months.allSatisfy { $0.loan != nil && $0.consumption != nil })
        #expect(months[20].outOfWork == 0 && months[10].outOfWork ?? 0 > 0)
        try expectAdvice(of: evaluation, run.description.scenario)
        #expect(evaluation.sensitivity?.map(\.change) == [.moreJobLoss, .lowerReturns])
        // What is said on top is what was found.
        func euro(_ kind: PolicyKind) throws -> String {
            let worth = try #require(evaluation.policies.first { $0.policy == kind }?.certaintyEquivalent)
            return DisplayFormat.euro(worth, decimals: 0)
        }
        let rules = evaluation.policies.filter { ![.trained, .untrained, .optimum].contains($0.policy) }
        let best = try #require(rules.max { $0.meanReward < $1.meanReward }).policy
        let lead = Finding(evaluation, of: run.description.scenario).lead
        #expect(lead.contains("as well off as with \(try euro(.trained)) a month for certain"))
        #expect(lead.contains("with the best rule of thumb, \(best.subject), \(try euro(best))"))
        #expect(lead.contains("with the computed optimum \(try euro(.optimum))"))
        // As a document: the keys that others read.
        let json = try JSONDecoder().decode(Contestants.self, from: workplace.bytes("models/life_evaluation.json"))
        #expect(json.policies.count == kinds.count && json.policies[0].certainty_equivalent > 0)
        #expect(try workplace.jobs().output.verify().problems.isEmpty)
    }

    /// Advice is given in the months of every change, and each row says what following it costs.
    private func expectAdvice(of evaluation: Evaluation, _ scenario: Scenario) throws {
        let tables = try #require(evaluation.lifeAdvice)
        let paid = try #require(evaluation.policies[0].loanPaid)
        let gone = evaluation.policies[0].months.first { $0.loan?.p50.rounded() == 0 }?.month
        let changes = [13, 19] + (gone.map { [$0, $0 + 1] } ?? []).filter { $0 <= 24 }
        #expect(Set(tables.map(\.month)).isSuperset(of: [1] + changes), "\(tables.map(\.month))")
        #expect((0...1).contains(paid.share) && (paid.month == nil) == (paid.share == 0))
        for table in tables {
            for row in table.rows {
                let regret = try #require(row.regret)
                #expect(regret >= 0 && regret.isFinite, "\(table.month): \(row)")
            }
        }
    }

    private struct Contestants: Decodable {
        struct Contestant: Decodable {
            let certainty_equivalent, standard_error, ruin_probability, goal_share: Double
        }

        let policies: [Contestant]
    }

    private static let optimum = "models/checkpoints/life/optimum.safetensors"

    /// It depends on the household alone, not on how its agents learn.
    @Test func theOptimumIsKeptWithTheRun() throws {
        let jobs = workplace.jobs()
        let run = try jobs.train(request)
        let scenario = run.description.scenario
        let value = try #require(run.evaluation?.optimalValue)
        func kept(_ name: RunName, _ change: (inout Scenario) -> Void = { _ in }) throws -> Double? {
            var household = scenario
            change(&household)
            return try jobs.output.runs.optimum(of: name, for: household)?.certaintyEquivalent
        }
        #expect(try kept(run.name) == value)
        #expect(try kept(run.name) { $0.training.learningRateLow /= 2 } == value)
        #expect(try kept(run.name) { $0.environment.income += 1 } == nil)
        #expect(try kept(RunName("nobody")) == nil)
        // What a training replaces keeps its own.
        var again = request
        (again.mode, again.seed) = (.replace, 7)
        _ = try jobs.train(again)
        #expect(try kept(run.name) == value && kept(run.name.previous) == value)
        // What is kept is what is used: with another value, that is the optimum's.
        try rewriteOptimum { text in
            text.replacing(#/"certainty_equivalent":"\d/#, with: #""certainty_equivalent":"7"#)
        }
        let other = try #require(try kept(run.name))
        #expect(other != value)
        var simulation = SimulationRequest(run: "life")
        simulation.episodes = 20
        #expect(try jobs.simulate(simulation).simulation.evaluation.optimalValue == other)
        // Of another program, which computed it in another way.
        try rewriteOptimum { $0.replacing(#/"optimum_version":"\d/#, with: #""optimum_version":"0"#) }
        #expect(try kept(run.name) == nil)
    }

    /// Changes the header of the kept optimum, and what the run's list says of the file.
    private func rewriteOptimum(_ change: (String) -> String) throws {
        let whole = try Array(workplace.bytes(Self.optimum))
        let end = 8 + Int(whole[0]) + Int(whole[1]) << 8
        let header = change(String(decoding: whole[8..<end], as: UTF8.self))
        let changed = whole[..<8] + Array(header.utf8) + whole[end...]
        try #require(changed.count == whole.count && Array(changed) != whole)
        try Data(changed).write(to: URL(filePath: workplace.path(Self.optimum)))
        let list = workplace.path("models/checkpoints/life/SHA256SUMS")
        let text = try String(contentsOfFile: list, encoding: .utf8)
        try text.replacing(ContentHash(of: whole).hex, with: ContentHash(of: Array(changed)).hex).write(
            toFile: list, atomically: true, encoding: .utf8)
    }

    /// What needs an optimum that is not intact computes it anew, to the same, and says so; a report keeps it again.
    @Test func anOptimumThatIsDamagedIsComputedAnew() throws {
        let heard = Heard()
        let jobs = workplace.jobs(heard)
        let run = try jobs.train(request)
        func simulated() throws -> Evaluation {
            var request = SimulationRequest(run: "life", policy: .optimum)
            request.episodes = 40
            return try jobs.simulate(request).simulation.evaluation
        }
        let first = try simulated()
        #expect(first.optimalValue == run.evaluation?.optimalValue)
        #expect(heard.warnings.isEmpty)
        let whole = try workplace.bytes(Self.optimum)
        var flipped = whole
        flipped[flipped.count / 2] ^= 4
        try flipped.write(to: URL(filePath: workplace.path(Self.optimum)))
        #expect(try !jobs.output.verify().isIntact)
        #expect(try simulated() == first)
        #expect(heard.warnings.count == 1)
        #expect(heard.warnings.first?.contains("optimum.safetensors") == true)
        #expect(heard.warnings.first?.hasSuffix("it is computed anew") == true)
        var report = ReportRequest(run: "life")
        (report.checkpoint, report.evaluationEpisodes) = (.episode(10), 100)
        _ = try jobs.report(report, with: jobs.renderer())
        #expect(try workplace.bytes(Self.optimum) == whole)
        #expect(try jobs.output.verify().problems.isEmpty)
        // A list that is made anew has nothing that vouches for it.
        _ = try jobs.output.runs.repair(run.name)
        #expect(try jobs.output.runs.optimum(of: run.name, for: run.description.scenario) == nil)
        #expect(try jobs.output.verify().problems.isEmpty)
    }

    /// What goes while it is read is not called damaged.
    @Test func anOptimumThatGoesWhileItIsReadIsNotThere() throws {
        let run = try workplace.jobs().train(request)
        let output = workplace.output()
        let isDeleted = Mutex(false)
        var files = FileOperations.posix
        files.open = { path, purpose in
            if purpose == .reading, path.lastComponent?.string == "optimum.safetensors" {
                try isDeleted.withLock { isDeleted in
                    if !isDeleted { try output.runs.delete(run.name) }
                    isDeleted = true
                }
            }
            return try FileOperations.posix.open(path, purpose)
        }
        #expect(try workplace.output(files).runs.optimum(of: run.name, for: run.description.scenario) == nil)
        #expect(isDeleted.withLock { $0 })
    }

    /// It can be computed again, a training cannot.
    @Test func aTrainingEndsWhereItsOptimumCannotBeKept() throws {
        let heard = Heard()
        var files = FileOperations.posix
        files.open = { path, purpose in
            if purpose == .writing, path.string.contains("optimum.safetensors") { throw Errno.noSpace }
            return try FileOperations.posix.open(path, purpose)
        }
        let jobs = workplace.jobs(heard, files: files)
        let run = try jobs.train(request)
        #expect(run.evaluation?.optimalValue != nil)
        #expect(heard.warnings.count == 1 && heard.warnings.first?.hasSuffix("the optimum is not kept") == true)
        // Nor does what is replaced wait for the room that its optimum takes.
        var again = request
        (again.mode, again.seed) = (.replace, 7)
        _ = try workplace.jobs().train(again)
        again.seed = 8
        let last = try jobs.train(again)
        #expect(last.description.seed == 8 && last.evaluation != nil)
        let previous = try jobs.output.runs.run(run.name.previous)
        #expect(previous.description.seed == 7 && previous.evaluation != nil)
        #expect(try workplace.jobs().output.verify().problems.isEmpty)
    }

    /// A training that was stopped and goes on gives the same bytes as one in one go, whatever the threads.
    @Test func stoppedAndResumedItEndsTheSame() throws {
        _ = try workplace.jobs().train(request)
        let stop = StopRequest()
        let other = try Workplace("life", yaml: Self.yaml)
        var again = request
        again.scenario = other.path("life.yaml")
        let jobs = other.jobs(stop: stop) { event in
            if case .episode(let progress, _, _) = event, progress.episode == 13 { stop.ask(.interrupted) }
        }
        #expect(throws: Stopped(.interrupted)) { try jobs.train(again) }
        // What was reached can be used.
        let stopped = try other.jobs().output.runs.run(RunName("life")).newestState()
        #expect(stopped.episode == 13)
        again.mode = .resume
        again.startTime = request.startTime
        _ = try other.jobs().train(again)
        for file in ["life_high_agent.safetensors", "life_low_agent.safetensors", "life_history.json"] {
            #expect(try workplace.bytes("models/\(file)") == other.bytes("models/\(file)"), "\(file)")
        }
        let lives = "models/checkpoints/life/checkpoint_episode_24/lives.json"
        #expect(try workplace.bytes(lives) == other.bytes(lives))
        #expect(try other.jobs().output.verify().problems.isEmpty)
    }

    /// A life that no household of this kind can stand in is damage, not a trap.
    @Test func livesThatCannotBeAreRefused() throws {
        let run = try workplace.jobs().train(request)
        let checkpoint = try run.finalCheckpoint()
        var metadata = checkpoint.metadata
        metadata.run.scenario.environment.maxMonths = 2
        let lives = try #require(checkpoint.state().lives)
        let calendar = LifeCalendar(metadata.run.scenario)
        #expect(!lives.tracks.allSatisfy { $0.isPossible(in: calendar) })
        let own = LifeCalendar(checkpoint.metadata.run.scenario)
        #expect(lives.tracks.allSatisfy { $0.isPossible(in: own) })
    }

    @Test func reportsComparisonsAndExportsWork() throws {
        let jobs = workplace.jobs()
        _ = try jobs.train(request)
        var second = request
        (second.name, second.seed) = ("second", 7)
        _ = try jobs.train(second)
        let renderer = try jobs.renderer()
        for choice in [CheckpointChoice.final, .episode(10)] {
            var report = ReportRequest(run: "life")
            (report.checkpoint, report.evaluationEpisodes) = (choice, 100)
            let paths = try jobs.report(report, with: renderer)
            #expect(paths.count == 2)
        }
        let page = String(decoding: try workplace.bytes("reports/life/index.html"), as: UTF8.self)
        #expect(page.contains("the household is as well off as with €"))
        #expect(page.contains("in euros of the first month"))
        #expect(page.contains("Work is lost twice as often"))
        let compared = try jobs.compare(["life", "second"])
        for format in ComparisonFormat.allCases {
            #expect(try !jobs.file(format, of: compared, title: nil, with: renderer).isEmpty)
        }
        for format in ExportFormat.allCases {
            #expect(try !jobs.export(ExportRequest(run: "life", format: format)).isEmpty)
        }
        #expect(try jobs.output.verify().problems.isEmpty)
    }

    @Test func rulesAndLivesAreSimulated() throws {
        let jobs = workplace.jobs()
        var rule = SimulationRequest(run: nil, scenario: workplace.path("life.yaml"), policy: .fourPercent)
        rule.episodes = 50
        let simulation = try jobs.simulate(rule).simulation
        #expect(simulation.evaluation.policies.allSatisfy { !$0.policy.hasAgents })
        #expect(simulation.evaluation.policies.first { $0.policy == .fourPercent }?.months.count == 24)
        rule.policy = .threshold
        let refused = #expect(throws: (any Error).self) { try jobs.simulate(rule) }
        #expect(
            Failure(try #require(refused)).entries.map(\.message) == [
                "--policy threshold: this household has no such policy"
            ])
        _ = try jobs.train(request)
        var own = SimulationRequest(run: "life")
        (own.episodes, own.keepsLives, own.name) = (40, true, "kept")
        let lives = try #require(try jobs.simulate(own).simulation.lives)
        #expect(lives.count == 40 && lives.contains { $0.months.contains { $0.isOutOfWork == true } })
        // A month's money adds up where nothing is earned, sold by force or ruined.
        let life = try jobs.life(1, of: own)
        #expect(life.months.first?.month == 1 && life.months.allSatisfy { $0.consumption != nil })
    }

    @Test func adviceIsGivenForAnySituationThereCanBe() throws {
        let jobs = workplace.jobs()
        _ = try jobs.train(request)
        var advice = AdviceRequest(run: "life")
        let now = try jobs.advise(advice)
        #expect(now.move.advised.cash == 2500 && now.move.advised.loan == 4000 && now.priceLevel == 1)
        #expect(now.move.worth.standardError > 0)
        (advice.month, advice.cash, advice.portfolio, advice.loan) = (8, 900, 0, 3200)
        advice.isOutOfWork = true
        let away = try jobs.advise(advice)
        #expect(away.move.advised.isOutOfWork && away.move.advised.income < now.move.advised.income)
        #expect(away.move.advised.trade >= 0)
        for (change, message) in [
            ({ $0.month = 25 }, "--month: must be from 1 to 24, found 25"),
            ({ $0.loan = nil }, "--loan: is missing; say what is still owed, 0 where nothing is"),
            ({ $0.cash = -2000 }, "--cash: at least the overdraft, -1500.0, found -2000.0"),
            ({ $0.month = 20 }, "--out-of-work: no work can be lost in this household in month 20"),
        ] as [((inout AdviceRequest) -> Void, String)] {
            var wrong = advice
            change(&wrong)
            #expect(throws: JobError.notOfThisHousehold(message)) { try jobs.advise(wrong) }
        }
    }

    /// Agents of one objective do not live for the other.
    @Test func agentsOfAnotherObjectiveAreRefused() throws {
        let jobs = workplace.jobs()
        _ = try jobs.train(request)
        let other = try Workplace()
        let request = SimulationRequest(run: "life", scenario: other.path("small.yaml"))
        #expect(throws: JobError.otherObjective(run: "life", scenario: other.path("small.yaml"))) {
            try jobs.simulate(request)
        }
    }
}
