/// Everything that is wrong with one scenario file.
package struct InvalidScenario: Error, Sendable, Equatable {
    /// As the user named it.
    package var file: String
    /// In the order of their lines; at least one.
    package var problems: [ScenarioProblem]
}

/// One thing that is wrong with a scenario file; `ScenarioProblem+Wording.swift` says it in words.
package struct ScenarioProblem: Sendable, Equatable {
    /// What was found where a value was due.
    package enum Found: Sendable, Equatable {
        case nothing
        /// A text as it stands in the file, without quotes.
        case plain(String)
        case quoted(String)
        case list, mapping
    }

    package enum Kind: Sendable, Equatable {
        case tooLarge(limit: Int)
        case notUTF8
        /// In libyaml's words.
        case syntax(String)
        case secondDocument
        case nestedTooDeeply(levels: Int)
        case anchor(String)
        case alias(String)
        case tag(String)
        case keyIsNoText
        case duplicateKey(firstLine: Int)
        case unknownKey(suggestion: String?)
        case missingSection(keys: [String])
        case missingValue(rule: String)
        /// Something else than the mapping of keys to values that a section is.
        case notAMapping(Found)
        /// A value of the wrong kind or out of range: `rule` follows "must be".
        case invalidValue(rule: String, Found)
        /// Months that do not fit into the horizon.
        case exceedsHorizon(months: Int, found: Int)
        case nameTooLong(characters: Int, limit: Int)
        case emptyName
        case nameOfSeveralLines
        case nameIsPath
        case controlCharacter(UInt32)
        /// The income of the last year falls below a cent.
        case incomeVanishes(lastIncome: Double)
        /// Amounts of money grow so large over the horizon that arithmetic with them fails.
        case amountsOverflow(months: Int)
        /// Something else than the list that goals are.
        case notAList(Found)
        case tooManyGoals(limit: Int, found: Int)
        /// A key of a household that lives for utility, of one that does not.
        case needsUtility
        /// A value without another one that it means nothing without.
        case needs(String)
        /// A value that means nothing beside another one.
        case contradicts(String)
        /// Utility without consumption in the ordinary bills.
        case necessitiesVanish
        case ruinIsNoWorse(necessities: Double, found: Double)
        case loanGrows(interest: Double, found: Double)
        case noLoan
        case goalMonthTwice(Int)
        /// A block that is longer than the history.
        case blockTooLong(returns: Int, found: Int)
        /// Crashes so likely or so mild that ordinary months would have to lose everything.
        case crashesLeaveNoMean
        case history(file: String, ReturnHistoryProblem)
    }

    /// 1 for the first line; nil where the file as a whole is meant.
    package var line: Int?
    /// With its section, `environment.income`; empty where no key is meant.
    package var key: String
    package var kind: Kind
    /// Where the value came from, if not from the file.
    package var override: ScenarioOverride?

    package init(line: Int?, key: String = "", _ kind: Kind, override: ScenarioOverride? = nil) {
        self.line = line
        self.key = key
        self.kind = kind
        self.override = override
    }
}
