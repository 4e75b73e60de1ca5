import Statistics

/// What many lives under one policy came to.
package struct LifeStatistics: Sendable, Equatable {
    /// What would have to be consumed for certain in every month to be as well off, EUR of month 1 a month; its
    /// standard error by the delta method.
    package var certaintyEquivalent: MeanEstimate
    /// Share of the lives.
    package var ruinProbability: Double
    /// Mean share of the goals that was met; nil where there are none.
    package var goalShare: Double?
    /// Mean of x, EUR of month 1 a month.
    package var meanConsumption: Double
    /// The mean x below which a twentieth of the lives stay.
    package var lowConsumption: Double
    /// Mean of a life.
    package var monthsOverdrawn, forcedSales: Double
    /// Median month in which the loan is paid off, of the lives in which it is, and their share of all; nil where there
    /// is no loan.
    package var loanPaid: LoanPaid?
    /// C + P − L at the end, mean, EUR.
    package var finalWealth: Double

    /// - Precondition: there is a life.
    package init(of lives: [LifeRecord], in calendar: LifeCalendar) {
        precondition(!lives.isEmpty, "no lives, no statistics")
        let value = MeanEstimate(of: lives.map(\.value))
        let euros = calendar.certaintyEquivalent(value.mean)
        certaintyEquivalent = MeanEstimate(
            mean: euros, standardError: value.standardError * calendar.eurosPerValue(at: euros))
        ruinProbability = Double(lives.count { $0.ruinMonth != nil }) / Double(lives.count)
        goalShare = calendar.scenario.goals.isEmpty ? nil : lives.map(\.goalShare).mean
        var consumption = lives.map(\.meanConsumption)
        meanConsumption = consumption.mean
        lowConsumption = Quantile.value(0.05, of: &consumption)
        monthsOverdrawn = lives.map { Double($0.monthsOverdrawn) }.mean
        forcedSales = lives.map { Double($0.forcedSales) }.mean
        loanPaid = calendar.scenario.debt.loan > 0 ? LoanPaid(of: lives) : nil
        finalWealth = lives.map(\.finalWealth).mean
    }

    /// When lives have paid off their loan.
    package struct LoanPaid: Sendable, Equatable, Codable {
        /// Median over the lives in which it is; nil where there are none.
        package var month: Int?
        /// Of all lives.
        package var share: Double

        package init(month: Int?, share: Double) {
            (self.month, self.share) = (month, share)
        }

        /// - Precondition: there is a life.
        package init(of lives: [LifeRecord]) {
            let months = lives.compactMap(\.loanPaidMonth).sorted()
            self.init(
                month: months.isEmpty ? nil : months[(months.count - 1) / 2],
                share: Double(months.count) / Double(lives.count))
        }
    }

    /// How many euros a month one policy is better off than another that lived the same lives: the difference of their
    /// certainty equivalents, and by the delta method the standard error of what differs life by life.
    ///
    /// - Precondition: as many lives of both, of the same chance.
    package static func difference(
        _ lives: [LifeRecord], to others: [LifeRecord], in calendar: LifeCalendar
    ) -> MeanEstimate {
        precondition(lives.count == others.count && !lives.isEmpty, "lives that were not lived by both")
        let value = calendar.certaintyEquivalent(lives.map(\.value).mean)
        let other = calendar.certaintyEquivalent(others.map(\.value).mean)
        let paired = MeanEstimate(of: zip(lives, others).map { $0.value - $1.value })
        return MeanEstimate(
            mean: value - other,
            standardError: paired.standardError * calendar.eurosPerValue(at: (value + other) / 2))
    }
}
