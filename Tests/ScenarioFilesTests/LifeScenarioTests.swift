import Foundation
import Households
import ScenarioFiles
import Testing

/// A household that lives for utility, in a file.
@Suite("The keys of a household that lives for utility")
struct LifeScenarioTests {
    /// Everything but the history of returns.
    static let blocks = """
        objective: { kind: utility, risk_aversion: 4, discount_rate: 0.03, necessities: 500, ruin_consumption: 300,
          ruin_months: 24, after_months: 120 }
        portfolio: { distribution: student, degrees_of_freedom: 4, crash_probability: 0.004, crash_loss: 0.25,
          sale_cost: 0.005, gains_tax: 0.26, cash_interest: 0.01 }
        work: { job_loss_probability: 0.01, job_finding_probability: 0.12, benefit_share: 0.72, benefit_months: 18,
          no_benefit_share: 0.55, income_std: 0.2, level_std: 0.25, level_persistence: 0.9, retirement_month: 40,
          pension: 1500 }
        debt: { overdraft_limit: 2000, overdraft_rate: 0.15, loan: 12000, loan_rate: 0.095, loan_instalment: 250,
          prepayment_fee: 0.01 }
        goals:
          - { month: 24, amount: 4000, worth: 25 }
          - month: 12
            amount: 800
            worth: 10
        """

    private func scenario(_ rest: String = blocks) throws -> Scenario {
        try readScenario(ScenarioText(rest: rest).text)
    }

    @Test func everyValueIsRead() throws {
        let scenario = try scenario()
        #expect(scenario.objectiveKind == .utility)
        let utility = scenario.utility
        #expect(utility.riskAversion == 4 && utility.discountRate == 0.03 && utility.necessities == 500)
        #expect(utility.ruinConsumption == 300 && utility.ruinMonths == 24 && utility.afterMonths == 120)
        let portfolio = scenario.portfolio
        #expect(portfolio.distribution == .student && portfolio.degreesOfFreedom == 4 && portfolio.history == nil)
        #expect(portfolio.crashProbability == 0.004 && portfolio.crashLoss == 0.25 && portfolio.saleCost == 0.005)
        #expect(portfolio.gainsTax == 0.26 && portfolio.cashInterest == 0.01)
        let work = scenario.work
        #expect(work.jobLossProbability == 0.01 && work.jobFindingProbability == 0.12 && work.benefitShare == 0.72)
        #expect(work.benefitMonths == 18 && work.noBenefitShare == 0.55 && work.incomeStd == 0.2)
        #expect(work.levelStd == 0.25 && work.levelPersistence == 0.9)
        #expect(work.retirementMonth == 40 && work.pension == 1500)
        let debt = scenario.debt
        #expect(debt.overdraftLimit == 2000 && debt.overdraftRate == 0.15 && debt.loan == 12000)
        #expect(debt.loanRate == 0.095 && debt.loanInstalment == 250 && debt.prepaymentFee == 0.01)
        let goals = [
            SavingsGoal(month: 24, amount: 4000, worth: 25), SavingsGoal(month: 12, amount: 800, worth: 10),
        ]
        #expect(scenario.goals == goals)
    }

