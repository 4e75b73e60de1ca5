import Households

/// The keys of a household that lives for utility.
extension ScenarioParameter {
    static let objective: [ScenarioParameter] = [
        .init(
            .objective, "kind", .pure, .choice(\.objectiveKind.word, ObjectiveKind.allCases.map(\.rawValue)),
            "reward: the weights of the section reward; utility: what is consumed over a life",
            "What the household lives for"),
        .init(
            .objective, "risk_aversion", .pure, .real(\.utility.riskAversion, .within(0.1...20)),
            "γ of CRRA: how much a bad month hurts beside a good one; 1: the logarithm", "Risk aversion γ"),
        .init(
            .objective, "discount_rate", .shareAYear, .real(\.utility.discountRate, .above(-0.5, upTo: 1)),
            "how much less a later year counts", "Discount a year"),
        .init(
            .objective, "necessities", .eurosAMonth,
            .derivedReal(
                \.utility.necessities, .above(0), DerivedDefault(value: \.necessities, words: "variable_expense_mean")),
            "consumption that ordinary bills contain: food and clothes, not the rent", "Consumption in the bills"),
        .init(
            .objective, "ruin_consumption", .eurosAMonth,
            .derivedReal(
                \.utility.ruinConsumption, .above(0),
                DerivedDefault(value: \.ruinConsumption, words: ".4 of necessities")),
            "what is lived on in ruin", "Consumption in ruin"),
        .init(
            .objective, "ruin_months", .months, .integer(\.utility.ruinMonths, 0...1200),
            "for so long; necessities for ever after", "Months of ruin"),
        .init(
            .objective, "after_months", .months, .integer(\.utility.afterMonths, 0...1200),
            "what is left at the end is spent evenly over so many more months; 0: it is worth nothing",
            "Months after the horizon"),
    ]

    static let portfolio: [ScenarioParameter] = [
        .init(
            .portfolio, "distribution", .pure,
            .choice(\.portfolio.distribution.word, ReturnDistribution.allCases.map(\.rawValue)),
            "of monthly returns around their mean; history: months of a file", "Distribution of returns"),
        .init(
            .portfolio, "degrees_of_freedom", .pure, .real(\.portfolio.degreesOfFreedom, .above(2, upTo: 100)),
            "of student: fewer are wilder", "Degrees of freedom"),
        .init(
            .portfolio, "history", .pure, .history(\.portfolio.history),
            "CSV beside the scenario whose last column is a monthly return", "File of returns"),
        .init(
            .portfolio, "block_months", .months, .integer(\.portfolio.blockMonths, 1...1200),
            "months of the history that are drawn at once", "Months drawn at once"),
        .init(
            .portfolio, "crash_probability", .shareAMonth, .real(\.portfolio.crashProbability, .within(0...1)),
            "probability of a crash; ordinary months make up for it", "Probability of a crash a month"),
        .init(
            .portfolio, "crash_loss", .pure, .real(\.portfolio.crashLoss, .within(0...1)),
            "share of the portfolio that a crash takes", "Loss in a crash"),
        .init(
            .portfolio, "sale_cost", .pure, .real(\.portfolio.saleCost, .within(0...0.5)), "share of what is sold",
            "Cost of a sale"),
        .init(
            .portfolio, "gains_tax", .pure, .real(\.portfolio.gainsTax, .within(0...0.9)),
            "share of each month's gain or loss", "Tax on gains"),
        .init(
            .portfolio, "cash_interest", .shareAYear, .real(\.portfolio.cashInterest, .above(-1, upTo: 1)),
            "on cash", "Interest on cash a year"),
    ]

    static let work: [ScenarioParameter] = [
        .init(
            .work, "job_loss_probability", .shareAMonth, .real(\.work.jobLossProbability, .within(0...1)),
            "probability of losing work", "Probability of losing work a month"),
        .init(
            .work, "job_finding_probability", .shareAMonth, .real(\.work.jobFindingProbability, .above(0, upTo: 1)),
            "probability of finding work again", "Probability of finding work a month"),
        .init(
            .work, "benefit_share", .pure, .real(\.work.benefitShare, .within(0...1)),
            "of the income, while out of work", "Income out of work, share"),
        .init(
            .work, "benefit_months", .months, .integer(\.work.benefitMonths, 0...1200),
            "mean length of the benefit; 0: it does not end", "Months of benefit, mean"),
        .init(
            .work, "no_benefit_share", .pure, .real(\.work.noBenefitShare, .within(0...1)),
            "of the income, after that", "Income after the benefit, share"),
        .init(
            .work, "income_std", .pure, .real(\.work.incomeStd, .within(0...2)),
            "how much the income differs from month to month, of its logarithm", "Income from month to month, deviation"
        ),
        .init(
            .work, "level_std", .pure, .real(\.work.levelStd, .within(0...2)),
            "how much a level that lasts differs, of its logarithm", "Level of the income, deviation"),
        .init(
            .work, "level_persistence", .pure,
            .real(\.work.levelPersistence, .from(0, below: 1)),
            "how long the level lasts: its correlation from month to month", "Persistence of the level a month"),
        .init(
            .work, "retirement_month", .months, .integer(\.work.retirementMonth, 0...1200),
            "the first month with a pension; 0: none", "First month with a pension"),
        .init(
            .work, "pension", .eurosAMonth, .real(\.work.pension, .atLeast(0)),
            "at first-month prices, and rising with them", "Pension a month"),
    ]

    static let debt: [ScenarioParameter] = [
        .init(
            .debt, "overdraft_limit", .euros, .real(\.debt.overdraftLimit, .atLeast(0)),
            "how far cash may fall below zero", "Overdraft, at most"),
        .init(
            .debt, "overdraft_rate", .shareAYear, .real(\.debt.overdraftRate, .within(0...1)),
            "interest on the overdraft", "Interest on the overdraft a year"),
        .init(
            .debt, "loan", .euros, .real(\.debt.loan, .atLeast(0)), "what is owed at the start", "Loan at the start"),
        .init(
            .debt, "loan_rate", .shareAYear, .real(\.debt.loanRate, .within(0...1)), "interest on the loan",
            "Interest on the loan a year"),
        .init(
            .debt, "loan_instalment", .eurosAMonth, .real(\.debt.loanInstalment, .atLeast(0)),
            "a bill until the loan is repaid", "Instalment a month"),
        .init(
            .debt, "prepayment_fee", .pure, .real(\.debt.prepaymentFee, .within(0...0.5)),
            "share of what is prepaid", "Fee on what is prepaid"),
    ]

    /// The keys of one entry of `goals`, 1 for the first.
    ///
    /// - Precondition: whose scenario is asked has so many goals.
    package static func goal(_ number: Int) -> [ScenarioParameter] {
        [
            .init(
                .goals, "month", .pure, .integer(\.goals[number - 1].month, 1...1200), required: true, entry: number,
                "at whose start it is paid for", "Goal \(number), month"),
            .init(
                .goals, "amount", .euros, .real(\.goals[number - 1].amount, .above(0)), required: true, entry: number,
                "its price at first-month prices", "Goal \(number), price"),
            .init(
                .goals, "worth", .eurosAMonth, .real(\.goals[number - 1].worth, .above(0)), required: true,
                entry: number, "what having it is worth for the rest of the life", "Goal \(number), worth a month"),
        ]
    }
}
