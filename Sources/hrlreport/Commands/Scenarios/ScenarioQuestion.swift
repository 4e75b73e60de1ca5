import Households
import Jobs
import ScenarioFiles

/// One thing that a person is asked for.
struct ScenarioQuestion {
    /// What has been answered so far, or stands as it was.
    struct Draft {
        var scenario: Scenario
        /// Years, at the start; of a household that lives for utility.
        var age = 0.0
        /// What the household saves for, in the order of its goals.
        var goalNames: [String] = []
    }

    /// Why an answer is not taken.
    struct Refusal: Error {
        var what: String
        var hint: String?
    }

    typealias Answer = Result<Draft, Refusal>

    /// What the summary, and errors, call it.
    var key: String
    /// The question, without what an empty answer keeps.
    var text: (Draft) -> String
    /// What an empty answer keeps.
    var value: (Draft) -> String
    /// Whether it is asked, after what was answered before.
    var isAsked: (Draft) -> Bool = { _ in true }
    /// Takes an answer that is not empty.
    var take: (String, Draft) -> Answer

    /// Asks for a key of the file, in its own words.
    init(_ parameter: ScenarioParameter) {
        let unit = parameter.unit.rawValue.isEmpty ? "" : ", \(parameter.unit.rawValue)"
        key = parameter.key
        text = { "\(parameter.key) (\(parameter.meaning(of: $0.scenario.objectiveKind))\(unit))" }
        value = { parameter.text(in: $0.scenario) }
        take = { answer, draft in
            var draft = draft
            let typed = answer.filter { !Self.blanks.contains($0) }
            switch TypedNumber(typed) {
            case .ambiguous(let readings):
                return .failure(Refusal(what: "may be \(readings.joined(separator: " or "))"))
            case .plain(let plain):
                guard let override = ScenarioOverride("\(parameter.dottedKey)=\(plain)") else {
                    return .failure(Refusal(what: "must be \(parameter.rule)"))
                }
                do {
                    draft.scenario = try draft.scenario.overriding([override])
                    return .success(draft)
                } catch {
                    return .failure(Refusal(error))
                }
            }
        }
    }

    init(
        _ key: String, _ text: @escaping (Draft) -> String, value: @escaping (Draft) -> String,
        isAsked: @escaping (Draft) -> Bool, take: @escaping (String, Draft) -> Answer
    ) {
        (self.key, self.text, self.value, self.isAsked, self.take) = (key, text, value, isAsked, take)
    }

    /// What people put between the digits of a number.
    static let blanks: Set<Character> = [" ", "\t", "\u{A0}"]
}

extension ScenarioQuestion.Refusal {
    /// The first problem, without the place that the person knows: of `--set KEY=VALUE: what`, `NAME: what`.
    init(_ error: any Error) {
        let entry = Failure(error).entries[0]
        what = entry.message.split(separator: ": ", maxSplits: 1).last.map(String.init) ?? entry.message
        hint = entry.hint
    }
}

/// Questions that people answer, not keys of a file.
extension ScenarioQuestion {
    /// Asks for a number.
    ///
    /// - Parameters:
    ///   - value: the number that an empty answer keeps.
    ///   - isShare: whether it is typed, and shown, in percent.
    ///   - change: sets what follows from the number; or says what it must be instead: `must be …`.
    static func number(
        _ key: String, _ text: String, isShare: Bool = false, when isAsked: @escaping (Draft) -> Bool = { _ in true },
        value: @escaping (Draft) -> Double, change: @escaping (inout Draft, Double) -> String?
    ) -> ScenarioQuestion {
        ScenarioQuestion(
            key, { _ in text }, value: { isShare ? percent(value($0)) : rounded(value($0)) }, isAsked: isAsked
        ) { answer, draft in
            number(answer, isShare: isShare).flatMap { (number: Double) -> Answer in
                var draft = draft
                if let rule = change(&draft, number) {
                    return .failure(Refusal(what: "must be \(rule), found \(answer)"))
                }
                return checked(draft)
            }
        }
    }

    /// Asks for the value of a key.
    static func number(
        _ key: String, _ text: String, of path: WritableKeyPath<Scenario, Double> & Sendable, _ dottedKey: String,
        isShare: Bool = false, when isAsked: @escaping (Draft) -> Bool = { _ in true },
        then change: @escaping (inout Draft) -> Void = { _ in }
    ) -> ScenarioQuestion {
        number(key, text, isShare: isShare, when: isAsked, value: { $0.scenario[keyPath: path] }) { draft, number in
            draft.scenario[keyPath: path] = number
            guard let parameter = ScenarioParameter.all.first(where: { $0.dottedKey == dottedKey }) else {
                preconditionFailure("\(dottedKey) is no key")
            }
            guard parameter.isAllowed(in: draft.scenario) else {
                return isShare ? percentRule(parameter) : parameter.rule
            }
            change(&draft)
            return nil
        }
    }

    /// Asks whether something is so, before what belongs to it is asked for.
    static func whether(
        _ key: String, _ text: String, when isAsked: @escaping (Draft) -> Bool = { _ in true },
        value: @escaping (Draft) -> Bool, change: @escaping (inout Draft, Bool) -> Void
    ) -> ScenarioQuestion {
        ScenarioQuestion(key, { _ in text }, value: { value($0) ? "yes" : "no" }, isAsked: isAsked) { answer, draft in
            let word = answer.lowercased()
            guard let isSo = ["y": true, "yes": true, "n": false, "no": false][word] else {
                return .failure(Refusal(what: "must be yes or no, found \(answer)"))
            }
            guard isSo != value(draft) else { return .success(draft) }
            var draft = draft
            change(&draft, isSo)
            return checked(draft)
        }
    }

    /// That what is known so far can be written as a file, with the defaults that depend on it.
    private static func checked(_ draft: Draft) -> Answer {
        var draft = draft
        do {
            draft.scenario = try draft.scenario.overriding([])
            return .success(draft)
        } catch {
            return .failure(Refusal(error))
        }
    }

    private static func number(_ answer: String, isShare: Bool) -> Result<Double, Refusal> {
        let typed = answer.filter { !blanks.contains($0) }
        switch TypedNumber(typed) {
        case .ambiguous(let readings):
            return .failure(Refusal(what: "may be \(readings.joined(separator: " or "))"))
        case .plain(let plain):
            guard let number = DecimalText.number(plain) else {
                return .failure(Refusal(what: "must be a number, found \(answer)"))
            }
            // Half a percent, or one in two? Whoever types a small share means it, as in a file.
            if isShare, !typed.contains("%"), number.magnitude > largestPlainShare {
                return .failure(
                    Refusal(what: "may be \(percent(number / 100)) or \(percent(number))", hint: "add the sign %"))
            }
            return .success(number)
        }
    }

    private static let largestPlainShare = 0.2

    /// `must be` in percent.
    private static func percentRule(_ parameter: ScenarioParameter) -> String {
        guard case .real(_, let range) = parameter.domain else { preconditionFailure("\(parameter.key) is no share") }
        return range.excludesLower
            ? "more than \(percent(range.lower)) and at most \(percent(range.upper))"
            : "from \(percent(range.lower)) to \(percent(range.upper))"
    }

    /// `9.5 %`: with as many digits as are of use.
    static func percent(_ share: Double) -> String { DecimalText.text((share * 1e4).rounded() / 100) + " %" }

    /// A number with the digits that people use.
    static func rounded(_ value: Double) -> String { DecimalText.text((value * 100).rounded() / 100) }
}
