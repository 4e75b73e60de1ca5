import Households
import Studies

/// What a study found, in plain words with its numbers: true for every outcome.
struct StudyFinding {
    let study: StudyOverview

    var plan: StudyPlan { study.plan }

    /// What is said on top, and in lists: first what is missing.
    var sentence: String {
        guard study.finished > 0 else {
            return "Incomplete: none of \(trainings(study.planned)) has a result, so nothing can be said."
        }
        guard study.isIncomplete else { return body.capitalizedSentence + "." }
        return "Incomplete: \(DisplayFormat.number(study.finished)) of \(trainings(study.planned)) are there; \(body)."
    }

    /// The first paragraph.
    var lead: String {
        ([sentence] + [study.looks.map { $0.capitalizedSentence + "." }].compactMap { $0 }).joined(separator: " ")
    }

    private var body: String {
        if study.plan.choice != nil {
            guard let choice = study.choice, let setting = study.index(ofSetting: choice.setting) else {
                return "nothing is chosen, since it is not all there to choose from; " + comparisons
            }
            return chosen(choice, setting)
        }
        return study.hasSettings ? comparisons : "\(over) \(reached(0, .search, subject: subject))" + tail(0, .search)
    }

    // MARK: What a setting reaches

    func trainings(_ count: Int) -> String { DisplayFormat.count(count, "training", "trainings") }

    /// `over 20 trainings`, `over 20 trainings each`.
    private var over: String {
        let counts = Set(plan.scenarios.indices.map { study.scores($0, 0, .search).count })
        let seeds = study.seeds(.search)
        let few = seeds < StudyResults.fewestSeeds ? ", too few for an interval," : ""
        guard let count = counts.first, counts.count == 1 else {
            return
                "over \(trainings(plan.scenarios.indices.map { study.scores($0, 0, .search).count }.reduce(0, +)))\(few)"
        }
        if count == 1, study.isOneScenario { return "in its one training, which proves nothing," }
        return "over \(trainings(count))\(study.isOneScenario ? "" : " each")\(few)"
    }

    /// `bologna_coppia’s policy`, `the policies of 11 scenarios`.
    private var subject: String {
        if study.isOneScenario { return "\(plan.scenarios[0].possessive) policy" }
        return "the policies of \(scenarios)"
    }

    private var scenarios: String {
        plan.scenarios.count <= 3
            ? DisplayFormat.list(plan.scenarios) : "\(DisplayFormat.number(plan.scenarios.count)) scenarios"
    }

    /// `X reaches .9996 [.9994, .9997] of the optimum`, or what it is worth in euros a month.
    func reached(_ setting: Int, _ role: StudyRole, subject: String) -> String {
        guard let reach = reach(setting, role) else { return "nothing is known of \(subject)" }
        let isPlural = !study.isOneScenario && subject == self.subject
        if reach.euros != nil { return "\(subject) is worth \(reach.text)" }
        return "\(subject) \(isPlural ? "reach" : "reaches") \(reach.text)"
    }

    /// What a setting comes to over all scenarios.
    struct Reach {
        var iqm: Double
        var interval: Interval?
        var euros: StudyResults.Euros?
        var optimum: String

        /// `.9996 [.9994, .9997] of the optimum`.
        var text: String {
            let share = "\(ScoreText.text(iqm, interval)) of \(optimum)"
            return euros.map { "\($0.text) a month for certain, \(share)" } ?? share
        }
    }

    /// Nil where nothing of it is there.
    func reach(_ setting: Int, _ role: StudyRole) -> Reach? {
        if study.isOneScenario {
            guard let cell = study.cell(0, setting, role), let iqm = cell.iqm else { return nil }
            return Reach(
                iqm: iqm, interval: cell.interval, euros: cell.certaintyEquivalent,
                optimum: optimum(0, setting, role))
        }
        guard let aggregate = study.aggregate(setting, role) else { return nil }
        let optima = Set(plan.scenarios.indices.map { optimum($0, setting, role) })
        return Reach(
            iqm: aggregate.iqm, interval: aggregate.interval, euros: nil,
            optimum: optima.count == 1 ? optima.first ?? "" : "the optimum, or of a strong policy that is computed")
    }

