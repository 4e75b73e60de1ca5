import Foundation
import Households
import Reports
import Statistics
import Testing

/// What the report says of a household that lives for utility beside its findings: the tables of its advice, and what a
/// change would do.
@Suite struct LifeAdviceTests {
    private var scenario: Scenario {
        var scenario = SampleReports.scenario(horizon: 120)
        scenario.objectiveKind = .utility
        scenario.debt.loan = 12_000
        return scenario
    }

    private func row(loan: Double, isUsual: Bool = true, regret: Double? = nil) -> LifeAdvice.Row {
        var row = LifeAdvice.Row(
            isUsual: isUsual, isOutOfWork: false, cash: 2000, portfolio: 5000, loan: loan, income: 3000, bills: 1500,
            consume: 400, trade: -120, prepay: 0)
        row.regret = regret
        return row
    }

    /// - Parameter loans: usually owed before a month.
    private func evaluation(loans: [Int: Double] = [1: 12_000], price: Double = 1) -> Evaluation {
        var policy = SampleReports.policy(.trained, reward: 678, wealth: 5000, insolvency: 0)
        (policy.certaintyEquivalent, policy.standardError, policy.ruinProbability) = (678, 1, 0.001)
        var evaluation = Evaluation(episodes: 10_000, seed: 1, horizon: 120, policies: [policy], advice: [])
        evaluation.lifeAdvice = loans.sorted { $0.key < $1.key }.map { month, loan in
            LifeAdvice(month: month, priceLevel: month == 1 ? 1 : price, rows: [row(loan: loan)])
        }
        return evaluation
    }

    private func section(
        _ section: ReportSection, _ evaluation: Evaluation, of scenario: Scenario
    ) -> (text: String, tables: [TextTable]) {
        var input = SampleReports.input(
            scenario: scenario, history: SampleReports.history(episodes: 20), evaluation: evaluation)
        input.sections = [section]
        let blocks = ReportContent(input).sections[0].blocks
        var (paragraphs, tables): ([String], [TextTable]) = ([], [])
        for block in blocks {
            if case .paragraph(let text) = block { paragraphs.append(text) }
            if case .tables(let some) = block { tables += some }
        }
        return (paragraphs.joined(separator: " ").replacing("\u{A0}", with: " "), tables)
    }

    private func captions(_ evaluation: Evaluation, of scenario: Scenario) -> [String] {
        section(.advice, evaluation, of: scenario).tables.map(\.caption)
    }

