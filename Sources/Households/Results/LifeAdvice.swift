import Statistics

/// What a policy does in one month of a life, where the household stands in one way or another. EUR of month 1.
package struct LifeAdvice: Sendable, Equatable, Codable {
    /// 1…T.
    package var month: Int
    /// p: what a euro of month 1 costs then.
    package var priceLevel: Double
    package var rows: [Row]

    package init(month: Int, priceLevel: Double, rows: [Row]) {
        (self.month, self.priceLevel, self.rows) = (month, priceLevel, rows)
    }

    package struct Row: Sendable, Equatable, Codable {
        /// Whether it is how the household usually stands at that month, the medians of the lives.
        package var isUsual: Bool
        package var isOutOfWork: Bool
        /// Before the month's income.
        package var cash, portfolio, loan: Double
        package var income: Double
        /// Fixed bills, ordinary ones as they are expected, and the instalment.
        package var bills: Double
        /// Spent freely, bought less sold, and prepaid.
        package var consume, trade, prepay: Double
        /// What following the row once and the computed optimum afterwards costs against the optimum, once; nil in
        /// older files.
        package var regret: Double?

        package init(
            isUsual: Bool, isOutOfWork: Bool, cash: Double, portfolio: Double, loan: Double, income: Double,
            bills: Double, consume: Double, trade: Double, prepay: Double
        ) {
            (self.isUsual, self.isOutOfWork) = (isUsual, isOutOfWork)
            (self.cash, self.portfolio, self.loan) = (cash, portfolio, loan)
            (self.income, self.bills) = (income, bills)
            (self.consume, self.trade, self.prepay) = (consume, trade, prepay)
        }

        package var decision: LifeDecision { LifeDecision(consume: consume, trade: trade, prepay: prepay) }

        package enum CodingKeys: String, CodingKey {
            case isUsual = "is_usual"
            case isOutOfWork = "is_out_of_work"
            case cash, portfolio, loan, income, bills, consume, trade, prepay, regret
        }
    }

    package enum CodingKeys: String, CodingKey {
        case month
        case priceLevel = "price_level"
        case rows
    }
}

/// What the same policy is worth where one thing about the household is different.
package struct LifeSensitivity: Sendable, Equatable, Codable {
    package enum Change: String, Sendable, Codable, CaseIterable {
        case moreJobLoss = "job_loss_twice_as_likely"
        case lowerReturns = "returns_one_percent_a_year_lower"
        case earlierRetirement = "retirement_two_years_earlier"
        case laterRetirement = "retirement_two_years_later"
    }

    package var change: Change
    /// EUR of month 1 a month, and its standard error.
    package var certaintyEquivalent: Double
    package var standardError: Double
    /// Share of the lives that end in ruin.
    package var ruinProbability: Double
    /// How much more the policy is worth here than in the household as it is, by the lives that were lived in both; EUR
    /// of month 1 a month, nil in older files.
    package var difference: MeanEstimate?

    package init(
        change: Change, certaintyEquivalent: Double, standardError: Double, ruinProbability: Double,
        difference: MeanEstimate? = nil
    ) {
        self.change = change
        self.certaintyEquivalent = certaintyEquivalent
        self.standardError = standardError
        self.ruinProbability = ruinProbability
        self.difference = difference
    }

    package enum CodingKeys: String, CodingKey {
        case change
        case certaintyEquivalent = "certainty_equivalent"
        case standardError = "standard_error"
        case ruinProbability = "ruin_probability"
        case difference
    }
}
