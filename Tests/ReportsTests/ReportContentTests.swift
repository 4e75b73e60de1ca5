import Charts
import Households
import Reports
import ScenarioFiles
import Testing

@Suite struct ReportContentTests {
    @Test func sectionsComeInTheirOrder() {
        let content = ReportContent(SampleReports.bologna(episodes: 300))
        #expect(content.sections.map(\.id) == ReportSection.allCases.map(\.rawValue) + ["what-this-is-not"])
        #expect(content.sections.allSatisfy { !$0.blocks.isEmpty })
    }

    @Test func sectionsCanBeChosen() {
        var input = SampleReports.bologna(episodes: 300)
        input.sections = [.risk, .finding]
        input.title = "Another title"
        let content = ReportContent(input)
        #expect(content.sections.map(\.id) == ["finding", "risk", "what-this-is-not"])
        #expect(content.title == "Another title")
    }

    @Test func figuresOfAFullReport() {
        let content = ReportContent(SampleReports.bologna())
        #expect(
            content.figures.map(\.id) == [
                "reward", "stability", "sharpe", "goal-adherence", "loss-executor", "loss-strategist", "length", "cash",
                "portfolio", "wealth", "shares", "invest-goal", "buffer-goal", "aggressiveness", "final-wealth",
                "drawdown", "portfolio-drawdown", "insolvency-month",
            ])
    }

    @Test func rewardChartHasRuleAndOptimumAsReferences() throws {
        let content = ReportContent(SampleReports.bologna())
        let reward = try #require(content.figures.first)
        let references = reward.chart.layers.compactMap { layer in
            if case .reference(let reference) = layer { reference.label } else { nil }
        }
        #expect(references == ["Tuned rule", "Optimum"])
    }

    @Test func inputsNameEveryKeyOfAScenario() {
        let inputs = tables(of: ReportContent(SampleReports.bologna())).filter { $0.id.hasPrefix("inputs-") }
        let keys = inputs.flatMap(\.rows).compactMap(\.cells.last)
        #expect(Set(keys) == Set(ScenarioParameter.all(ofAny: [SampleReports.bologna().scenario]).map(\.key)))
    }

    @Test(arguments: AwkwardReports.all.map(\.name))
    func awkwardReportsAreWhole(name: String) throws {
        let input = try #require(AwkwardReports.all.first { $0.name == name }).input
        let content = ReportContent(input)
        #expect(content.sections.count == ReportSection.allCases.count + 1)
        let ids = content.figures.map(\.id)
        #expect(Set(ids).count == ids.count)
        for figure in content.figures {
            #expect(figure.table.rows.count <= DataTable.maximumRows)
            #expect(!figure.table.rows.isEmpty, "\(figure.id) shows nothing")
            #expect(!figure.caption.isEmpty && !figure.alternativeText.isEmpty)
            #expect(!figure.caption.contains("nan") && !figure.caption.contains("n/a"))
        }
        let tableIDs = tables(of: content).map(\.id)
        #expect(Set(tableIDs).count == tableIDs.count)
        for table in tables(of: content) {
            #expect(table.rows.allSatisfy { $0.cells.count == table.columns.count }, "\(table.id)")
        }
    }

    @Test func absentRivalsLeaveNoTrace() {
        let content = ReportContent(AwkwardReports.noRivals)
        let comparison = tables(of: content).filter { $0.id.hasPrefix("comparison") }
        #expect(comparison.count == 2)
        for table in comparison {
            #expect(table.rows.map { $0.cells[0] } == ["Trained policy", "Fixed threshold"])
            #expect(!table.columns.map(\.title).contains("Of the optimum"))
        }
        #expect(!content.figures.contains { ["cash", "final-wealth"].contains($0.id) })
    }

    @Test func withoutAnOptimumTheYardstickIsNamed() {
        func notes(_ input: ReportInput) -> [String] {
            ReportContent(input).sections.flatMap(\.blocks).compactMap { block in
                if case .note(let text) = block, text.contains("yardstick") { text } else { nil }
            }
        }
        #expect(
            notes(AwkwardReports.noRivals) == [
                "No optimum is computed for this household: the yardstick is the best simple rule, keeping a fixed threshold."
            ])
        #expect(notes(SampleReports.bologna(episodes: 300)).isEmpty)
        #expect(notes(AwkwardReports.noEvaluation).isEmpty)
    }

    @Test func bestCheckpointIsMarked() throws {
        let content = ReportContent(SampleReports.bologna())
        let table = try #require(tables(of: content).first { $0.id == "checkpoints-table" })
        #expect(table.rows.count == 10)
        #expect(table.rows.filter { $0.emphasis == .strong }.count == 1)
    }

    @Test func manyCheckpointsAreThinnedOutAndTheBestStays() throws {
        var input = SampleReports.bologna(episodes: 2000)
        input.checkpoints = CheckpointSummary.summaries(of: input.history, at: Array(1...2000), horizon: 120)
        let best = try #require(input.checkpoints.max { $0.reward < $1.reward })
        let table = try #require(tables(of: ReportContent(input)).first { $0.id == "checkpoints-table" })
        #expect(table.rows.count <= 200)
        #expect(table.rows.first?.cells[0] == "1")
        #expect(table.rows.last?.cells[0].hasPrefix("2,000") == true)
        #expect(table.rows.contains { $0.cells[0] == DisplayFormat.number(best.episode) + " (best)" })
        #expect(table.note.contains("of 2,000 checkpoints"))
    }

    /// What was measured to cost little needs no mark, however unusual the balance; what costs more than 1 % does.
    @Test func measuredAdviceIsMarkedWhereItIsDear() throws {
        var input = SampleReports.bologna(episodes: 300)
        for row in input.evaluation.advice[0].rows.indices {
            input.evaluation.advice[0].rows[row].regret = row == 0 ? 0.02 * 3200 : 0.004 * 3200
        }
        input.evaluation.advice = [input.evaluation.advice[0]]
        let content = ReportContent(input)
        let table = try #require(tables(of: content).first { $0.id == "advice-month-1" })
        #expect(table.rows[0].cells == ["0\u{A0}†", "0", "2,950", "250", "64.0"])
        #expect(table.rows.last?.cells.first == "15,000" && table.rows.last?.cells.last == "12.8")
        let text = paragraphs(of: .advice, in: content).joined()
        #expect(text.contains("this month’s row costs, once, against the best division of the income"))
        #expect(text.contains("costs more than 1\u{00A0}% of the income: do not rely on them"))
    }

    @Test func whatFallsShortIsToldInEuros() throws {
        var input = SampleReports.bologna(episodes: 300)
        for index in input.evaluation.policies.indices { input.evaluation.policies[index].monthlyCost = nil }
        func column() throws -> [String]? {
            let table = try #require(tables(of: ReportContent(input)).first { $0.id == "comparison-reward" })
            let index = table.columns.firstIndex { $0 == .number("Short of the optimum, a month") }
            return index.map { place in table.rows.map { $0.cells[place] } }
        }
        #expect(try column() == nil)
        input.evaluation.policies[0].monthlyCost = 1.3249
        input.evaluation.policies[1].monthlyCost = 48.2
        #expect(try column()?.prefix(3) == ["€1.32", "€48.20", "–"])
    }

    @Test func unseenAdviceIsMarked() throws {
        let content = ReportContent(SampleReports.bologna(episodes: 300))
        let table = try #require(tables(of: content).first { $0.id == "advice-month-1" })
        #expect(table.rows[0].cells[0] == "0\u{A0}†")
        #expect(table.rows[0].emphasis == .muted)
        #expect(table.rows[2].cells == ["2,000", "0", "2,950", "250"])
    }

    @Test func whenTheInsolventBecameInsolvent() {
        func words(_ months: [Int]) -> String? {
            var input = SampleReports.bologna(episodes: 20)
            input.evaluation.policies[0].outcomes.insolvencyMonth = months
            return paragraphs(of: .risk, in: ReportContent(input)).first?.replacing("\u{A0}", with: " ")
        }
        #expect(words([0, 0]) == "All 2 simulated lives stayed solvent.")
        #expect(words([0]) == "The one simulated life stayed solvent.")
        #expect(words([0, 7]) == "1 of 2 simulated lives became insolvent, in month 7.")
        #expect(words([3, 3, 0]) == "2 of 3 simulated lives became insolvent, all of them in month 3.")
        #expect(
            words([9, 2, 0, 30])
                == "3 of 4 simulated lives became insolvent, the first in month 2, half of them by month 9, the last in "
                + "month 30.")
    }

    @Test func theUsualBalanceIsMarked() throws {
        var input = SampleReports.bologna(episodes: 300)
        input.evaluation.advice[0].usualCash = 3500
        let content = ReportContent(input)
        let table = try #require(tables(of: content).first { $0.id == "advice-month-1" })
        #expect(table.rows.filter { $0.emphasis == .strong }.map(\.cells[0]) == ["3,500"])
        #expect(paragraphs(of: .advice, in: content).contains { $0.contains("row in bold is the usual balance") })
    }

    @Test func withoutAUsualBalanceNothingIsSaidOfOne() throws {
        let content = ReportContent(SampleReports.bologna(episodes: 300))
        #expect(!paragraphs(of: .advice, in: content).contains { $0.contains("usual") })
        let table = try #require(tables(of: content).first { $0.id == "advice-month-1" })
        #expect(!table.rows.contains { $0.emphasis == .strong })
    }

    @Test func aCheckpointSaysWhatItIs() {
        #expect(ReportContent(AwkwardReports.checkpoint).standing == "Policy after 300 of 1,000\u{00A0}episodes")
        var input = AwkwardReports.checkpoint
        input.provenance.policyEpisode = 250
        #expect(
            ReportContent(input).standing == "Policy after 300 of 1,000\u{00A0}episodes; kept is that of episode 250")
    }

    @Test func trailingMeans() {
        var history = TrainingHistory()
        history.episodeRewards = (1...250).map(Double.init)
        history.episodeLengths = Array(repeating: 60, count: 250)
        history.cashStabilityIndex = Array(repeating: 0.5, count: 250)
        history.sharpeRatio = Array(repeating: 1, count: 250)
        history.goalAdherence = Array(repeating: 0.1, count: 250)
        let summaries = CheckpointSummary.summaries(of: history, at: [250, 2, 300, 0], horizon: 120)
        #expect(summaries.map(\.episode) == [2, 250])
        #expect(summaries.map(\.reward) == [1.5, 200.5])
        // Half of a life of half the horizon.
        #expect(summaries.map(\.stability) == [0.25, 0.25])
    }

    // MARK: - Sentences that are true of every household

    private func input(_ change: (inout Scenario, inout Evaluation) -> Void) -> ReportInput {
        var (scenario, evaluation) = (SampleReports.scenario(), SampleReports.evaluation())
        change(&scenario, &evaluation)
        return SampleReports.input(
            scenario: scenario, history: SampleReports.history(episodes: 100), evaluation: evaluation)
    }

    @Test func whereNothingComesInNothingIsDivided() {
        let content = ReportContent(
            input { scenario, evaluation in
                scenario.environment.income = 0
                for index in evaluation.advice.indices { evaluation.advice[index].income = 0 }
            })
        #expect(!content.figures.map(\.id).contains("shares"))
        #expect(paragraphs(of: .advice, in: content) == ["Nothing comes in, so there is nothing to divide."])
        #expect(!tables(of: content).contains { $0.id.hasPrefix("advice") })
    }

    @Test func returnsThatDoNotVaryHaveNoMean() {
        let varying = ReportContent(input { _, _ in })
        #expect(
            paragraphs(of: .inputs, in: varying).joined().contains("earns 0.5\u{A0}% a month in the mean, 6.2\u{A0}%"))
        let fixed = ReportContent(input { scenario, _ in scenario.environment.investmentReturnType = .fixed })
        #expect(paragraphs(of: .inputs, in: fixed).joined().contains("earns 0.5\u{A0}% a month, 6.2\u{A0}%"))
    }

    /// Where nothing ever falls there is nothing to draw.
    @Test func aPortfolioThatNeverFallsHasNoFalls() {
        let content = ReportContent(
            input { _, evaluation in
                let lives = evaluation.policies[0].outcomes.maxDrawdown.count
                evaluation.policies[0].outcomes.maxPortfolioDrawdown = Array(repeating: 0, count: lives)
            })
        let figures = content.figures.map(\.id)
        #expect(figures.contains("drawdown") && !figures.contains("portfolio-drawdown"))
    }

    @Test func theOnlyLifeIsNotHalfOfThem() throws {
        let content = ReportContent(
            input { _, evaluation in evaluation = SampleReports.evaluation(episodes: 1) })
        let caption = try #require(content.figures.first { $0.id == "drawdown" }).caption
        #expect(caption.hasPrefix("In the one simulated life wealth falls by "))
    }

    @Test func checkpointsThatAreAlikeHaveNoBest() throws {
        var history = SampleReports.history(episodes: 100)
        history.episodeRewards = Array(repeating: 30, count: 100)
        let content = ReportContent(
            SampleReports.input(
                scenario: SampleReports.scenario(), history: history, evaluation: SampleReports.evaluation()))
        #expect(paragraphs(of: .checkpoints, in: content).joined().contains("training stood the same at all of them"))
        let table = try #require(tables(of: content).first { $0.id == "checkpoints-table" })
        #expect(table.rows.count > 1 && table.rows.allSatisfy { $0.emphasis == .none && !$0.cells[0].contains("best") })
    }

    /// Whoever reads the advice only learns of the bankruptcies, too, and of nothing where there are none.
    @Test func theAdviceSaysWhoGoesBankruptByIt() {
        let safe = paragraphs(of: .advice, in: ReportContent(input { _, _ in })).joined()
        #expect(!safe.contains("bankrupt"))
        let risky = ReportContent(input { _, evaluation in evaluation.policies[0].insolvencyRate = 0.25 })
        #expect(
            paragraphs(of: .advice, in: risky).joined().hasSuffix(
                "Whoever follows the policy goes bankrupt in 25.0\u{A0}% of the simulated lives; keeping everything in cash "
                    + "does in none (0\u{A0}%)."))
    }

    private func paragraphs(of section: ReportSection, in content: ReportContent) -> [String] {
        content.sections.filter { $0.id == section.rawValue }.flatMap(\.blocks).compactMap { block in
            if case .paragraph(let text) = block { text } else { nil }
        }
    }

    private func tables(of content: ReportContent) -> [TextTable] {
        content.sections.flatMap(\.blocks).flatMap { block -> [TextTable] in
            if case .tables(let tables) = block { tables } else { [] }
        }
    }
}
