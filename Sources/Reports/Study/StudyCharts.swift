import Charts
import Foundation
import Households
import Studies

/// The charts of a study. None has more than `StudyOverview.mostRows` rows, and there are no more than so many of one
/// kind: what they leave out is in the tables.
struct StudyCharts {
    let study: StudyOverview

    private static let mostRows = StudyOverview.mostRows
    /// Lines that can be told apart, and lines whose bands can.
    private static let mostLines = 6
    private static let mostBands = 3

    private var plan: StudyPlan { study.plan }

    /// In parts of at most `mostRows`.
    private func chunks(_ indices: [Int]) -> [[Int]] {
        stride(from: 0, to: indices.count, by: Self.mostRows).map {
            Array(indices[$0..<min($0 + Self.mostRows, indices.count)])
        }
    }

    // MARK: Scores

    /// A row a scenario where there are no settings, else a chart a scenario with a row a setting.
    func scores(_ role: StudyRole) -> [ChartFigure] {
        let settings = plan.settings.indices.filter { setting in
            plan.scenarios.indices.contains { study.cell($0, setting, role) != nil }
        }
        guard !settings.isEmpty else { return [] }
        let prefix = role == .search ? "scores" : "confirmed"
        if settings.count == 1 || (role == .confirm && !study.isOneScenario) {
            let parts = chunks(Array(plan.scenarios.indices)).prefix(Self.mostRows)
            return settings.flatMap { setting in
                let name = settings.count == 1 ? "" : ", \(plan.settings[setting].name)"
                return parts.enumerated().map { index, scenarios in
                    panel(
                        "\(prefix)-\(setting + 1)-\(index + 1)",
                        (study.isOneScenario ? "Scores" : "Scores by scenario\(name)") + part(index, of: parts.count),
                        scenarios.map { row(plan.scenarios[$0], $0, setting, role) }, role)
                }
            }
        }
        let all = chunks(settings)
        let isWhole = all.count * plan.scenarios.count <= Self.mostRows
        let parts = isWhole ? all : [study.shownSettings(Self.mostRows).filter(settings.contains)]
        return plan.scenarios.indices.prefix(Self.mostRows).flatMap { scenario in
            parts.enumerated().map { index, settings in
                panel(
                    "\(prefix)-\(scenario + 1)-\(index + 1)",
                    "Scores in \(plan.scenarios[scenario])" + part(index, of: parts.count),
                    settings.map { row(plan.settings[$0].name, scenario, $0, role) }, role)
            }
        }
    }

    private func part(_ index: Int, of count: Int) -> String { count == 1 ? "" : ", part \(index + 1)" }

    private func row(_ name: String, _ scenario: Int, _ setting: Int, _ role: StudyRole) -> ScorePanel.Row {
        ScorePanel.Row(
            name: name, scores: study.scores(scenario, setting, role), cell: study.cell(scenario, setting, role),
            rule: study.yardsticks(scenario, setting, role)?.policies.first { $0.policy == .tunedRule }?.norm)
    }

    private func panel(_ id: String, _ title: String, _ rows: [ScorePanel.Row], _ role: StudyRole) -> ChartFigure {
        ScorePanel(id: id, title: title, rows: rows, remark: study.intervalRemark(role)) { score in
            let place = [
                study.isOneScenario ? nil : plan.scenarios[score.scenario],
                study.hasSettings ? plan.settings[score.setting].name : nil,
            ].compactMap { $0 }
            return "seed \(score.seed)" + (place.isEmpty ? "" : " (\(place.joined(separator: ", ")))")
        }.figure
    }

    /// Whether charts of scores leave out settings or scenarios.
    var leavesOutScores: Bool {
        let isWhole = chunks(Array(plan.settings.indices)).count * plan.scenarios.count <= Self.mostRows
        return plan.scenarios.count > Self.mostRows * (plan.settings.count == 1 ? Self.mostRows : 1)
            || (plan.settings.count > 1 && !isWhole && plan.settings.count > Self.mostRows)
    }

