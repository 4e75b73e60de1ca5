import Foundation
import Households
import Reports
import ScenarioFiles

/// What is asked about a household that lives for utility, in the words of those who live in it.
enum LifeQuestions {
    typealias Question = ScenarioQuestion
    typealias Draft = ScenarioQuestion.Draft

    static var all: [Question] { money + retirement + loan + overdraft + jobLoss + [worst, risk] + goals }

    // MARK: - Where it begins

    /// The ages that the figures of a template fit: it does not say them.
    static func draft(_ scenario: Scenario) -> Draft {
        let years = Double(scenario.work.retirementMonth - 1) / 12
        let age = scenario.work.retirementMonth > 0 ? max(0, usualRetirement - years) : usualAge
        return Draft(
            scenario: scenario, age: age,
            goalNames: scenario.goals.indices.map { $0 == 0 ? usualGoal : "purchase \($0 + 1)" })
    }

    private static let usualAge = 35.0
    private static let usualRetirement = 67.0
    private static let longLife = 90.0
    private static let usualGoal = "a flat"

    /// What the file cannot say in figures: whose ages they are, and what is saved for.
    static func description(_ draft: Draft) -> String {
        func number(_ age: Double) -> String { ScenarioQuestion.rounded(age) }
        var text = "Aged \(number(draft.age)), planned until \(number(draft.lastAge))"
        if draft.retires { text += ", retired from \(number(draft.retirementAge)) on" }
        if !draft.goalNames.isEmpty { text += ", saving for \(draft.goalNames.joined(separator: " and "))" }
        return text
    }

    // MARK: - Income, bills, savings

    private static let usualEmergency = 1500.0

    private static var money: [Question] {
        [
            .number("age", "How old are you, in years?", value: \.age) { draft, age in
                guard (0...120).contains(age) else { return "from 0 to 120" }
                draft.age = age
                return nil
            },
            .number("planned until the age of", "Until which age do you want to plan?", value: \.lastAge) {
                draft, age in
                let months = draft.month(at: age)
                guard let months, (1...ScenarioQuestion.longestHorizon).contains(months) else {
                    return "more than your age (\(ScenarioQuestion.rounded(draft.age))), and at most 100 years later"
                }
                draft.fitIntoHorizon(months)
                // Most of a life, and some more for who lives longer.
                let left = Int((12 * (longLife - age)).rounded())
                draft.scenario.utility.afterMonths = min(max(left, 24), 240)
                return nil
            },
            .number(
                "for years more", "For how many years more should what is left then last (0: it need not)?",
                value: { Double($0.scenario.utility.afterMonths) / 12 }
            ) { draft, years in
                guard (0...100).contains(years) else { return "from 0 to 100" }
                draft.scenario.utility.afterMonths = Int((12 * years).rounded())
                return nil
            },
            .number(
                "income", "What comes in each month, after taxes, in EUR?", of: \.environment.income,
                "environment.income",
                then: { if $0.scenario.environment.income == 0 { $0.loseNoJob() } }),
            .number(
                "raise of the income", "By how much does that rise a year?", of: \.environment.incomeGrowth,
                "environment.income_growth", isShare: true, when: { $0.scenario.environment.income > 0 }),
            .number(
                "raise of prices", "By how much do prices rise a year?", of: \.environment.inflation,
                "environment.inflation", isShare: true),
            .number(
                "fixed bills",
                "What do rent and other fixed bills cost a month, without instalments of a loan, in EUR?",
                of: \.environment.fixedExpenses, "environment.fixed_expenses"),
            .number(
                "ordinary bills", "What do food, clothes and other ordinary bills cost a month, in EUR?",
                value: \.scenario.environment.variableExpenseMean
            ) { draft, bills in
                guard bills > 0, bills <= RealRange.largestAmount else { return "greater than 0" }
                draft.scenario.environment.variableExpenseMean = bills
                // What is lived on in the worst case must stay below; its default does.
                if draft.scenario.ruinConsumption >= draft.scenario.necessities {
                    draft.scenario.utility.ruinConsumption = nil
                }
                return nil
            },
            .number(
                "ordinary bills differ by", "By how much do these differ from month to month, as a rule, in EUR?",
                of: \.environment.variableExpenseStd, "environment.variable_expense_std"),
            .number(
                "a large bill once in", "Once in how many years does a large bill come that nobody planned (0: never)?",
                value: \.yearsBetweenEmergencies
            ) { draft, years in
                guard years == 0 || (1.0 / 12...1000).contains(years) else {
                    return "0, or from a month (0.083) to 1000"
                }
                draft.scenario.environment.emergencyProbability =
                    years == 0 ? 0 : ScenarioQuestion.share(1 / years / 12)
                if years > 0, draft.scenario.environment.emergencyCost == 0 {
                    draft.scenario.environment.emergencyCost = usualEmergency
                }
                return nil
            },
            .number(
                "the large bill", "How much is it, in EUR?", of: \.environment.emergencyCost,
                "environment.emergency_cost",
                when: { $0.scenario.environment.emergencyProbability > 0 }),
            .number(
                "in the account", "How much do you have in the account, in EUR?", of: \.environment.initialCash,
                "environment.initial_cash"),
            .number(
                "invested", "And how much is invested, in EUR?", of: \.environment.initialInvestment,
                "environment.initial_investment"),
        ]
    }

