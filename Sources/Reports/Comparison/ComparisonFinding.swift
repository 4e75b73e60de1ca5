import Households

/// What a comparison comes to, in sentences that its numbers bear out.
struct ComparisonFinding {
    let comparison: RunComparison

    var sentence: String {
        guard comparison.isOneHousehold else { return acrossHouseholds }
        if comparison.runs.count == 2 { return sentence(of: comparison.differences[0]) }
        return ofSeveral
    }

    /// Whether the best can be told from each of the others, or from whom it cannot.
    private var ofSeveral: String {
        let opening = "Of \(DisplayFormat.number(comparison.runs.count)) policies for the same household"
        let (best, leads) = (comparison.leads[0].run, comparison.leads)
        let rivals = leads.filter { comparison.rewardDifference($0).outcome != .better }.map(\.reference)
        guard rivals.isEmpty else {
            let lead = comparison.areLives ? "none is clearly the best" : "none clearly earns most"
            return "\(opening) \(lead): none has a higher mean than \(best), and "
                + "\(DisplayFormat.list(rivals)) cannot be told apart from it."
        }
        let closest = leads.min { $0.reward.mean < $1.reward.mean } ?? leads[0]
        let more = comparison.rewardDifference(closest).text
        return comparison.areLives
            ? "\(opening) \(best) is the best: worth \(more) euros a month more than \(closest.reference), the next best."
            : "\(opening) \(best) earns most: \(more) more reward a life than \(closest.reference), the next best."
    }

    /// What else is to be said, a paragraph each.
    var details: [String] {
        var details =
            comparison.isOneHousehold && comparison.runs.count == 2
            ? [] : comparison.differences.map { sentence(of: $0) }
        for difference in comparison.differences {
            let wealth = comparison.wealthDifference(difference)
            guard wealth.outcome != .undecided else { continue }
            details.append(
                "\(difference.run) ends with \(DisplayFormat.euro(difference.finalWealth.mean.magnitude)) "
                    + "\(wealth.outcome == .better ? "more" : "less") wealth than \(difference.reference), on average.")
        }
        return details
    }

    /// `b earns 3.2 ± 0.9 more reward a life than a on the same 1,000 simulated lives: more in 71 % of them, …`
    private func sentence(of difference: RunComparison.Difference) -> String {
        let lives = DisplayFormat.count(difference.lives, "simulated life", "simulated lives")
        let reward = comparison.rewardDifference(difference)
        let shares =
            "more in \(DisplayFormat.percent(difference.betterShare)) of them, less in "
            + DisplayFormat.percent(difference.worseShare)
        switch reward.outcome {
        case .better, .worse:
            let word = reward.outcome == .better ? "more" : "less"
            if comparison.areLives {
                return
                    "\(difference.run) is worth \(reward.text) euros a month \(word) than \(difference.reference) on the "
                    + "same \(lives): \(shares)."
            }
            return
                "\(difference.run) earns \(reward.text) \(word) reward a life than \(difference.reference) on the same "
                + "\(lives): \(shares)."
        case .undecided where difference.betterShare == 0 && difference.worseShare == 0:
            return comparison.areLives
                ? "\(difference.run) and \(difference.reference) come to the same in each of \(lives)."
                : "\(difference.run) and \(difference.reference) earn the same in each of \(lives)."
        case .undecided where comparison.areLives:
            return
                "\(difference.run) and \(difference.reference) cannot be told apart on the same \(lives): they differ by "
                + "\(reward.signedText) euros a month, \(shares)."
        case .undecided:
            return
                "\(difference.run) and \(difference.reference) cannot be told apart on the same \(lives): the reward of "
                + "the former differs by \(reward.signedText) a life, \(shares)."
        }
    }

    private var acrossHouseholds: String {
        let reached = comparison.runs.compactMap { run in
            run.normalizedReward.map { "\(run.name) \(DisplayFormat.shareOfOptimum($0))" }
        }
        let first =
            "The runs live in different households, so their euros and rewards are not to be held against each other"
        guard reached.count == comparison.runs.count else { return first + "." }
        return first
            + "; of what is possible in its own, the optimum, each reaches: \(reached.joined(separator: ", "))."
    }
}