    // MARK: Comparisons

    /// Differences over all scenarios, then a chart a scenario.
    var differences: [ChartFigure] {
        var figures = forests(study.comparisons, "difference", study.isOneScenario ? "" : " over all scenarios")
        guard !study.isOneScenario, plan.settings.count <= Self.mostRows + 1, plan.scenarios.count <= Self.mostRows
        else {
            return figures
        }
        for (index, scenario) in plan.scenarios.enumerated() {
            let own = study.results.comparisons.filter { $0.scenario == scenario && $0.role == .search }
            figures += forests(own, "difference-\(index + 1)", " in \(scenario)")
        }
        return figures
    }

    private func forests(_ comparisons: [StudyResults.Comparison], _ id: String, _ place: String) -> [ChartFigure] {
        let parts = chunks(Array(comparisons.indices)).prefix(Self.mostRows)
        return parts.enumerated().map { index, indices in
            let rows = indices.map { comparisons[$0] }
            let difference = DisplayFormat.exact(plan.difference).droppingZero
            let hasIntervals = rows.contains { $0.simultaneous != nil }
            let line = hasIntervals ? " The lines are intervals that hold together, 95\u{00A0}% over seeds." : ""
            return ForestPanel(
                id: parts.count == 1 ? id : "\(id)-part-\(index + 1)",
                title: "IQM less that of \(plan.settings[0].name)\(place)" + part(index, of: parts.count),
                axis: Axis("Difference of scores", atLeast: -1.2 * plan.difference...1.2 * plan.difference),
                rows: rows.map {
                    ForestPanel.Row(name: $0.setting, value: $0.difference, interval: $0.simultaneous)
                },
                references: [
                    ReferenceLayer(
                        at: -plan.difference, orientation: .vertical, label: "\(DisplayFormat.minus)\(difference)",
                        dash: .dotted),
                    ReferenceLayer(at: 0, orientation: .vertical, label: "0", dash: .solid),
                    ReferenceLayer(
                        at: plan.difference, orientation: .vertical, label: "+\(difference)", dash: .dotted),
                ],
                caption: [
                    "Right of 0 a setting is better than \(plan.settings[0].name).\(line)", study.intervalRemark(),
                ].filter { !$0.isEmpty }.joined(separator: " "),
                format: ScoreText.signed, column: "Difference"
            ).figure
        }
    }

    /// How often a training of a setting is better than one of `default`.
    var improvements: [ChartFigure] {
        let comparisons = study.comparisons
        let parts = chunks(Array(comparisons.indices)).prefix(Self.mostRows)
        return parts.enumerated().map { index, indices in
            ForestPanel(
                id: "improvement-\(index + 1)",
                title: "Probability of improvement on \(plan.settings[0].name)" + part(index, of: parts.count),
                axis: Axis("", unit: .percent, atLeast: 0...1, isTight: true),
                rows: indices.map { comparisons[$0] }.map {
                    ForestPanel.Row(
                        name: $0.setting, value: $0.probabilityOfImprovement, interval: $0.probabilityInterval)
                },
                references: [ReferenceLayer(at: 0.5, orientation: .vertical, label: "as often as not")],
                caption:
                    "How often a training with the setting scores higher than one with \(plan.settings[0].name), over all "
                    + "pairs of seeds, ties counted half; it says nothing of how much.",
                format: { DisplayFormat.percent($0, decimals: 0) }, column: "Probability"
            ).figure
        }
    }

    // MARK: Profiles