    // MARK: - Retirement

    private static var retirement: [Question] {
        [
            .whether(
                "retirement", "Will you retire in that time?", when: { $0.scenario.environment.maxMonths > 1 },
                value: \.retires
            ) { draft, retires in
                let usual = (draft.month(at: usualRetirement) ?? 0) + 1
                let months = draft.scenario.environment.maxMonths
                draft.scenario.work.retirementMonth = retires ? min(max(usual, 2), months) : 0
                let pension = 10 * (0.06 * draft.scenario.environment.income).rounded()
                draft.scenario.work.pension = retires ? max(pension, 500) : 0
            },
            .number("retired from the age of", "At what age?", when: \.retires, value: \.retirementAge) { draft, age in
                guard let months = draft.month(at: age), months >= 1, months < draft.scenario.environment.maxMonths
                else {
                    return "more than your age (\(ScenarioQuestion.rounded(draft.age))) and less than "
                        + "\(ScenarioQuestion.rounded(draft.lastAge)), until which you plan"
                }
                draft.scenario.work.retirementMonth = months + 1
                return nil
            },
            .number(
                "pension", "With which pension a month, in today's EUR?", when: \.retires,
                value: \.scenario.work.pension
            ) { draft, pension in
                guard pension > 0, pension <= RealRange.largestAmount else { return "greater than 0" }
                draft.scenario.work.pension = pension
                return nil
            },
        ]
    }

    // MARK: - Debts

    private static var loan: [Question] {
        [
            .whether("loan", "Do you have a loan?", value: \.hasLoan) { draft, hasLoan in
                draft.scenario.debt.loan = hasLoan ? usualLoan : 0
                draft.scenario.debt.loanRate = hasLoan ? usualLoanRate : 0
                draft.scenario.debt.loanInstalment = 0
                draft.scenario.debt.prepaymentFee = 0
                if hasLoan { draft.proposeInstalment() }
            },
            .number("owed", "How much is owed, in EUR?", when: \.hasLoan, value: \.scenario.debt.loan) { draft, loan in
                guard loan > 0, loan <= RealRange.largestAmount else { return "greater than 0" }
                draft.scenario.debt.loan = loan
                draft.proposeInstalment()
                return nil
            },
            .number(
                "interest on the loan", "At which rate a year?", of: \.debt.loanRate, "debt.loan_rate", isShare: true,
                when: \.hasLoan, then: { $0.proposeInstalment() }),
            .number(
                "instalment", "What is the instalment a month, in EUR?", when: \.hasLoan,
                value: \.scenario.debt.loanInstalment
            ) { draft, instalment in
                let interest = draft.interestOnLoan
                guard instalment > interest, instalment <= RealRange.largestAmount else {
                    let amount = ScenarioQuestion.rounded(interest)
                    return "more than the first month's interest (\(amount)), or the loan is never repaid"
                }
                draft.scenario.debt.loanInstalment = instalment
                return nil
            },
        ]
    }

    private static let usualLoan = 10_000.0
    private static let usualLoanRate = 0.07