    /// The defaults of the training depend on what the household lives for; a file's own values count, wherever the
    /// objective stands and whoever asks for it.
    @Test func trainingHasTheDefaultsOfALife() throws {
        #expect(try scenario("objective: { kind: utility }\n").training == .ofLives)
        #expect(try scenario("").training == TrainingParameters())
        let own = try scenario("training: { batch_size: 64 }\nobjective: { kind: utility }\n").training
        #expect(own.batchSize == 64 && own.numEpisodes == TrainingParameters.ofLives.numEpisodes)
        let asked = try ScenarioReader.read(
            Array(ScenarioText(rest: "").text.utf8), file: "x.yaml",
            overrides: [try #require(ScenarioOverride("objective.kind=utility"))])
        #expect(asked.training == .ofLives)
        let text = try scenario("objective: { kind: utility }\n").commentedYAML
        #expect(text.contains("# batch_size: 1024") && text.contains("# num_episodes: 240"))
        #expect(throws: InvalidScenario.self) {
            try scenario("objective: { kind: utility }\ntraining: { shock_pairs: 0 }\n")
        }
    }

    /// The objective alone makes a valid household.
    @Test func everythingElseHasDefaults() throws {
        let scenario = try scenario("objective: { kind: utility }\n")
        #expect(scenario.utility == UtilityParameters() && scenario.portfolio == PortfolioParameters())
        #expect(scenario.work == WorkParameters() && scenario.debt == DebtParameters() && scenario.goals.isEmpty)
        #expect(scenario.necessities == 700 && scenario.ruinConsumption == 280)
        // They follow the bills, as long as nobody says otherwise.
        let dearer = try scenario.overriding([try #require(ScenarioOverride("environment.variable_expense_mean=900"))])
        #expect(dearer.necessities == 900 && dearer.ruinConsumption == 360)
    }

    @Test(arguments: [blocks, "objective: { kind: utility }\n"])
    func whatIsWrittenOrStoredComesBack(_ rest: String) throws {
        let scenario = try scenario(rest)
        #expect(try readScenario(scenario.yaml()) == scenario)
        #expect(try readScenario(scenario.commentedYAML) == scenario)
        let stored = try JSONEncoder().encode(scenario)
        #expect(try JSONDecoder().decode(Scenario.self, from: stored) == scenario)
    }

    /// Without the objective, nothing of it is written anywhere.
    @Test func aHouseholdThatLivesForRewardIsAsItWas() throws {
        for rest in ["", "objective: { kind: reward }\n", "portfolio:\nobjective:\ngoals:\n"] {
            let scenario = try scenario(rest)
            #expect(try scenario == self.scenario(""))
            let stored = try JSONEncoder().encode(scenario)
            let members = try #require(JSONSerialization.jsonObject(with: stored) as? [String: Any])
            #expect(members.keys.sorted() == ["description", "environment", "name", "reward", "training"])
            #expect(!scenario.yaml().contains("objective:") && !scenario.commentedYAML.contains("objective:"))
        }
    }

    @Test func noMoreGoalsThanAreToldApartComeFromAStore() throws {
        let stored = String(decoding: try JSONEncoder().encode(scenario()), as: UTF8.self)
        let goal = #"{"month":3,"amount":1,"worth":1}"#
        func decode(_ count: Int) throws -> Scenario {
            let list = "\"goals\":[" + Array(repeating: goal, count: count).joined(separator: ",") + "]"
            let text = stored.replacing(/"goals":\[.*?\]/, with: list)
            return try JSONDecoder().decode(Scenario.self, from: Data(text.utf8))
        }
        #expect(try decode(4).goals.count == 4)
        #expect(throws: DecodingError.self) { try decode(5) }
        // What could not stand in a file is named.
        #expect(try decode(2).keyOfBrokenRelation == "goals[2].month")
    }

    @Test func aKeyOfAGoalIsOverridden() throws {
        let override = try #require(ScenarioOverride("goals[2].amount=900"))
        #expect(try scenario().overriding([override]).goals[1].amount == 900)
        let missing = try #require(ScenarioOverride("goals[3].amount=900"))
        #expect(throws: InvalidScenario.self) { try scenario().overriding([missing]) }
    }

    /// What makes no sense together: each key with its message.
    @Test(arguments: [
        ("portfolio: { sale_cost: 0.005 }", "foo.yaml:11: portfolio.sale_cost: needs objective.kind: utility"),
        ("objective: { risk_aversion: 3 }", "foo.yaml:11: objective.risk_aversion: needs objective.kind: utility"),
        (
            "goals: [{ month: 1, amount: 1, worth: 1 }]", "foo.yaml:11: goals: needs objective.kind: utility"
        ),
        (
            "objective: { kind: utility, ruin_consumption: 900 }",
            "foo.yaml:11: objective.ruin_consumption: must be less than necessities (700), found 900"
        ),
        (
            "objective: { kind: utility, necessities: 300, ruin_consumption: 300 }",
            "foo.yaml:11: objective.ruin_consumption: must be less than necessities (300), found 300"
        ),
    ])
    func objectiveIsRefused(_ text: String, _ message: String) {
        #expect(problems(of: ScenarioText(rest: text + "\n").text) == [message])
    }

    @Test(arguments: [
        (
            "debt: { loan: 12000, loan_rate: 0.095, loan_instalment: 90 }",
            [
                "debt.loan_instalment: must be more than the first month's interest (91.10), or the loan is never repaid, "
                    + "found 90"
            ]
        ),
        (
            "debt: { loan: 12000 }",
            [
                "debt.loan_instalment: must be more than the first month's interest (0.00), or the loan is never repaid, "
                    + "found 0"
            ]
        ),
        (
            "debt: { loan_instalment: 250, loan_rate: 0.1, prepayment_fee: 0.01 }",
            [
                "debt.loan_rate: there is no loan", "debt.loan_instalment: there is no loan",
                "debt.prepayment_fee: there is no loan",
            ]
        ),
        ("debt: { overdraft_rate: 0.2 }", ["debt.overdraft_rate: needs overdraft_limit"]),
        ("work: { retirement_month: 30 }", ["work.retirement_month: needs pension"]),
        ("work: { pension: 900 }", ["work.pension: needs retirement_month"]),
        (
            "work: { retirement_month: 1, pension: 900 }",
            [
                "work.retirement_month: must be from 2 to max_months, or 0 for none, found 1"
            ]
        ),
        (
            "work: { retirement_month: 61, pension: 900 }",
            [
                "work.retirement_month: must be at most max_months, which is 60, found 61"
            ]
        ),
        ("work: { benefit_months: 18, job_loss_probability: 0.01 }", ["work.benefit_months: needs benefit_share"]),
        (
            "work: { no_benefit_share: 0.5, job_loss_probability: 0.01 }",
            [
                "work.no_benefit_share: needs benefit_months"
            ]
        ),
        (
            "work: { job_finding_probability: 0.2, benefit_share: 0.5 }",
            [
                "work.job_finding_probability: needs job_loss_probability",
                "work.benefit_share: needs job_loss_probability",
            ]
        ),
        ("work: { level_persistence: 0.9 }", ["work.level_persistence: needs level_std"]),
        ("portfolio: { degrees_of_freedom: 4 }", ["portfolio.degrees_of_freedom: needs distribution: student"]),
        ("portfolio: { block_months: 6 }", ["portfolio.block_months: needs distribution: history"]),
        ("portfolio: { distribution: history }", ["portfolio.distribution: needs history"]),
        ("portfolio: { history: returns.csv }", ["portfolio.history: needs distribution: history"]),
        ("portfolio: { crash_loss: 0.2 }", ["portfolio.crash_loss: needs crash_probability"]),
        ("portfolio: { crash_probability: 0.01 }", ["portfolio.crash_probability: needs crash_loss"]),
        (
            "portfolio: { crash_probability: 1, crash_loss: 0.2 }",
            [
                "portfolio.crash_probability: with crashes as likely as that no ordinary months have the mean "
                    + "investment_return_mean"
            ]
        ),
        (
            "portfolio: { distribution: history, history: returns.csv, crash_probability: 0.1, crash_loss: 0.2 }",
            [
                "portfolio.crash_probability: has no effect with distribution: history"
            ]
        ),
        (
            "portfolio: { distribution: history, history: returns.csv, block_months: 40 }",
            [
                "portfolio.block_months: must be at most the returns of history, which are 30, found 40"
            ]
        ),
        (
            "goals: [{ month: 61, amount: 1, worth: 1 }]",
            [
                "goals[1].month: must be at most max_months, which is 60, found 61"
            ]
        ),
        (
            "goals: [{ month: 50, amount: 1, worth: 1 }, { month: 50, amount: 2, worth: 1 }]",
            [
                "goals[2].month: 50 twice"
            ]
        ),
        (
            "goals: [{ month: 50, amount: 0 }, 7]",
            [
                "goals[1].amount: must be greater than 0, found 0",
                "goals[1].worth: is missing; it must be greater than 0",
                "goals[2]: must be a mapping of keys to values, found 7",
            ]
        ),
        ("goals: { month: 50 }", ["goals: must be a list of goals, found a mapping"]),
        ("goals: [{}, {}, {}, {}, {}]", ["goals: must be at most 4 goals, found 5"]),
        ("goals: [{ month: 5, amount: 1, worth: 1, price: 3 }]", ["goals[1].price: unknown key"]),
    ])
    func combinationsAreRefused(_ text: String, _ messages: [String]) {
        let file = ScenarioText(rest: "objective: { kind: utility }\n\(text)\n").text
        #expect(lifeProblems(of: file) == messages.map { "foo.yaml:12: \($0)" })
    }

    /// All at once, whatever else is wrong.
    @Test func allProblemsAreReported() {
        let text = ScenarioText(
            rest: """
                objective: { kind: utility, ruin_consumption: 900, risk_aversion: 30 }
                work: { pension: 900 }
                debt:
                  loan: 12000
                  loan_rate: 0.095
                  loan_instalment: x

                """)
        #expect(
            lifeProblems(of: text.text) == [
                "foo.yaml:11: objective.risk_aversion: must be from 0.1 to 20, found 30",
                "foo.yaml:11: objective.ruin_consumption: must be less than necessities (700), found 900",
                "foo.yaml:12: work.pension: needs retirement_month",
                "foo.yaml:16: debt.loan_instalment: must be a number, 0 or more, found x",
            ])
    }

    @Test func necessitiesMustNotVanish() {
        var text = ScenarioText(rest: "objective: { kind: utility }\n")
        text.environment[2].value = "0"
        #expect(
            problems(of: text.text) == [
                "foo.yaml:11: objective.necessities: must be greater than 0 (variable_expense_mean is 0)"
            ])
        text.rest = "objective: { kind: utility, necessities: 100 }\n"
        #expect(problems(of: text.text).isEmpty)
    }

    @Test func returnsThatAreNoneHaveNoDistribution() {
        var text = ScenarioText(rest: "objective: { kind: utility }\nportfolio: { distribution: normal }\n")
        text.environment.append(("investment_return_type", "none"))
        #expect(
            problems(of: text.text) == [
                "foo.yaml:13: portfolio.distribution: has no effect with investment_return_type: none"
            ])
    }

