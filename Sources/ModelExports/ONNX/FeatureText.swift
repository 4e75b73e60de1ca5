import Learning

/// What the inputs of the exported graphs are, for their readers.
enum FeatureText {
    private static let symbols = """
        y0: income of the first year, S: the larger of safety threshold and y0, EUR; clip(x, a, b): x, at least a and at \
        most b.
        """

    static let strategist = """
        Of the months since the last goal (before the first month: initial cash, 0, 0), all balances after their months. \
        \(FinancialStrategist.Feature.allCases.map(\.formula).joined(separator: "; ")). \(symbols)
        """

    static let executor = """
        Before the month, with income y, bills F and variable expense v of the month before and cash C. \
        \(BudgetExecutor.Feature.allCases.map(\.formula).joined(separator: "; ")). \(symbols)
        """

    static let effectiveTarget = """
        target_invest_ratio*(aggressiveness + (1 - aggressiveness)*clip(C/max(safety_buffer, 1), 0, 1)) of the \
        strategist's goal.
        """
}