    private static var overdraft: [Question] {
        [
            .whether("overdraft", "May the account be overdrawn?", value: \.hasOverdraft) { draft, hasOverdraft in
                draft.scenario.debt.overdraftLimit = hasOverdraft ? usualOverdraft : 0
                draft.scenario.debt.overdraftRate = DebtParameters().overdraftRate
            },
            .number(
                "overdraft, at most", "By how much, in EUR?", when: \.hasOverdraft,
                value: \.scenario.debt.overdraftLimit
            ) { draft, limit in
                guard limit > 0, limit <= RealRange.largestAmount else { return "greater than 0" }
                draft.scenario.debt.overdraftLimit = limit
                return nil
            },
            .number(
                "interest on the overdraft", "At which rate a year?", of: \.debt.overdraftRate, "debt.overdraft_rate",
                isShare: true, when: \.hasOverdraft),
        ]
    }

    private static let usualOverdraft = 1000.0

    // MARK: - Work

    private static var jobLoss: [Question] {
        [
            .whether(
                "loss of work", "Could you lose your job?", when: { $0.scenario.environment.income > 0 },
                value: \.canLoseJob
            ) { draft, canLoseJob in
                draft.loseNoJob()
                guard canLoseJob else { return }
                draft.scenario.work.jobLossProbability = 0.01
                draft.scenario.work.benefitShare = 0.7
                draft.scenario.work.benefitMonths = 18
            },
            .number(
                "loss of work within a year", "How likely is that within a year?", isShare: true, when: \.canLoseJob,
                value: { 1 - pow(1 - $0.scenario.work.jobLossProbability, 12) }
            ) { draft, share in
                guard share > 0, share <= 1 else { return "more than 0 % and at most 100 %" }
                draft.scenario.work.jobLossProbability = max(ScenarioQuestion.share(1 - pow(1 - share, 1.0 / 12)), 1e-9)
                return nil
            },
            .number(
                "out of work", "How many months would it take to find another, on average?", when: \.canLoseJob,
                value: { 1 / $0.scenario.work.jobFindingProbability }
            ) { draft, months in
                guard (1...1200).contains(months) else { return "from 1 to 1200" }
                draft.scenario.work.jobFindingProbability = ScenarioQuestion.share(1 / months)
                return nil
            },
            .number(
                "benefit", "What would come in a month meanwhile, in EUR?", when: \.canLoseJob,
                value: { $0.scenario.work.benefitShare * $0.scenario.environment.income }
            ) { draft, amount in
                let share = amount / draft.scenario.environment.income
                guard (0...1).contains(share) else { return draft.atMostIncome }
                draft.scenario.work.benefitShare = ScenarioQuestion.share(share)
                if draft.scenario.work.benefitShare == 0 { draft.endBenefit(after: 0) }
                return nil
            },
            .number(
                "months of benefit", "For how many months, on average (0: until there is work again)?",
                when: { $0.canLoseJob && $0.scenario.work.benefitShare > 0 },
                value: { Double($0.scenario.work.benefitMonths) }
            ) { draft, months in
                guard (0...1200).contains(months), months == months.rounded() else {
                    return "a whole number from 0 to 1200"
                }
                draft.endBenefit(after: Int(months))
                return nil
            },
            .number(
                "after the benefit", "And after that, in EUR a month?",
                when: { $0.canLoseJob && $0.scenario.work.benefitMonths > 0 },
                value: { $0.scenario.work.noBenefitShare * $0.scenario.environment.income }
            ) { draft, amount in
                let share = amount / draft.scenario.environment.income
                guard (0...1).contains(share) else { return draft.atMostIncome }
                draft.scenario.work.noBenefitShare = ScenarioQuestion.share(share)
                return nil
            },
        ]
    }

    // MARK: - What it lives for

    private static var worst: Question {
        .number(
            "in the worst case", "If everything went wrong, what would you live on a month, rent aside, in EUR?",
            value: \.scenario.ruinConsumption
        ) { draft, amount in
            let bills = draft.scenario.necessities
            guard amount > 0, amount < bills else {
                return "greater than 0 and less than the ordinary bills (\(ScenarioQuestion.rounded(bills)))"
            }
            draft.scenario.utility.ruinConsumption = amount
            return nil
        }
    }

