import Households
import Learning
import Reports
import RunStorage

/// How a household stands before a month, and what is asked: what its policy does now.
package struct AdviceRequest: Sendable {
    /// Name of the run, or the folder of one of its checkpoints.
    package var run: String
    package var checkpoint = CheckpointChoice.final
    /// 1…T.
    package var month = 1
    /// Before the month's income, EUR of the month; nil for what the scenario begins with.
    package var cash, portfolio, loan: Double?
    package var isOutOfWork = false

    package init(run: String) {
        self.run = run
    }
}

/// What the policy does in one month, and what that is worth.
package struct Advice: Sendable {
    package var run: RunName
    package var scenario: Scenario
    package var month: Int
    /// p: what a euro of month 1 costs in the month.
    package var priceLevel: Double
    package var move: LifeMove
}

extension JobRunner {
    /// What the policy of a household that lives for utility does as the household stands.
    ///
    /// - Throws: `JobError.adviceOfReward`, `.notOfThisHousehold`; `StorageError`, `ModelError`, `Stopped`.
    package func advise(_ request: AdviceRequest) throws -> Advice {
        let target = try ReportTarget(request.run, request.checkpoint, in: output)
        let run = target.checkpoint.metadata.run
        let scenario = run.scenario
        guard scenario.objectiveKind == .utility else { throw JobError.adviceOfReward(run: run.name.description) }
        let calendar = LifeCalendar(scenario)
        let household = try household(of: request, in: calendar)
        let evaluator = PolicyEvaluator(
            scenario: scenario, state: try target.reading(from: output) { try target.checkpoint.state() },
            trainingSeed: run.seed, threads: threads)
        guard let best = try target.reading(from: output, { try evaluation(of: target) }).bestRule else {
            preconditionFailure("a household has rules")
        }
        return Advice(
            run: run.name, scenario: scenario, month: request.month,
            priceLevel: calendar.months[request.month - 1].priceLevel,
            move: try evaluator.advice(for: household, against: best.policy, seed: run.seed))
    }

    private func household(of request: AdviceRequest, in calendar: LifeCalendar) throws -> HouseholdState {
        let (scenario, horizon) = (calendar.scenario, calendar.horizon)
        guard (1...horizon).contains(request.month) else {
            throw JobError.notOfThisHousehold("--month: must be from 1 to \(horizon), found \(request.month)")
        }
        var work = calendar.work.first
        if request.isOutOfWork {
            guard let away = calendar.work.firstOutOfWork, !calendar.months[request.month - 1].isRetired else {
                throw JobError.notOfThisHousehold(
                    "--out-of-work: no work can be lost in this household in month \(request.month)")
            }
            work = away
        }
        let loan = request.loan ?? (request.month == 1 ? scenario.debt.loan : 0)
        guard loan <= 0 || scenario.debt.loan > 0 else {
            throw JobError.notOfThisHousehold("--loan: this household has no loan")
        }
        guard loan <= scenario.debt.loan else {
            throw JobError.notOfThisHousehold("--loan: at most the loan at the start, \(scenario.debt.loan)")
        }
        if scenario.debt.loan > 0, request.loan == nil, request.month > 1 {
            throw JobError.notOfThisHousehold("--loan: is missing; say what is still owed, 0 where nothing is")
        }
        let cash = request.cash ?? scenario.environment.initialCash
        guard cash >= -calendar.overdraftLimit else {
            throw JobError.notOfThisHousehold(
                "--cash: at least the overdraft, \(-calendar.overdraftLimit), found \(cash)")
        }
        return HouseholdState(
            in: calendar, monthsDone: request.month - 1, cash: cash,
            portfolio: request.portfolio ?? scenario.environment.initialInvestment, loan: loan, work: work)
    }
}
