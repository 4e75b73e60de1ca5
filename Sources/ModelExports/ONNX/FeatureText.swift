/// What the inputs of the exported graphs are, for their readers.
enum FeatureText {
    private static let symbols = """
        y0: income of the first year, S: the larger of safety threshold and y0, EUR; clip(x, a, b): x, at least a and at \
        most b.
        """

    static let strategist = """
        Of the months since the last goal (before the first month: initial cash, 0, 0), all balances after their months. \
        clip(mean cash/S, -2, 5) - 1; 2*clip(mean monthly change of wealth/y0, -2, 2); \
        clip(least-squares slope of the variable expense a month/(0.1*y0), -2, 2); log(1 + max(0, wealth)/y0)/3 - 0.5; \
        2*(months done)/horizon - 1. \(symbols)
        """

    static let executor = """
        Before the month, with income y, bills F and variable expense v of the month before and cash C. \
        y/y0 - 1; F/y0; v/y0; clip(C/S, -2, 5) - 1; clip(4*C/S, 0, 4)/2 - 1; clip(16*C/S, 0, 4)/2 - 1; \
        log(1 + max(0, C)/y0) - 1; risk tolerance; 2*(months left)/horizon - 1; 2*clip(months left/12, 0, 1) - 1. \
        \(symbols)
        """

    static let effectiveTarget = """
        target_invest_ratio*(aggressiveness + (1 - aggressiveness)*clip(C/max(safety_buffer, 1), 0, 1)) of the \
        strategist's goal.
        """
}
