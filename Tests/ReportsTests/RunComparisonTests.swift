import Foundation
import Households
import Reports
import ScenarioFiles
import Testing

@Suite struct RunComparisonTests {
    private func run(
        _ name: String, reward: Double = 1200, shared: [Double]? = [1, 2, 3, 4], seed: UInt64 = 42,
        episodes: Int = 200, change: (inout Scenario) -> Void = { _ in }
    ) -> ComparedRun {
        let sample = SampleReports.bologna(episodes: episodes, evaluated: 50, horizon: 24)
        var scenario = sample.scenario
        change(&scenario)
        var evaluation = sample.evaluation
        evaluation.policies[0].meanReward = reward
        var outcomes = EpisodeOutcomes()
        outcomes.rewards = shared ?? []
        outcomes.finalWealth = (shared ?? []).map { 1000 * $0 }
        return ComparedRun(
            name: name, scenario: scenario, seed: seed, identity: String(repeating: "ab", count: 32),
            programVersion: "1.0.0", startTime: "2026-11-22T10:30:00Z", history: sample.history, evaluation: evaluation,
            sharedLives: shared.map { _ in outcomes })
    }

    @Test func differencesAreTakenLifeByLife() throws {
        let comparison = RunComparison([run("a"), run("b", shared: [2, 2, 4, 4])])
        let difference = try #require(comparison.differences.first)
        #expect(difference.run == "b" && difference.reference == "a" && difference.lives == 4)
        // 1, 0, 1, 0: mean .5, standard deviation √(1/3).
        #expect(abs(difference.reward.mean - 0.5) < 1e-12)
        #expect(abs(difference.reward.standardError - (1.0 / 3).squareRoot() / 2) < 1e-12)
        #expect(abs(difference.finalWealth.mean - 500) < 1e-9)
        #expect(difference.betterShare == 0.5 && difference.worseShare == 0)
    }

    @Test func inputsThatDifferAreListedWithTheSeed() {
        let comparison = RunComparison([
            run("a"), run("b", seed: 7) { $0.environment.income = 3300.5 },
        ])
        #expect(comparison.inputs.map(\.key) == ["environment.income", "seed"])
        #expect(comparison.inputs.map(\.values) == [["3200", "3300.5"], ["42", "7"]])
        #expect(comparison.sharedInputs == ScenarioParameter.all(ofAny: [run("a").scenario]).count - 1)
        #expect(RunComparison([run("a"), run("b")]).inputs.isEmpty)
    }

    @Test(arguments: [
        ([[1, 2, 3, 4], [11, 12, 13, 15]], "b earns 10.25 ± 0.50 more reward a life than a on the same 4"),
        ([[11, 12, 13, 15], [1, 2, 3, 4]], "b earns 10.25 ± 0.50 less reward a life than a on the same 4"),
        ([[1, 2, 3, 4], [2, 1, 4, 3]], "b and a cannot be told apart on the same 4"),
        ([[1, 2, 3, 4], [1, 2, 3, 4]], "b and a earn the same in each of 4"),
        (
            [[1, 2, 3, 4], [5, 6, 7, 9], [2, 3, 4, 6]],
            "Of 3 policies for the same household b earns most: 3.00 ± 0.00 more reward a life than c, the next best."
        ),
        (
            [[5, 6, 7, 9], [1, 2, 3, 4], [2, 2, 4, 6]],
            "Of 3 policies for the same household a earns most: 3.25 ± 0.50 more reward a life than c, the next best."
        ),
        (
            [[1, 2, 3, 4], [1, 2, 3, 4], [2, 1, 4, 3]],
            "Of 3 policies for the same household none clearly earns most: none has a higher mean than a, and b and c "
                + "cannot be told apart from it."
        ),
        // Both are better than the first; which is best cannot be told.
        (
            [[1, 2, 3, 4], [11, 12, 13, 15], [12, 11, 13, 16]],
            "Of 3 policies for the same household none clearly earns most: none has a higher mean than c, and b cannot "
                + "be told apart from it."
        ),
        // The best is better than the next best, but not clearly better than one whose lives vary.
        (
            [[10, 11, 12, 13], [9, 10, 11, 12], [0, 21, 0, 20]],
            "Of 3 policies for the same household none clearly earns most: none has a higher mean than a, and c cannot "
                + "be told apart from it."
        ),
    ])
    func theFindingIsTrueForEveryOutcome(rewards: [[Double]], beginning: String) {
        let runs = zip(["a", "b", "c"], rewards).map { run($0, shared: $1) }
        let finding = ReportContent(comparing: runs).finding.replacing("\u{A0}", with: " ")
        #expect(finding.hasPrefix(beginning), "\(finding)")
    }

    @Test func householdsThatDifferAreNotHeldAgainstEachOther() throws {
        let runs = [run("a"), run("b", shared: nil) { $0.environment.income = 4000 }]
        let comparison = RunComparison(runs)
        #expect(comparison.differences.isEmpty)
        let content = ReportContent(comparing: runs)
        #expect(content.finding.hasPrefix("The runs live in different households"))
        #expect(content.finding.contains("a 99"))
        let csv = String(decoding: ComparisonCSV.bytes(of: runs), as: UTF8.self)
        let lines = csv.split(separator: "\r\n", omittingEmptySubsequences: false)
        #expect(lines.count == 4 && lines[3].isEmpty)
        #expect(lines[1].contains(",,,,,,") && lines[2].contains(",,,,,,"))
    }

    @Test func tablesOfCurvesHoldWhatEachRunHadReached() throws {
        let figures = ReportContent(comparing: [run("a"), run("long", episodes: 1000)]).figures
        #expect(figures.map(\.id).prefix(4) == ["reward", "stability", "sharpe", "goal-adherence"])
        let table = try #require(figures.first).table
        #expect(table.columns == ["Episode", "a", "long"] && table.rows.count == 25)
        // The shorter training ends earlier.
        #expect(table.rows.last?[1] == "–" && table.rows.last?[2] != "–")
        #expect(figures.allSatisfy { $0.table.rows.count <= 25 && $0.alternativeText.hasPrefix("Line chart: ") })
    }

    @Test func theCSVHasARowARunAndIsNoFormula() {
        let runs = [run("a"), run("b") { $0.name = "=1+1, \"x\"" }]
        let lines = String(decoding: ComparisonCSV.bytes(of: runs), as: UTF8.self).split(separator: "\r\n")
        #expect(lines.count == 3 && lines[0].hasPrefix("run,scenario,episodes,seed,"))
        #expect(lines[0].split(separator: ",").count == 30 + ScenarioParameter.all(ofAny: runs.map(\.scenario)).count)
        #expect(lines[2].hasPrefix("b,\"'=1+1, \"\"x\"\"\",200,42,"))
    }

    @Test func pageAndDocumentAreTheSameEveryTime() throws {
        let renderer = try SampleReports.renderer()
        let runs = [run("a"), run(String(repeating: "n", count: 100), shared: [2, 2, 2, 9], episodes: 1)]
        let page = try renderer.comparisonPage(runs)
        #expect(try renderer.comparisonPage(runs) == page)
        let html = String(decoding: page.bytes, as: UTF8.self)
        #expect(html.contains("<p class=\"kicker\">Comparison of 2") && !html.contains("href=\"history.csv\""))
        let pdf = try renderer.comparisonPDF(runs, json: Array("{}".utf8), title: "Both <of> them")
        #expect(try renderer.comparisonPDF(runs, json: Array("{}".utf8), title: "Both <of> them") == pdf)
        #expect(pdf.bytes.starts(with: Array("%PDF-1.".utf8)))
    }
}
