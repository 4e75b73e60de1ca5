/// What the strategist asks of the executor for the months to come.
package struct Goal: Sendable, Equatable, Codable, BitwiseCopyable {
    /// g0: share of income to invest, 0…1.
    package var targetInvestRatio: Double
    /// g1: cash to hold, EUR.
    package var safetyBuffer: Double
    /// g2: how much of the target is kept up while cash is below the buffer, 0…1.
    package var aggressiveness: Double

    package init(targetInvestRatio: Double, safetyBuffer: Double, aggressiveness: Double) {
        self.targetInvestRatio = targetInvestRatio
        self.safetyBuffer = safetyBuffer
        self.aggressiveness = aggressiveness
    }

    /// t_eff = g0·(g2 + (1 − g2)·φ) with φ = clip(C/max(g1, 1), 0, 1): below its buffer a household invests less,
    /// unless it is aggressive.
    package func effectiveTarget(cash: Double) -> Double {
        let fullness = min(max(cash / max(safetyBuffer, 1), 0), 1)
        return targetInvestRatio * (aggressiveness + (1 - aggressiveness) * fullness)
    }

    package enum CodingKeys: String, CodingKey {
        case targetInvestRatio = "target_invest_ratio"
        case safetyBuffer = "safety_buffer"
        case aggressiveness
    }
}