    /// From bold to careful.
    private static let riskAversions = [2.0, 3, 4, 6]

    private static var risk: Question {
        Question(
            "how bad a loss feels",
            { draft in
                let choices = riskAversions.map { CoinToss(draft.scenario, riskAversion: $0) }
                let (low, high) = (DisplayFormat.euro(choices[0].low), DisplayFormat.euro(choices[0].high))
                let lines = choices.enumerated().map { "  \($0 + 1): \(DisplayFormat.euro($1.certain))\n" }
                return
                    "A coin decides whether you live on \(low) or on \(high) a month from now on, beside the fixed bills.\n"
                    + "Which amount a month, for certain, would be as good to you as the toss?\n"
                    + lines.joined() + "One of these: 1 (losses hurt a little) to \(choices.count) (they hurt a lot)"
            },
            value: { draft in
                let choice = riskAversions.firstIndex(of: draft.scenario.utility.riskAversion)
                // Another one, of a file.
                let certain = CoinToss(draft.scenario, riskAversion: draft.scenario.utility.riskAversion).certain
                return choice.map { "\($0 + 1)" } ?? DisplayFormat.euro(certain)
            },
            isAsked: { _ in true },
            take: { answer, draft in
                guard let choice = Int(answer), riskAversions.indices.contains(choice - 1) else {
                    return .failure(
                        .init(what: "must be a whole number from 1 to \(riskAversions.count), found \(answer)"))
                }
                var draft = draft
                draft.scenario.utility.riskAversion = riskAversions[choice - 1]
                return .success(draft)
            })
    }

    // MARK: - What it saves for

    private static var goals: [Question] { (0..<SavingsGoal.most).flatMap(goal) + [reserve] }

    /// Of no effect where nothing is saved for.
    private static var reserve: Question {
        .number(
            "left in the account", "How much has to stay in the account when you pay for it, in EUR?",
            of: \.environment.safetyThreshold, "environment.safety_threshold",
            when: { !$0.scenario.goals.isEmpty })
    }

    /// The questions about one thing that is saved for, which are there whatever comes before.
    private static func goal(_ index: Int) -> [Question] {
        let isThere: (Draft) -> Bool = { $0.scenario.goals.count > index }
        let which = index == 0 ? "" : " \(index + 1)"
        return [
            .whether(
                "saving\(which)", index == 0 ? "Do you save for something?" : "And for something else?",
                when: { $0.scenario.goals.count >= index && $0.scenario.environment.maxMonths > index }, value: isThere
            ) { draft, saves in draft.setGoals(saves ? index + 1 : index) },
            Question(
                "saving for\(which)", { _ in "What is it?" }, value: { $0.goalNames[index] }, isAsked: isThere
            ) { answer, draft in
                guard answer.count <= longestName else {
                    return .failure(.init(what: "must have at most \(longestName) letters, found \(answer.count)"))
                }
                var draft = draft
                draft.goalNames[index] = answer
                return .success(draft)
            },
            .number(
                "in years\(which)", "In how many years do you want it?", when: isThere,
                value: { Double($0.scenario.goals[index].month) / 12 }
            ) { draft, years in
                let horizon = draft.scenario.environment.maxMonths
                guard years > 0, years <= Double(horizon) / 12 + 1e-9 else {
                    return
                        "more than 0 and at most \(ScenarioQuestion.rounded(Double(horizon) / 12)), as far as you plan"
                }
                let month = min(max(1, Int((12 * years).rounded())), horizon)
                let others = draft.scenario.goals.indices.filter { $0 != index }
                guard !others.contains(where: { draft.scenario.goals[$0].month == month }) else {
                    return "in another month than what else you save for"
                }
                draft.scenario.goals[index].month = month
                return nil
            },
            .number(
                "price\(which)", "What would it cost today, in EUR?", when: isThere,
                value: { $0.scenario.goals[index].amount }
            ) { draft, amount in
                guard amount > 0, amount <= RealRange.largestAmount else { return "greater than 0" }
                draft.scenario.goals[index].amount = amount
                return nil
            },
            .number(
                "worth a month\(which)",
                "How much a month would you give up for it from then on, in EUR?",
                when: isThere, value: { $0.scenario.goals[index].worth }
            ) { draft, worth in
                guard worth > 0, worth <= RealRange.largestAmount else { return "greater than 0" }
                draft.scenario.goals[index].worth = worth
                return nil
            },
        ]
    }

