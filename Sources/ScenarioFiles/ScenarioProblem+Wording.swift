import Foundation

extension InvalidScenario {
    /// For each problem its message, `FILE:LINE: KEY: WHAT`, and where one helps a hint.
    package var messages: [(message: String, hint: String?)] {
        problems.map { ($0.message(file: file), $0.hint) }
    }
}

extension ScenarioProblem {
    /// `scenarios/foo.yaml:7: environment.income: must be greater than 0, found -5`; of an override,
    /// `--set environment.income=-5: must be greater than 0, found -5`.
    package func message(file: String) -> String {
        if let override { return "--set \(Self.shortened(override.text)): \(what)" }
        let place = line.map { "\(file):\($0)" } ?? file
        return ([place, Self.shortened(key)].filter { !$0.isEmpty } + [what]).joined(separator: ": ")
    }

    /// What is wrong, as a phrase.
    package var what: String {
        switch kind {
        case .tooLarge(let limit): "is larger than the \(limit) bytes that a scenario may have"
        case .notUTF8: "is not valid UTF-8"
        case .syntax(let words): "cannot be read as YAML: \(words)"
        case .secondDocument: "a scenario is a single YAML document, found a second one"
        case .nestedTooDeeply(let levels): "mappings and lists may be nested at most \(levels) deep"
        case .anchor(let name): "anchors are not allowed, found &\(Self.shortened(name))"
        case .alias(let name): "aliases are not allowed, found *\(Self.shortened(name))"
        case .tag(let name): "tags are not allowed, found \(Self.shortened(name))"
        case .keyIsNoText: "a key must be a text, found a list or a mapping"
        case .duplicateKey(let firstLine): "is given twice, first on line \(firstLine)"
        case .unknownKey: "unknown key"
        case .missingSection(let keys): "is missing; it must hold \(keys.joined(separator: ", "))"
        case .missingValue(let rule): "is missing; it must be \(rule)"
        case .notAMapping(let found): "must be a mapping of keys to values, found \(Self.words(found))"
        case .invalidValue(let rule, let found): "must be \(rule), found \(Self.words(found))"
        case .exceedsHorizon(let months, let found): "must be at most max_months, which is \(months), found \(found)"
        case .nameTooLong(let characters, let limit):
            "must have at most \(limit) characters, found \(characters)"
        case .emptyName: "must not be empty"
        case .nameOfSeveralLines: "must be a single line"
        case .nameIsPath: "must not contain / or \\"
        case .controlCharacter(let code): "must not contain control characters, found U+\(String(format: "%04X", code))"
        case .incomeVanishes(let income):
            "the income of the last year must be 0.01 or more, found \(String(format: "%.2g", income))"
        case .amountsOverflow(let months): "within \(months) months amounts grow larger than can be computed with"
        case .notAList(let found): "must be a list of goals, found \(Self.words(found))"
        case .tooManyGoals(let limit, let found): "must be at most \(limit) goals, found \(found)"
        case .needsUtility: "needs objective.kind: utility"
        case .needs(let other): "needs \(other)"
        case .contradicts(let other): "has no effect with \(other)"
        case .necessitiesVanish: "must be greater than 0 (variable_expense_mean is 0)"
        case .ruinIsNoWorse(let necessities, let found):
            "must be less than necessities (\(DecimalText.text(necessities))), found \(DecimalText.text(found))"
        case .loanGrows(let interest, let found):
            "must be more than the first month's interest (\(String(format: "%.2f", interest))), or the loan is never "
                + "repaid, found \(DecimalText.text(found))"
        case .noLoan: "there is no loan"
        case .goalMonthTwice(let month): "\(month) twice"
        case .blockTooLong(let returns, let found):
            "must be at most the returns of history, which are \(returns), found \(found)"
        case .crashesLeaveNoMean:
            "with crashes as likely as that no ordinary months have the mean investment_return_mean"
        case .history(let file, let problem): "\(Self.shortened(file)): \(problem.words)"
        }
    }

    /// What to do about it, where that is not plain from the message.
    package var hint: String? {
        switch kind {
        case .unknownKey(let suggestion?): "did you mean \(suggestion)?"
        case .anchor, .alias: "write the value out where it is needed"
        case .notUTF8: "save the file as UTF-8"
        case .syntax(let words) where words.contains("cannot start any token"):
            "indent with spaces, not tabs, and put texts with special characters in quotes"
        case .incomeVanishes: "a larger income or income_growth, or a smaller max_months, helps"
        case .amountsOverflow: "smaller rates, or a smaller max_months, help"
        case .invalidValue(_, let found): words.map { Self.hint(found, among: $0) } ?? Self.hint(found)
        default: nil
        }
    }

    private static func words(_ found: Found) -> String {
        switch found {
        case .nothing: "nothing"
        case .plain(let text): shortened(text)
        case .quoted(let text): "the text \"\(shortened(text))\""
        case .list: "a list"
        case .mapping: "a mapping"
        }
    }

    /// The words that the key takes; nil for one that takes numbers.
    private var words: [String]? {
        guard case .choice(_, let words) = ScenarioParameter.all.first(where: { $0.dottedKey == key })?.domain else {
            return nil
        }
        return words
    }

    private static func hint(_ found: Found, among words: [String]) -> String? {
        guard case .plain(let text) = found else { return nil }
        return NearestName.of(text, among: words).map { "did you mean \($0)?" }
    }

    /// What a number in another notation would be as a plain decimal.
    private static func hint(_ found: Found) -> String? {
        switch found {
        case .quoted(let text) where DecimalText.number(text) != nil: "write \(text) without quotes"
        case .plain(let text) where DecimalText.number(text) == nil: plainDecimal(text).map { "write \($0)" }
        default: nil
        }
    }

    /// The plain decimal that was meant by `1_000`, `0,02`, `2%`, `€ 3200` or `3200 EUR`, where that is beyond doubt.
    private static func plainDecimal(_ text: String) -> String? {
        let bare = text.filter { !" _€".contains($0) }.replacing("EUR", with: "")
        if bare.hasSuffix("%"), let percent = DecimalText.number(String(bare.dropLast())) {
            return DecimalText.text(percent / 100)
        }
        let parts = bare.split(separator: ",", omittingEmptySubsequences: false)
        // 3,200 may be three thousand or three: no hint.
        let point = parts.count == 2 && parts[1].count != 3 ? parts.joined(separator: ".") : bare
        return DecimalText.number(point) == nil ? nil : point
    }

    /// Without anything that could move a terminal's cursor, and not longer than a line.
    private static func shortened(_ text: String) -> String {
        let limit = 60
        let safe = text.unicodeScalars.prefix(limit + 1).map { scalar in
            scalar.properties.generalCategory == .control ? "\u{FFFD}" : Character(scalar)
        }
        return safe.count > limit ? String(safe.prefix(limit)) + "…" : String(safe)
    }
}
