import Households
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

    /// Of a household that lives for utility.
    static func life(_ calendar: LifeCalendar) -> String {
        """
        Before the month, with its income y in hand and fixed bills, instalment and goals paid: money M, portfolio P, loan L; \
        k: what a sold euro brings; v: ordinary bills; all at the prices of the first month. \
        free = (M - v)/S, total = free + k*P/S, S = \(calendar.scales.amount) EUR, x_s = \(calendar.scales.freeConsumption) EUR, \
        limit: of the overdraft. \(LifeFeature.all(in: calendar).map(\.formula).joined(separator: "; ")).
        """
    }

    static let corrections = """
        l0 to l3. Of goal (share, months, spending), free money F = M - v and bills B a month, EUR of the month at price \
        level p: consume c = min(spending*p*exp(clip(l2, -3, 3)), max(0, F + k*P)); prepay e = sigmoid(2*l3 - 2)*clip(F - c, 0, \
        L); W = max(0, F - c + P); target = clip(share*max(0, W - e - months*B*p) + W*l0/4, 0, W); trade = sigmoid(2*l1 + \
        1)*(target - P), bought out of what is free, sold at least max(0, c - F)/k.
        """

    static let effectiveTarget = """
        target_invest_ratio*(aggressiveness + (1 - aggressiveness)*clip(C/max(safety_buffer, 1), 0, 1)) of the \
        strategist's goal.
        """
}
