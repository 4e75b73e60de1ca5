import Foundation
import Households
import Jobs
import Reports
import RunStorage
import ScenarioFiles
import Studies
import SystemPackage
import TestSupport
import Testing

/// A study from its file to its report: trained once, whatever happens, and the same wherever.
@Suite("Studies", .timeLimit(.minutes(5)))
struct StudyJobTests {
    private let workplace: Workplace

    init() throws {
        var scenario = Scenario.small
        scenario.training.batchSize = 10
        scenario.training.numEpisodes = 20
        workplace = try Workplace("calm", yaml: scenario.yaml())
        try workplace.write("study.yaml", Self.text(seeds: "5"))
    }

    private static func text(seeds: String, more: String = "") -> String {
        """
        scenarios: [calm]
        seeds: \(seeds)
        lives: {count: 20}
        settings: {list: [{name: fewer, training.epochs: 2}]}
        \(more)
        """
    }

    private func jobs(_ heard: Heard = Heard(), output: String = "out", stop: StopRequest = StopRequest()) -> JobRunner
    {
        JobRunner(
            output: Output(root: FilePath(workplace.path(output))), scenarios: workplace.path("."), threads: 1,
            stop: stop
        ) { heard.append($0) }
    }

    private func request(_ jobs: Int = 1) throws -> StudyRequest {
        var request = StudyRequest(
            study: workplace.path("study.yaml"), startTime: try #require(Timestamp(secondsSince1970: 1_700_000_000)))
        request.jobs = jobs
        return request
    }

    @discardableResult
    private func run(
        _ runner: JobRunner, jobs: Int = 1, extending: Bool = false, retrying: Bool = false
    ) throws -> StudyEnd {
        var request = try request(jobs)
        (request.isExtending, request.isRetrying) = (extending, retrying)
        return try runner.runStudy(request, report: StudyReportRequest(), with: runner.renderer())
    }

    private func results(_ output: String = "out") throws -> [Data] {
        try [
            "studies/study/results.csv", "studies/study/results.json", "reports/study/index.html",
            "reports/study/study.pdf",
        ].map { try workplace.bytes("\(output)/\($0)") }
    }

    private func trained(_ heard: Heard) -> Int {
        heard.events.count { if case .studyTrainingFinished = $0 { true } else { false } }
    }

    @Test func theSameBytesWithOneJobAndTwo() throws {
        let heard = Heard()
        let end = try run(jobs(heard), jobs: 1)
        #expect(trained(heard) == 10 && end.progress.done == 10 && end.progress.missing == 0)
        try run(jobs(output: "two"), jobs: 2)
        #expect(try results() == results("two"))
        let again = Heard()
        try run(jobs(again))
        #expect(trained(again) == 0)
        #expect(try jobs().output.verify().isIntact)
    }

    /// What was finished before a stop is not trained again.
    @Test func whatWasStoppedGoesOn() throws {
        try run(jobs(output: "whole"))
        let stop = StopRequest()
        let heard = Heard()
        let runner = JobRunner(
            output: Output(root: FilePath(workplace.path("out"))), scenarios: workplace.path("."), threads: 1,
            stop: stop
        ) { event in
            heard.append(event)
            if case .studyTrainingFinished = event { stop.ask(.terminated) }
        }
        #expect(throws: Stopped(.terminated)) { try run(runner) }
        let before = trained(heard)
        #expect(before >= 1 && before < 10)
        // What the policies are measured by does not depend on what was missing when it was computed.
        try workplace.remove("out/studies/study/yardsticks")
        let after = Heard()
        try run(jobs(after))
        #expect(trained(after) == 10 - before)
        #expect(try results() == results("whole"))
    }

    @Test func anotherPlanIsRefusedUnlessItAdds() throws {
        try run(jobs())
        try workplace.write("study.yaml", Self.text(seeds: "6"))
        let name = try RunName("study")
        #expect(throws: StorageError.otherPlan(name)) { try run(jobs()) }
        let heard = Heard()
        try run(jobs(heard), extending: true)
        #expect(trained(heard) == 2)
        let stored = try jobs().output.studies.plan(of: name).plan
        #expect(stored.earlier.map(\.seeds.count) == [5] && stored.earlier.allSatisfy(\.isReported))
        #expect(try stored.plan().earlierLooks == [5])
    }

    /// What another version trained does not count beside what this one trains.
    @Test func anotherVersionIsTrainedAgainWhereThatIsAskedFor() throws {
        let runner = jobs()
        var (plan, text) = try runner.studyPlan(try request())
        plan.programVersion = "0.0.9"
        do {
            let lock = try runner.output.studies.lock(plan.name)
            _ = try runner.output.studies.begin(plan, text: text, isExtending: false, isRetrying: false, lock)
        }
        let error = StorageError.otherStudyVersion(
            plan.name, stored: "0.0.9", running: ProgramVersion.current)
        #expect(throws: error) { try run(runner) }
        let heard = Heard()
        let end = try run(jobs(heard), retrying: true)
        #expect(trained(heard) == 10 && end.progress.missing == 0)
        #expect(try runner.output.studies.plan(of: plan.name).plan.programVersion == ProgramVersion.current)
    }

    /// What another version came to is not passed off as this one's, however early the retry is stopped.
    @Test func resultsOfAnotherVersionGoWhenThatIsRetried() throws {
        try run(jobs())
        let runner = jobs()
        let (plan, text) = try runner.studyPlan(try request())
        let lock = try runner.output.studies.lock(plan.name)
        var other = plan
        other.programVersion = "0.0.9"
        let (ours, theirs) = (plan, other)
        for plan in [theirs, ours] {
            _ = try runner.output.studies.begin(plan, text: text, isExtending: false, isRetrying: true, lock)
        }
        let stored = try runner.output.studies.plan(of: plan.name).plan
        #expect(try runner.output.studies.results(of: plan.name) == nil && !stored.isReported)
        #expect(try runner.output.verify().isIntact)
    }

    /// A comment in the study's file, or its description, changes no result.
    @Test func anotherTextKeepsTheResults() throws {
        try run(jobs())
        let runner = jobs()
        let before = try workplace.bytes("out/studies/study/results.csv")
        try workplace.write("study.yaml", "# Two settings.\ndescription: Fewer epochs\n" + Self.text(seeds: "5"))
        let (plan, text) = try runner.studyPlan(try request())
        do {
            let lock = try runner.output.studies.lock(plan.name)
            _ = try runner.output.studies.begin(plan, text: text, isExtending: false, isRetrying: false, lock)
        }
        let stored = try runner.output.studies.plan(of: plan.name)
        #expect(stored.plan.description == "Fewer epochs" && stored.text == text && stored.plan.isReported)
        #expect(try runner.output.studies.results(of: plan.name)?.csv == Array(before))
        #expect(try runner.output.verify().isIntact)
    }

    /// A name is text, whatever a spreadsheet would make of it.
    @Test func aSettingIsNoFormula() throws {
        try workplace.write(
            "study.yaml",
            "scenarios: [calm]\nseeds: 1\nlives: {count: 20}\n"
                + "settings: {list: [{name: '=1+1, \"a\"', training.epochs: 2}]}\n")
        try run(jobs())
        let csv = String(decoding: try workplace.bytes("out/studies/study/results.csv"), as: UTF8.self)
        let lines = csv.split(separator: "\n")
        #expect(lines.count == 3 && lines[2].hasPrefix(#"calm,"'=1+1, ""a""",1,search,done,"#))
    }

    /// A training of a study is the run that its row names.
    @Test func aRowIsARun() throws {
        try run(jobs())
        var request = TrainingRequest(scenario: "calm")
        request.overrides = [try #require(ScenarioOverride("training.epochs=2"))]
        (request.seed, request.name, request.evaluationEpisodes, request.evaluationSeed) = (3, "row", 20, 42)
        let run = try jobs().train(request)
        let name = try RunName("study")
        let rows = try jobs().output.studies.rows(of: name, programVersion: nil, withRecords: true)
        let row = try #require(rows[run.description.identity.hex, StudyLives(count: 20, seed: 42)])
        let policy = try #require(run.evaluation?.policies.first { $0.policy == .trained })
        #expect(row.evaluation?.norm == policy.normalizedReward && row.evaluation?.rewards == policy.outcomes.rewards)
        #expect(run.evaluation?.seed == 42)
        let training = try #require(
            jobs().output.studies.plan(of: name).plan.plan().trainings.first { $0.identity == row.identity.hex })
        let yardsticks = try #require(try jobs().output.studies.yardsticks(training.household, of: name))
        let norm = try #require(policy.normalizedReward)
        let cost = try #require(policy.monthlyCost)
        #expect(abs(try #require(yardsticks.monthlyCost(norm: norm)) - cost) <= 1e-9 * cost)
    }

    @Test func namesAreShared() throws {
        try run(jobs())
        var request = TrainingRequest(scenario: "calm")
        request.name = "study"
        let name = try RunName("study")
        #expect(throws: StorageError.nameOfStudy(name)) { try jobs().train(request) }
        request.name = "other"
        _ = try jobs().train(request)
        var study = try self.request()
        study.name = "other"
        #expect(throws: StorageError.nameOfRun(try RunName("other"))) {
            let runner = jobs()
            _ = try runner.runStudy(study, report: StudyReportRequest(), with: runner.renderer())
        }
    }