    private func optimum(_ scenario: Int, _ setting: Int, _ role: StudyRole) -> String {
        study.yardsticks(scenario, setting, role)?.isExact == false
            ? "a strong policy that is computed" : "the optimum"
    }

    // MARK: The lower tail

    /// `; the worst .9985, none below the tuned rule’s .9953`.
    func tail(_ setting: Int, _ role: StudyRole) -> String {
        guard let worst = study.worst(ofSetting: setting, role) else { return "" }
        let count = plan.scenarios.indices.map { study.scores($0, setting, role).count }.reduce(0, +)
        guard count > 1 else { return rule(setting, role).map { "; the tuned rule reaches \($0)" } ?? "" }
        var parts = ["; the worst \(worstText(worst, setting, role))"]
        if let below = below(setting, role) { parts.append(below) }
        let diverged = plan.scenarios.indices.compactMap { study.cell($0, setting, role)?.diverged }.reduce(0, +)
        if diverged > 0 {
            parts.append("\(Self.number(diverged)) diverged, which counts as 0")
        }
        return parts.joined(separator: ", ")
    }

    /// `€1,871`, `.9985`, `.8860, in bologna_shocks`.
    private func worstText(_ worst: StudyOverview.Score, _ setting: Int, _ role: StudyRole) -> String {
        if let euros = reach(setting, role)?.euros { return LifeFinding.euro(euros.lowest) }
        let text = ScoreText.text(worst.score)
        return study.isOneScenario ? text : "\(text), in \(plan.scenarios[worst.scenario])"
    }

    /// `none below the tuned rule’s .9953`; nil without such a rule.
    private func below(_ setting: Int, _ role: StudyRole) -> String? {
        let counts = plan.scenarios.indices.compactMap { study.cell($0, setting, role)?.belowTuned }
        guard counts.count == plan.scenarios.count else { return nil }
        let below = counts.reduce(0, +)
        let number = Self.number(below)
        guard let rule = rule(setting, role) else { return "\(number) below the tuned rule" }
        return "\(number) below the tuned rule’s \(rule)"
    }

    /// `none`, `one`, `2`.
    static func number(_ count: Int) -> String {
        count == 0 ? "none" : count == 1 ? "one" : DisplayFormat.number(count)
    }

    /// What the tuned rule reaches, where there is one scenario.
    private func rule(_ setting: Int, _ role: StudyRole) -> String? {
        guard study.isOneScenario,
            let rule = study.yardsticks(0, setting, role)?.policies.first(where: { $0.policy == .tunedRule })
        else { return nil }
        if reach(setting, role)?.euros != nil { return rule.certaintyEquivalent.map(LifeFinding.euro) }
        return rule.norm.map(ScoreText.text)
    }

    // MARK: Settings

    private var place: String { study.isOneScenario ? "in \(plan.scenarios[0])" : "in \(scenarios)" }

    /// How the other settings stand against `default`.
    private var comparisons: String {
        let all = study.comparisons
        let name = plan.settings[0].name
        let opening = "\(over.droppingComma) \(place) "
        guard let reach = reach(0, .search) else { return opening + "nothing is known of \(name)" }
        let verb = reach.euros == nil ? "reaches" : "is worth"
        let own = "\(opening)\(name) \(verb) \(reach.text)\(tail(0, .search))"
        guard !all.isEmpty else { return own + "; no other setting can be held against it yet" }
        if all.count == 1 { return "\(own); \(verdict(all[0]))\(worst(of: all[0].setting))" }
        let groups = StudyResults.Comparison.Verdict.allInOrder.compactMap { verdict -> String? in
            let members = all.filter { $0.verdict == verdict }
            return members.isEmpty ? nil : group(members, verdict)
        }
        let number = DisplayFormat.number(all.count)
        return "\(own); of \(number) other settings \(DisplayFormat.list(groups))"
    }

    /// `, and its worst is .7300`.
    private func worst(of setting: String) -> String {
        guard let index = study.index(ofSetting: setting), let worst = study.worst(ofSetting: index, .search) else {
            return ""
        }
        return "; the worst of \(setting) \(worstText(worst, index, .search))"
    }

