import Statistics

extension MeanEstimate {
    /// `1,215.2 ± 0.9`: the mean and two standard errors; with a sign `+1,215.2 ± 0.9`.
    func text(decimals: Int, isSigned: Bool = false) -> String {
        let number =
            isSigned ? DisplayFormat.signed(mean, decimals: decimals) : DisplayFormat.number(mean, decimals: decimals)
        return number + Self.plusMinus + DisplayFormat.number(2 * standardError, decimals: decimals)
    }

    /// `+€580 ± €5`.
    package var signedEuros: String {
        let sign = DisplayFormat.signed(mean).hasPrefix("+") ? "+" : ""
        return sign + DisplayFormat.euro(mean) + Self.plusMinus + DisplayFormat.euro(2 * standardError)
    }

    private static let plusMinus = "\(DisplayFormat.noBreakSpace)±\(DisplayFormat.noBreakSpace)"
}