    /// What is said of the loan is what the rows in bold show, whenever the few lives that pay it off do so.
    @Test func captionsAgreeWithTheRowsInBold() {
        var evaluation = evaluation(loans: [1: 12_000, 30: 5000, 31: 4800, 60: 300, 61: 0, 90: 0])
        evaluation.policies[0].loanPaid = LifeStatistics.LoanPaid(month: 30, share: 0.3)
        #expect(
            captions(evaluation, of: scenario) == [
                "Month 1 of 120", "Month 30 of 120", "Month 31 of 120",
                "Month 60 of 120: the loan is usually paid off",
                "Month 61 of 120: usually the first without the loan", "Month 90 of 120",
            ])
    }

    /// After the last month, and in files with other tables, by what is usual after each month.
    @Test func monthsWithoutATableAreKnownByTheirMedians() {
        var evaluation = evaluation(loans: [1: 12_000, 61: 0, 120: 0])
        for index in evaluation.policies[0].months.indices {
            evaluation.policies[0].months[index].loan = SampleReports.quantiles(around: index < 59 ? 100 : 0, spread: 0)
        }
        #expect(captions(evaluation, of: scenario)[1] == "Month 61 of 120: usually the first without the loan")
        evaluation = self.evaluation(loans: [1: 12_000, 120: 80])
        evaluation.policies[0].months[119].loan = SampleReports.quantiles(around: 0.4, spread: 0)
        #expect(captions(evaluation, of: scenario)[1] == "Month 120 of 120: the loan is usually paid off")
        evaluation.policies[0].months = []
        #expect(captions(evaluation, of: scenario)[1] == "Month 120 of 120")
    }

    @Test func otherChangesAreInTheCaptions() {
        var scenario = scenario
        scenario.work.retirementMonth = 30
        scenario.goals = [SavingsGoal(month: 30, amount: 9000, worth: 20)]
        #expect(
            captions(evaluation(loans: [30: 500]), of: scenario) == [
                "Month 30 of 120: the pension begins and €9,000 of what is saved for are due"
            ])
    }

    /// A row that costs more than a hundredth of income or bills, whichever is more, is marked.
    @Test func dearRowsAreMarked() {
        var evaluation = evaluation()
        let plain = section(.advice, evaluation, of: scenario)
        #expect(!plain.tables[0].columns.map(\.title).contains("Costs") && !plain.text.contains("costs"))
        evaluation.lifeAdvice?[0].rows = [
            row(loan: 12_000, regret: 30), row(loan: 12_000, isUsual: false, regret: 30.1),
            row(loan: 12_000, regret: 31), row(loan: 12_000, isUsual: false),
        ]
        evaluation.lifeAdvice?[0].rows[3].bills = 3100
        let told = section(.advice, evaluation, of: scenario)
        #expect(told.tables[0].columns.last?.title == "Costs")
        let rows = told.tables[0].rows
        #expect(rows.map { $0.cells[0] } == ["2,000", "2,000\u{A0}†", "2,000\u{A0}†", "2,000"])
        #expect(rows.map { $0.cells.last } == ["30.0", "30.1", "31.0", "–"])
        #expect(rows.map(\.emphasis) == [.strong, .muted, .strong, .none])
        let words =
            "Rows marked † cost more than 1 % of the month’s income, or of its bills where these are higher: do not rely on "
            + "them."
        #expect(told.text.contains(words), "\(told.text)")
        evaluation.lifeAdvice?[0].rows = [row(loan: 12_000, regret: 30.9)]
        evaluation.lifeAdvice?[0].rows[0].bills = 3100
        #expect(!section(.advice, evaluation, of: scenario).text.contains("Rows marked"))
    }

    @Test(arguments: [(1.02, "2.0 % higher"), (0.98, "2.0 % lower")])
    func pricesAreToldWhicheverWayTheyWent(price: Double, words: String) {
        let tables = section(.advice, evaluation(loans: [1: 12_000, 60: 100], price: price), of: scenario).tables
        let notes = tables.map { $0.note.replacing("\u{A0}", with: " ") }
        #expect(notes == ["", "Prices are \(words) than in the first month."])
    }

    /// The level of work says nothing of months in which there is a pension.
    @Test(arguments: [
        (0, "less than the mean of all levels."),
        (31, "less than the mean of all levels; from month 31 on the income is the pension."),
        (61, "less than the mean of all levels."), (1, nil),
    ])
    func whatTheIncomeIsIsTold(retirement: Int, words: String?) {
        var scenario = scenario
        scenario.work.levelStd = 0.25
        scenario.work.retirementMonth = retirement
        let text = section(.advice, evaluation(loans: [1: 12_000, 31: 900, 60: 0]), of: scenario).text
        if let words {
            let sentence = "Income from work is the usual one, that of its middle level, which is \(words)"
            #expect(text.contains(sentence), "\(text)")
        }
        #expect(text.contains("middle level") == (words != nil), "\(text)")
        scenario.work.levelStd = 0
        #expect(!section(.advice, evaluation(), of: scenario).text.contains("middle level"))
    }

    /// The lives of both households are the same ones, so that differences can be told that are smaller than either
    /// error; files that do not know them are taken at their errors.
    @Test(arguments: [
        (MeanEstimate(mean: -3, standardError: 0.5), 10_000, "−€3 ± €1"),
        (MeanEstimate(mean: 2, standardError: 0.5), 10_000, "+€2 ± €1"),
        (MeanEstimate(mean: -3, standardError: 1.6), 10_000, "cannot be told apart"),
        (MeanEstimate(mean: -3, standardError: 0), 1, "cannot be told apart"),
        (nil, 10_000, "cannot be told apart"),
    ])
    func differencesAreTakenLifeByLife(difference: MeanEstimate?, lives: Int, words: String) throws {
        var evaluation = evaluation()
        evaluation.episodes = lives
        evaluation.sensitivity = [
            LifeSensitivity(
                change: .moreJobLoss, certaintyEquivalent: 674, standardError: 2, ruinProbability: 0.002,
                difference: difference)
        ]
        let stored = try JSONDecoder().decode(Evaluation.self, from: JSONEncoder().encode(evaluation))
        #expect(stored.sensitivity == evaluation.sensitivity)
        let table = try #require(section(.risk, stored, of: scenario).tables.first { $0.id == "sensitivity" })
        #expect(table.rows[1].cells == ["Work is lost twice as often", "€674 ± €4", words, "0.2\u{A0}%"])
        #expect(table.note.contains("life by life") == (difference != nil))
    }

    /// In files without it, a difference that both errors together do not explain.
    @Test func olderFilesAreTakenAtTheirErrors() throws {
        var evaluation = evaluation()
        let older = """
            {"change":"job_loss_twice_as_likely","certainty_equivalent":658,"standard_error":2,"ruin_probability":0}
            """
        evaluation.sensitivity = [try JSONDecoder().decode(LifeSensitivity.self, from: Data(older.utf8))]
        let table = try #require(section(.risk, evaluation, of: scenario).tables.first { $0.id == "sensitivity" })
        #expect(table.rows[1].cells[2] == "−€20 ± €4")
        let keys = String(decoding: try JSONEncoder().encode(evaluation.sensitivity), as: UTF8.self)
        #expect(!keys.contains("difference"))
    }
}
