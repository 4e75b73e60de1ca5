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
    /// The month of the first year that is the last one's of its own year: incomes rise once a year, prices each month.
    package var comparable: Month
    /// What is free in the last month and in the comparable one, in euros of the first.
    package var lastFreeInFirstPrices, comparableFreeInFirstPrices: Double
    /// Months after which cash has reached the safety threshold where everything free is saved: 0 where it has at the
    /// start, nil where it never does.
    package var monthsUntilBufferFull: Int?
    /// Months whose bills exceed their income.
    package var shortMonths = 0
    /// The first of them; nil where there is none.
    package var firstShortMonth: Int?
    /// The first month after which nothing is left although everything free was saved; nil where there is none. A
    /// portfolio that can be drawn on counts, without its returns.
    package var firstMonthWithoutCash: Int?
    /// Whether a portfolio counts as what can be lived on.
    private var drawsOnPortfolio = false

    package init(_ scenario: Scenario) {
        let environment = scenario.environment
        let (months, prices) = Self.months(of: scenario)
        precondition(!months.isEmpty, "a scenario has at least one month")
        func freeInFirstPrices(_ month: Month) -> Double { month.free / prices[month.month - 1] }
        first = months[0]
        last = months[months.count - 1]
        comparable = months[(months.count - 1) % 12]
        lastFreeInFirstPrices = freeInFirstPrices(last)
        comparableFreeInFirstPrices = freeInFirstPrices(comparable)
        var cash = environment.initialCash
        // What is drawn on, where it can be.
        drawsOnPortfolio = scenario.objectiveKind == .utility
        let portfolio = drawsOnPortfolio ? environment.initialInvestment : 0
        if cash >= environment.safetyThreshold { monthsUntilBufferFull = 0 }
        for month in months {
            cash += month.free
            if monthsUntilBufferFull == nil, cash >= environment.safetyThreshold {
                monthsUntilBufferFull = month.month
            }
            if month.free < 0 {
                shortMonths += 1
                if firstShortMonth == nil { firstShortMonth = month.month }
            }
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

    /// What bills are paid from that exceed the income.
    package var reserve: String { drawsOnPortfolio ? "savings" : "cash" }

    /// What becomes of the money that is free.
    package enum Course: Sendable, Equatable {
        /// In every month the bills exceed the income.
        case alwaysShort
        /// From a month on to the end.
        case shortFrom(month: Int)
        /// In some months, after which there are others.
        case sometimesShort(months: Int, first: Int)
        /// A year or less: incomes have not risen yet.
        case withinAYear
        /// Less than in the same month of the first year, in euros of the first month.
        case shrinks
        /// At least as much as then, in euros of the first month.
        case lasts
    }

    package var course: Course {
        if let firstShortMonth {
            if shortMonths == last.month { return .alwaysShort }
            let areAllAfter = shortMonths == last.month - firstShortMonth + 1
            return areAllAfter
                ? .shortFrom(month: firstShortMonth) : .sometimesShort(months: shortMonths, first: firstShortMonth)
        }
        if last.month == comparable.month { return .withinAYear }
        // A cent is no change.
        return lastFreeInFirstPrices < comparableFreeInFirstPrices - 0.01 ? .shrinks : .lasts
    }

    package enum CodingKeys: String, CodingKey {
        case first, last, comparable
        case lastFreeInFirstPrices = "last_free_in_first_prices"
        case comparableFreeInFirstPrices = "comparable_free_in_first_prices"
        case monthsUntilBufferFull = "months_until_buffer_full"
        case shortMonths = "short_months"
        case firstShortMonth = "first_short_month"
        case firstMonthWithoutCash = "first_month_without_cash"
    }
}
