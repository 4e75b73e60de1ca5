import Foundation

/// What the figures of a household that lives for utility imply, before any chance and any choice.
package struct LifeOutlook: Sendable, Equatable, Codable {
    /// The mean return of twelve months, compounded, share a year, before and after tax; nil where invested money does
    /// not grow.
    package var yearlyReturn, yearlyReturnAfterTax: Double?
    /// For how long cash and portfolio pay bills like those of the first month, years; nil where there are none.
    package var yearsOfBillsSaved: Double?
    package var pension: Pension?
    package var jobLoss: JobLoss?
    package var loan: Repayment?
    package var coinToss: CoinToss

    package struct Pension: Sendable, Equatable, Codable {
        /// The first with a pension.
        package var month: Int
        /// Of the fixed, ordinary and, by their probability, unexpected bills of that month; nil where there are none.
        package var shareOfBills: Double?

        package enum CodingKeys: String, CodingKey {
            case month
            case shareOfBills = "share_of_bills"
        }
    }

    package struct JobLoss: Sendable, Equatable, Codable {
        /// Mean months from the beginning of work to its loss.
        package var monthsAtWork: Double
        /// Mean months from the loss of work to the next.
        package var monthsOutOfWork: Double

        package enum CodingKeys: String, CodingKey {
            case monthsAtWork = "months_at_work"
            case monthsOutOfWork = "months_out_of_work"
        }
    }

    /// A loan that is repaid by its instalments, and by nothing else.
    package struct Repayment: Sendable, Equatable, Codable {
        /// The month of the last instalment, which may come after the horizon.
        package var lastMonth: Int
        /// Of all instalments, EUR.
        package var interest: Double

        /// nil where it takes more than a thousand years.
        init?(_ debt: DebtParameters) {
            let growth = pow(1 + debt.loanRate, 1.0 / 12)
            var (owed, paid) = (debt.loan, 0.0)
            for month in 1...12_000 {
                owed *= growth
                let instalment = min(debt.loanInstalment, owed)
                owed -= instalment
                paid += instalment
                if owed == 0 {
                    (lastMonth, interest) = (month, paid - debt.loan)
                    return
                }
            }
            return nil
        }

        package enum CodingKeys: String, CodingKey {
            case lastMonth = "last_month"
            case interest
        }
    }

    /// - Precondition: the scenario lives for utility.
    package init(_ scenario: Scenario) {
        precondition(scenario.objectiveKind == .utility, "\(scenario.name) does not live for utility")
        let (environment, work) = (scenario.environment, scenario.work)
        let mean = scenario.meanReturn
        yearlyReturn = mean.map(Self.compounded)
        yearlyReturnAfterTax = mean.map { Self.compounded((1 - scenario.portfolio.gainsTax) * $0) }
        let bills = CashFlowOutlook(scenario).first.bills
        let saved = environment.initialCash + environment.initialInvestment
        yearsOfBillsSaved = bills > 0 ? saved / bills / 12 : nil
        if work.retirementMonth > 0 {
            let month = LifeCalendar(scenario).months[work.retirementMonth - 1]
            pension = Pension(
                month: work.retirementMonth,
                shareOfBills: month.expectedBills > 0 ? month.baseIncome / month.expectedBills : nil)
        }
        if work.jobLossProbability > 0 {
            jobLoss = JobLoss(
                monthsAtWork: 1 / work.jobLossProbability, monthsOutOfWork: 1 / work.jobFindingProbability)
        }
        if scenario.debt.loan > 0 { loan = Repayment(scenario.debt) }
        coinToss = CoinToss(scenario, riskAversion: scenario.utility.riskAversion)
    }

    private static func compounded(_ monthly: Double) -> Double { pow(1 + monthly, 12) - 1 }

    package enum CodingKeys: String, CodingKey {
        case yearlyReturn = "yearly_return"
        case yearlyReturnAfterTax = "yearly_return_after_tax"
        case yearsOfBillsSaved = "years_of_bills_saved"
        case pension
        case jobLoss = "job_loss"
        case loan
        case coinToss = "coin_toss"
    }
}

/// What a risk aversion means: a coin toss between two standards of living, one twice the other, and the one that, for
/// certain, is worth as much. EUR a month of the first month's prices.
package struct CoinToss: Sendable, Equatable, Codable {
    package var low, high: Double
    package var certain: Double

    /// The coin's sides lie around the reference consumption x̂; utility with constant relative risk aversion sees
    /// their proportion only.
    package init(_ scenario: Scenario, riskAversion: Double) {
        let utility = Utility(
            reference: LifeCalendar(scenario).utility.reference, riskAversion: riskAversion)
        low = Self.rounded(utility.reference * 2 / 3)
        high = 2 * low
        certain = utility.inverse((utility(low) + utility(high)) / 2)
    }

    /// To two digits.
    private static func rounded(_ amount: Double) -> Double {
        let unit = pow(10, (log10(amount) - 1).rounded(.down))
        return max(1, (amount / unit).rounded()) * unit
    }
}

extension Scenario {
    /// The mean return of a month, before tax; nil where invested money does not grow.
    package var meanReturn: Double? {
        if portfolio.distribution == .history, let returns = portfolio.history?.returns, !returns.isEmpty {
            return returns.reduce(0, +) / Double(returns.count)
        }
        return environment.investmentReturnType == .none ? nil : environment.investmentReturnMean
    }
}