    private static let longestName = 60
}

extension ScenarioQuestion {
    /// Months, as `environment.max_months` allows.
    static let longestHorizon = 1200

    /// A share as it goes into the file.
    static func share(_ share: Double) -> Double { (share * 1e6).rounded() / 1e6 }
}

extension ScenarioQuestion.Draft {
    fileprivate var lastAge: Double { age + Double(scenario.environment.maxMonths) / 12 }
    fileprivate var retires: Bool { scenario.work.retirementMonth > 0 }
    fileprivate var retirementAge: Double { age + Double(scenario.work.retirementMonth - 1) / 12 }
    fileprivate var hasLoan: Bool { scenario.debt.loan > 0 }
    fileprivate var hasOverdraft: Bool { scenario.debt.overdraftLimit > 0 }
    fileprivate var canLoseJob: Bool { scenario.work.jobLossProbability > 0 && scenario.environment.income > 0 }
    fileprivate var atMostIncome: String {
        "from 0 to the income (\(ScenarioQuestion.rounded(scenario.environment.income)))"
    }

    /// EUR, of the first month.
    fileprivate var interestOnLoan: Double {
        scenario.debt.loan * (pow(1 + scenario.debt.loanRate, 1.0 / 12) - 1)
    }

    fileprivate var yearsBetweenEmergencies: Double {
        let probability = scenario.environment.emergencyProbability
        return probability > 0 ? 1 / probability / 12 : 0
    }

    /// The months until an age; nil for what lies in no plan.
    fileprivate func month(at other: Double) -> Int? {
        let months = (12 * (other - age)).rounded()
        return months.magnitude <= 12_000 ? Int(months) : nil
    }

    /// Sets the horizon. What would happen after it is forgotten.
    fileprivate mutating func fitIntoHorizon(_ months: Int) {
        scenario.environment.maxMonths = months
        if scenario.work.retirementMonth > months { (scenario.work.retirementMonth, scenario.work.pension) = (0, 0) }
        let kept = scenario.goals.indices.filter { scenario.goals[$0].month <= months }
        (scenario.goals, goalNames) = (kept.map { scenario.goals[$0] }, kept.map { goalNames[$0] })
    }

    /// Sets the instalment by which the loan is repaid in five years, to ten euros more.
    fileprivate mutating func proposeInstalment() {
        let rate = interestOnLoan / scenario.debt.loan
        let payments = rate > 0 ? (1 - pow(1 + rate, -60)) / rate : 60
        scenario.debt.loanInstalment = 10 * (scenario.debt.loan / payments / 10).rounded(.up)
    }

    fileprivate mutating func loseNoJob() {
        let usual = WorkParameters()
        scenario.work.jobLossProbability = 0
        scenario.work.jobFindingProbability = usual.jobFindingProbability
        scenario.work.benefitShare = 0
        endBenefit(after: 0)
    }

    /// Without an end, nothing comes after.
    fileprivate mutating func endBenefit(after months: Int) {
        scenario.work.benefitMonths = months
        if months == 0 { scenario.work.noBenefitShare = 0 }
    }

    /// Keeps the first goals, and adds usual ones in months in which there is none.
    fileprivate mutating func setGoals(_ count: Int) {
        scenario.goals = Array(scenario.goals.prefix(count))
        goalNames = Array(goalNames.prefix(count))
        while scenario.goals.count < count {
            let horizon = scenario.environment.maxMonths
            let taken = Set(scenario.goals.map(\.month))
            let wanted = min(60 * (scenario.goals.count + 1), horizon)
            let month = (1...wanted).last { !taken.contains($0) } ?? (wanted...horizon).first { !taken.contains($0) }
            guard let month else { preconditionFailure("more goals than months") }
            scenario.goals.append(SavingsGoal(month: month, amount: 10_000, worth: 50))
            goalNames.append("a purchase")
        }
    }
}
