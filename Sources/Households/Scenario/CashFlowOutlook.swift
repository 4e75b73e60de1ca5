/// What a scenario's figures imply for the household's purse, before any chance and any choice: means, EUR.
package struct CashFlowOutlook: Sendable, Equatable, Codable {
    /// One month's means.
    package struct Month: Sendable, Equatable, Codable {
        /// 1…T.
        package var month: Int
        package var income: Double
        /// Fixed, variable and, by their probability, emergencies; of a household with a loan, its instalment.
        package var bills: Double

        /// What is left when the bills are paid.
        package var free: Double { income - bills }
    }

    package var first, last: Month
    /// What is free in the last month, in euros of the first.
    package var lastFreeInFirstPrices: Double
    /// Months after which cash has reached the safety threshold where everything free is saved: 0 where it has at the
    /// start, nil where it never does.
    package var monthsUntilBufferFull: Int?
    /// The first month whose bills exceed its income; nil where none does.
    package var firstShortMonth: Int?
    /// The first month after which nothing is left although everything free was saved; nil where there is none. A
    /// portfolio that can be drawn on counts, without its returns.
    package var firstMonthWithoutCash: Int?

    package init(_ scenario: Scenario) {
        let environment = scenario.environment
        let (months, prices) = Self.months(of: scenario)
        precondition(!months.isEmpty, "a scenario has at least one month")
        first = months[0]
        last = months[months.count - 1]
        lastFreeInFirstPrices = last.free / prices[months.count - 1]
        var cash = environment.initialCash
        // What is drawn on, where it can be.
        let portfolio = scenario.objectiveKind == .utility ? environment.initialInvestment : 0
        if cash >= environment.safetyThreshold { monthsUntilBufferFull = 0 }
        for month in months {
            cash += month.free
            if monthsUntilBufferFull == nil, cash >= environment.safetyThreshold {
                monthsUntilBufferFull = month.month
            }
            if firstShortMonth == nil, month.free < 0 { firstShortMonth = month.month }
            if firstMonthWithoutCash == nil, cash + portfolio < 0 { firstMonthWithoutCash = month.month }
        }
    }

    /// Each month's means, and its price level.
    private static func months(of scenario: Scenario) -> (months: [Month], prices: [Double]) {
        switch scenario.objectiveKind {
        case .reward:
            let calendar = scenario.calendar
            let probability = scenario.environment.emergencyProbability
            let months = calendar.months.enumerated().map { index, figures in
                Month(
                    month: index + 1, income: figures.income,
                    bills: figures.expectedBills(emergencyProbability: probability))
            }
            return (months, calendar.months.map(\.priceLevel))
        case .utility:
            let calendar = LifeCalendar(scenario)
            var loan = scenario.debt.loan
            let months = calendar.months.enumerated().map { index, figures in
                loan *= calendar.loanGrowth
                let instalment = min(calendar.loanInstalment, loan)
                loan -= instalment
                return Month(
                    month: index + 1, income: figures.baseIncome, bills: figures.expectedBills + instalment)
            }
            return (months, calendar.months.map(\.priceLevel))
        }
    }

    /// What becomes of the money that is free.
    package enum Course: Sendable, Equatable {
        /// Nothing is free from the start.
        case nothingFree
        /// Bills outgrow the income.
        case eaten(month: Int)
        /// Less than before, in euros of the first month.
        case shrinks
        /// At least as much as before, in euros of the first month.
        case lasts
    }

    package var course: Course {
        if first.free <= 0 { return .nothingFree }
        if let firstShortMonth { return .eaten(month: firstShortMonth) }
        // A cent is no change.
        return lastFreeInFirstPrices < first.free - 0.01 ? .shrinks : .lasts
    }

    package enum CodingKeys: String, CodingKey {
        case first, last
        case lastFreeInFirstPrices = "last_free_in_first_prices"
        case monthsUntilBufferFull = "months_until_buffer_full"
        case firstShortMonth = "first_short_month"
        case firstMonthWithoutCash = "first_month_without_cash"
    }
}