    var profiles: [ChartFigure] {
        let names = study.shownSettings(Self.mostLines).map { plan.settings[$0].name }
        let shown = names.compactMap { name in study.results.profiles.first { $0.setting == name } }
        guard let first = shown.first, !first.distances.isEmpty else { return [] }
        let hasBands = shown.count <= Self.mostBands && shown.allSatisfy { $0.lower != nil && $0.upper != nil }
        func places(_ profile: StudyResults.Profile) -> [Double] { profile.distances.map { -log10($0) } }
        let bands =
            !hasBands
            ? []
            : shown.enumerated().map { index, profile in
                ChartLayer.band(
                    BandLayer(
                        x: places(profile), lower: profile.lower ?? [], upper: profile.upper ?? [],
                        color: ThemeColor.series(index).tint))
            }
        let lines = shown.enumerated().map { index, profile in
            ChartLayer.line(
                LineLayer(
                    Series(x: places(profile), y: profile.shares), color: .series(index),
                    dash: OverlayFigure.dashes[index % OverlayFigure.dashes.count],
                    label: shown.count == 1 ? nil : profile.setting.breakable))
        }
        let words = shown.map { (study.hasSettings ? "\($0.setting): " : "") + "\(Self.words($0))." }
            .joined(separator: " ")
        let title = "Share of trainings within a distance to the optimum"
        let band = hasBands ? " The bands are 95\u{00A0}% confidence intervals over seeds, point by point." : ""
        return [
            ChartFigure(
                id: "profile",
                chart: Chart(
                    title, xAxis: .fallingPowers("Distance to the optimum, logarithmic", decades: 4),
                    yAxis: Axis("", unit: .percent, atLeast: 0...1, isTight: true), layers: bands + lines),
                caption: "\(words) The higher a line, the better."
                    + (shown.count > 1
                        ? " Where lines cross, one setting is better at its best and worse at its worst." : "") + band,
                alternativeText: "Line chart: \(title). \(words)",
                table: DataTable(
                    columns: ["Distance to the optimum"] + shown.map(\.setting.breakable),
                    rows: DataTable.rowIndices(count: first.distances.count).map { row in
                        [ScoreText.text(first.distances[row])]
                            + shown.map { row < $0.shares.count ? DisplayFormat.percent($0.shares[row]) : "–" }
                    }))
        ]
    }

    /// `100 % are within .1, 100 % within .01 and 85 % within .001`.
    private static func words(_ profile: StudyResults.Profile) -> String {
        let shares = [0.1, 0.01, 0.001].compactMap { wanted -> String? in
            guard let index = profile.distances.firstIndex(where: { $0 <= wanted * 1.0001 }) else { return nil }
            return "\(DisplayFormat.percent(profile.shares[index], decimals: 0)) within \(ScoreText.distance(wanted))"
        }
        return DisplayFormat.list(shares)
    }

    // MARK: Sensitivity

    /// A panel a key of the grid.
    var sensitivity: [ChartFigure] {
        study.results.sensitivity.enumerated().map { index, sensitivity in
            let points = sensitivity.points.prefix(Self.mostRows)
            return ForestPanel(
                id: "sensitivity-\(index + 1)", title: sensitivity.key, axis: Axis("Score"),
                rows: points.map { point in
                    ForestPanel.Row(
                        name: point.value, value: point.iqm, interval: point.interval,
                        dots: settings(with: sensitivity.key, point.value))
                },
                references: [],
                caption:
                    "IQM over all trainings with that value, whatever the other keys; each faint dot is one setting."
                    + (sensitivity.points.count > points.count ? " The other values are in results.json." : ""),
                format: ScoreText.text, column: "IQM"
            ).figure
        }
    }

    /// The IQM of each setting that has a value.
    private func settings(with key: String, _ value: String) -> [Double] {
        plan.settings.indices.compactMap { setting in
            guard plan.settings[setting].values.contains(where: { $0.key == key && $0.text == value }) else {
                return nil
            }
            return study.aggregate(setting, .search)?.iqm
        }
    }
}

extension String {
    /// With a blank after each comma, for a label that may have to be broken: `clip_range_low=0.1, epochs=5`.
    var breakable: String { replacing(",", with: ", ") }
}

extension ScoreText {
    /// `.001`.
    static func distance(_ distance: Double) -> String { DisplayFormat.exact(distance).droppingZero }
}
