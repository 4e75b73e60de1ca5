import NumericKernels

extension LifeRule {
    /// The rules that people name, of those that mean something for the household.
    package static func named(in calendar: LifeCalendar) -> [(kind: PolicyKind, rule: LifeRule)] {
        let (environment, work) = (calendar.scenario.environment, calendar.scenario.work)
        let livesOnWages = environment.income > environment.fixedExpenses
        var rules: [(PolicyKind, LifeRule)] = [
            (.spendAll, LifeRule(.everything, .cash)),
            (.threeMonthFund, LifeRule(.fiftyThirtyTwenty, .fund(3))),
            (.sixMonthFund, LifeRule(.fiftyThirtyTwenty, .fund(6))),
            (.fiftyThirtyTwentyCash, LifeRule(.fiftyThirtyTwenty, .cash)),
            (.halfInvested, LifeRule(.fiftyThirtyTwenty, .share(0.5))),
        ]
        if work.retirementMonth > 0 { rules.append((.ageRule, LifeRule(.fiftyThirtyTwenty, .age))) }
        rules.append((.tenthFirst, LifeRule(.tenthFirst, .fund(3))))
        if livesOnWages { rules.append((.salary, LifeRule(.salary(0.7, bufferMonths: 6), .fund(6)))) }
        if work.retirementMonth > 0 || !livesOnWages {
            rules += [
                (.fourPercent, LifeRule(.fourPercent, .fund(3))),
                (.fourPercentHalf, LifeRule(.fourPercent, .share(0.5))),
            ]
        }
        if calendar.scenario.debt.loan > 0 {
            rules += [
                (.debtFirst, LifeRule(.fiftyThirtyTwenty, .fund(3), debtFirst: true)),
                (.debtFirstTenth, LifeRule(.tenthFirst, .fund(3), debtFirst: true)),
            ]
        }
        return rules
    }

    /// The settings among which the tuned rule is chosen: κ of the means, of the surplus or as a salary, with B months
    /// of bills in cash and the rest invested, and debt first or not.
    package static func tunedCandidates(in calendar: LifeCalendar) -> [LifeRule] {
        let environment = calendar.scenario.environment
        let livesOnWages = environment.income >= environment.fixedExpenses
        return (calendar.scenario.debt.loan > 0 ? [false, true] : [false]).flatMap { debtFirst in
            (0..<(livesOnWages ? 3 : 1)).flatMap { family in
                [1.0, 3, 6, 12].flatMap { months in
                    [0.3, 0.5, 0.7, 0.85, 1].map { share in
                        let spending: Spending =
                            switch family {
                            case 0: .means(share, bufferMonths: months)
                            case 1: .surplus(share)
                            default: .salary(share, bufferMonths: months)
                            }
                        return LifeRule(spending, .fund(months), debtFirst: debtFirst)
                    }
                }
            }
        }
    }

    /// Lives that every candidate for the tuned rule lives.
    package static let tuningLives = 1000

    /// The candidate with the highest mean ΣR on lives that are used for nothing else; the first of equals.
    package static func tuned(
        in calendar: LifeCalendar, seed: UInt64, lives: Int = tuningLives, team: WorkerTeam
    ) -> LifeRule {
        let run = LifeRun(calendar: calendar, seed: seed, purpose: .ruleTuningShock)
        let candidates = tunedCandidates(in: calendar)
        let values = run.values(of: candidates, over: lives, team: team)
        guard let best = values.max(), let first = values.firstIndex(of: best) else {
            preconditionFailure("there are candidates")
        }
        return candidates[first]
    }

    /// What the rule says, in a sentence.
    package var sentence: String {
        let debt = debtFirst ? ", and what exceeds a month of bills pays off the loan first" : ""
        return "\(spending.words), \(holding.words)\(debt)."
    }
}

extension LifeRule.Spending {
    /// The beginning of a sentence.
    fileprivate var words: String {
        switch self {
        case .everything: "Spend all that is free"
        case .fiftyThirtyTwenty: "Spend three fifths of what the bills leave, at most 30 % of the income"
        case .tenthFirst: "A tenth of the income first, spend what the bills leave of the rest"
        case .salary(let share, let months):
            "A fixed salary of \(Self.percent(share)) of what is usually free, less while savings are below "
                + Self.months(months) + " of bills"
        case .surplus(let share): "Spend \(Self.percent(share)) of what the bills leave"
        case .means(let share, let months):
            "Spend \(Self.percent(share)) of what income and savings beyond \(Self.months(months)) of bills allow for "
                + "every month of life"
        case .fourPercent: "4 % a year of the savings with which wages end, beside what the bills leave"
        }
    }

    private static func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }

    fileprivate static func months(_ count: Double) -> String {
        count == 1 ? "one month" : "\(Int(count.rounded())) months"
    }
}

extension LifeRule.Holding {
    fileprivate var words: String {
        switch self {
        case .cash: "everything else in cash"
        case .fund(let months): "\(LifeRule.Spending.months(months)) of bills in cash, the rest invested"
        case .age: "100 less the age, in percent, of what exceeds three months of bills invested"
        case .share(let share): share == 0.5 ? "half of the rest invested" : "a share of \(share) of the rest invested"
        }
    }
}