    private func group(_ members: [StudyResults.Comparison], _ verdict: StudyResults.Comparison.Verdict) -> String {
        let count = Self.number(members.count)
        let verb = members.count == 1 ? "is" : "are"
        let names = members.count <= 2 ? " (\(DisplayFormat.list(members.map(\.setting))))" : ""
        switch verdict {
        case .better: return "\(count)\(names) \(verb) better"
        case .worse: return "\(count)\(names) \(verb) worse"
        case .same: return "\(count)\(names) \(verb) the same within \(difference)"
        case .untold: return "\(count)\(names) cannot be told from it"
        }
    }

    var difference: String { DisplayFormat.exact(plan.difference).droppingZero }

    /// `unbounded is worse than default, by .0126 [.0005, .0286]`.
    func verdict(_ comparison: StudyResults.Comparison, subject: String? = nil) -> String {
        let (setting, rival) = (subject ?? comparison.setting, comparison.rival)
        let amount = ScoreText.signed(comparison.difference, comparison.simultaneous)
        switch comparison.verdict {
        case .better: return "\(setting) is better than \(rival), by \(amount)"
        case .worse: return "\(setting) is worse than \(rival), by \(amount)"
        case .same: return "\(setting) is the same as \(rival) within \(difference): \(amount)"
        case .untold:
            let seeds = StudyOverview.seedsText(study.seeds(comparison.role))
            let needed = comparison.seedsNeeded.map { "; about \(DisplayFormat.number($0)) would tell" } ?? ""
            return "\(setting) and \(rival) cannot be told apart with \(seeds): they differ by \(amount)\(needed)"
        }
    }

    // MARK: Choice

    private func chosen(_ choice: StudyResults.Choice, _ setting: Int) -> String {
        let opening = "of \(DisplayFormat.number(plan.settings.count)) settings \(choice.setting)"
        guard choice.confirmed != nil else {
            guard let reach = reach(setting, .search) else { return "\(opening) is chosen" }
            let text = "\(opening) does best by its \(choice.by.words): \(reach.text)\(tail(setting, .search)); "
            return text
                + (study.wantsConfirmation
                    ? "what it comes to on other seeds is not known yet"
                    : "it was chosen on these seeds, so the figure flatters it")
        }
        let seeds = StudyOverview.seedsText(study.seeds(.confirm))
        let reached =
            reach(setting, .confirm).map { "\($0.euros == nil ? "reaches" : "is worth") \($0.text)" }
            ?? "comes to nothing known"
        let text =
            "\(opening) was chosen; on \(seeds) and lives that had no part in the choice it \(reached)"
            + tail(setting, .confirm)
        guard let comparison = study.comparison(choice.setting, .confirm) else { return text }
        return "\(text); there \(verdict(comparison, subject: "it"))"
    }
}

extension StudyResults.Comparison.Verdict {
    fileprivate static let allInOrder: [Self] = [.better, .worse, .same, .untold]

    /// In a table.
    var label: String {
        switch self {
        case .better: "better"
        case .worse: "worse"
        case .same: "the same"
        case .untold: "cannot be told"
        }
    }
}

extension StudyChoice.Measure {
    var words: String {
        switch self {
        case .iqm: "interquartile mean"
        case .mean: "mean"
        case .lowest: "lowest score"
        }
    }
}

extension StudyResults.Euros {
    /// `€1,892 [€1,888, €1,894]`.
    var text: String { interval.map { "\(LifeFinding.euro(iqm)) \($0.euroText)" } ?? LifeFinding.euro(iqm) }
}

extension Interval {
    /// `[€1,888, €1,894]`.
    var euroText: String { "[\(LifeFinding.euro(lower)),\u{00A0}\(LifeFinding.euro(upper))]" }
}

extension String {
    /// `bologna_coppia’s`, `bologna_shocks’`.
    fileprivate var possessive: String { self + (hasSuffix("s") ? "’" : "’s") }

    /// `0.001` → `.001`.
    var droppingZero: String { hasPrefix("0.") ? String(dropFirst()) : self }

    var droppingPlus: String { hasPrefix("+") ? String(dropFirst()) : self }

    fileprivate var droppingComma: String { hasSuffix(",") ? String(dropLast()) : self }
}
