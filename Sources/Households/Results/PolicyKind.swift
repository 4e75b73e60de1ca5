/// Which policy was evaluated.
package enum PolicyKind: String, Sendable, Codable, CaseIterable {
    case trained, untrained, optimum
    case tunedRule = "tuned_rule"
    case threshold
    case fiftyThirtyTwenty = "50_30_20"
    case allCash = "all_cash"
    case equalThirds = "equal_thirds"
    case random
    // Of households that live for utility.
    case spendAll = "spend_all"
    case threeMonthFund = "50_30_20_fund_3"
    case sixMonthFund = "50_30_20_fund_6"
    case fiftyThirtyTwentyCash = "50_30_20_cash"
    case halfInvested = "50_30_20_half"
    case ageRule = "100_minus_age"
    case tenthFirst = "tenth_first"
    case salary
    case fourPercent = "four_percent"
    case fourPercentHalf = "four_percent_half"
    case debtFirst = "debt_first"
    case debtFirstTenth = "debt_first_tenth"
}