    /// As if files of 30 returns were beside the scenario.
    private func lifeProblems(of text: String) -> [String] {
        do {
            _ = try ScenarioReader.read(Array(text.utf8), file: "foo.yaml") {
                (file: String) throws(ReturnHistoryProblem) -> ReturnHistory in
                ReturnHistory(file: file, returns: Array(repeating: 0.01, count: 30))
            }
            return []
        } catch {
            return error.messages.map(\.message)
        }
    }

    @Test func aHistoryIsReadAndStored() throws {
        let text = ScenarioText(
            rest: """
                objective: { kind: utility }
                portfolio: { distribution: history, history: "my returns.csv", block_months: 6 }

                """
        ).text
        let returns = (0..<30).map { Double($0 % 5) / 100 - 0.02 }
        let read: ScenarioReader.Histories = { (file: String) throws(ReturnHistoryProblem) -> ReturnHistory in
            guard file == "my returns.csv" else { throw .notFound }
            return ReturnHistory(file: file, returns: returns)
        }
        let scenario = try ScenarioReader.read(Array(text.utf8), file: "foo.yaml", histories: read)
        #expect(scenario.portfolio.history == ReturnHistory(file: "my returns.csv", returns: returns))
        #expect(try JSONDecoder().decode(Scenario.self, from: JSONEncoder().encode(scenario)) == scenario)
        let again = try ScenarioReader.read(Array(scenario.yaml().utf8), file: "foo.yaml", histories: read)
        #expect(again == scenario)
        #expect(
            problems(of: text) == ["foo.yaml:12: portfolio.history: my returns.csv: file not found"])
        // Kept where something else is overridden, and another file is read where that is.
        let override = try #require(ScenarioOverride("portfolio.block_months=3"))
        #expect(try scenario.overriding([override]).portfolio.history?.returns == returns)
        let other = try #require(ScenarioOverride("portfolio.history=other.csv"))
        let failure = #expect(throws: InvalidScenario.self) { try scenario.overriding([other], histories: read) }
        #expect(
            failure?.messages.map(\.message) == ["--set portfolio.history=other.csv: other.csv: file not found"])
    }
}