    /// A training that diverges is a result: it counts as nothing, and is not left out.
    @Test func whatDivergesCountsAsNothing() throws {
        try workplace.write(
            "study.yaml",
            "scenarios: [calm]\nseeds: 5\nlives: {count: 20}\n"
                + "settings: {list: [{name: wild, training.learning_rate_low: 10}]}\n")
        let end = try run(jobs())
        #expect(end.progress.diverged > 0 && end.progress.missing == 0)
        let bytes = try Array(workplace.bytes("out/studies/study/results.json"))
        let results = try jobs().output.studies.decode(bytes, of: RunName("study"))
        let wild = try #require(results.cells.first { $0.setting == "wild" })
        #expect(wild.diverged == end.progress.diverged && wild.lowest == 0)
    }

    /// What is missing is said, and nothing is trained for a report.
    @Test func aReportCollectsWhatIsThere() throws {
        try run(jobs())
        try workplace.write("study.yaml", Self.text(seeds: "7"))
        let heard = Heard()
        let runner = jobs(heard)
        let (plan, text) = try runner.studyPlan(try request())
        do {
            let lock = try runner.output.studies.lock(plan.name)
            _ = try runner.output.studies.begin(plan, text: text, isExtending: true, isRetrying: false, lock)
        }
        let end = try runner.reportStudy(plan.name, report: StudyReportRequest(), with: runner.renderer())
        #expect(trained(heard) == 0 && end.progress.missing == 4 && end.progress.done == 10)
        #expect(
            try String(decoding: workplace.bytes("out/reports/study/index.html"), as: UTF8.self).contains("10 of 14"))
    }

    @Test func aStudyIsDeletedWhole() throws {
        try run(jobs())
        let name = try RunName("study")
        let output = jobs().output
        try output.studies.delete(name)
        #expect(try !output.studies.exists(name) && output.verify().isIntact)
        #expect(throws: StorageError.studyNotFound(name)) { try jobs().studyProgress(of: name) }
    }

    @Test func aDamagedStudyIsDeletedWhole() throws {
        try run(jobs())
        let name = try RunName("study")
        try workplace.write("out/studies/study/plan.json", "{")
        let output = jobs().output
        #expect(throws: StorageError.self) { try output.studies.plan(of: name) }
        try output.studies.delete(name)
        #expect(try output.studies.names().isEmpty && output.verify().isIntact)
        #expect(!FileManager.default.fileExists(atPath: workplace.path("out/reports/study")))
    }

    /// What a setting does to a household is checked with each household.
    @Test func settingsAreCheckedWithEachScenario() throws {
        try workplace.write(
            "study.yaml", "scenarios: [calm, nowhere]\nsettings:\n  list:\n    - {training.segment: 100}\n")
        let error = #expect(throws: InvalidStudy.self) { try jobs().studyPlan(try request()) }
        let messages = try #require(error).messages.map(\.message)
        #expect(messages.count == 2 && messages[0].hasPrefix(workplace.path("study.yaml") + ":1: scenarios: nowhere: "))
        #expect(messages[1].contains(":4: settings: segment=100 with the scenario calm: "))
    }
}
