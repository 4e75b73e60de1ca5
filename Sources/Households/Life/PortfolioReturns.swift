import Foundation

/// What a euro of portfolio becomes in a month, after tax.
package final class PortfolioReturns: Sendable {
    package let distribution: ReturnDistribution
    /// Of the student distribution.
    package let degreesOfFreedom: Double
    /// Gross returns of the past, before tax.
    package let history: [Double]
    package let blockMonths: Int
    package let crashProbability: Double
    /// 1 − loss.
    package let crashReturn: Double
    /// Mean m and standard deviation of an ordinary month's gross return, before tax.
    package let mean, deviation: Double
    /// 1 − τ.
    private let kept: Double
    /// Of the logarithm.
    private let logMean, logDeviation: Double

    package init(_ scenario: Scenario) {
        let (portfolio, environment) = (scenario.portfolio, scenario.environment)
        distribution = portfolio.distribution
        degreesOfFreedom = portfolio.degreesOfFreedom
        history = portfolio.distribution == .history ? (portfolio.history?.returns ?? []).map { 1 + $0 } : []
        blockMonths = portfolio.blockMonths
        crashProbability = history.isEmpty ? portfolio.crashProbability : 0
        crashReturn = 1 - portfolio.crashLoss
        let wanted = 1 + (environment.investmentReturnType == .none ? 0 : environment.investmentReturnMean)
        mean =
            crashProbability > 0
            ? (wanted - crashProbability * crashReturn) / (1 - crashProbability) : wanted
        deviation = environment.investmentReturnType == .stochastic ? environment.investmentReturnStd : 0
        kept = 1 - portfolio.gainsTax
        let variance = log(1 + (deviation / mean) * (deviation / mean))
        logMean = log(mean) - variance / 2
        logDeviation = variance.squareRoot()
    }

    /// The gross return of an ordinary month, before tax.
    ///
    /// - Parameter z: of mean 0 and variance 1.
    @inline(__always)
    package func ordinary(_ z: Double) -> Double {
        distribution == .lognormal ? exp(logMean + logDeviation * z) : max(0, mean + deviation * z)
    }

    /// What is left of a gross return after tax.
    @inline(__always)
    package func net(_ gross: Double) -> Double { 1 + kept * (gross - 1) }

    /// The gross return of a month, after tax.
    @inline(__always)
    package func callAsFunction(_ shock: LifeShock) -> Double {
        if distribution == .history { return net(history[Int(shock.historyMonth)]) }
        return net(shock.crash < crashProbability ? crashReturn : ordinary(shock.investmentReturn))
    }
}
