import Charts
import FoundationEssentials
import Studies

/// How a run stands among trainings of the same values with other seeds: what its report shows of a study.
package struct StudyStanding: Sendable, Equatable {
    /// Name of the study.
    package var study: String
    /// Of the study, hexadecimal.
    package var identity: String
    /// Those trainings, all with the values of the run.
    package var cell: StudyResults.Cell
    /// How they went; nil where the study has no such curves.
    package var curves: StudyResults.Curves?
    /// Of their scores.
    package var upperQuartile: Double
    /// Where the run stands among them on the same lives; nil where it was judged on others.
    package var place: Place?

    package struct Place: Sendable, Equatable, Codable {
        /// 1 for the best.
        package var rank: Int
        /// Of the run itself.
        package var score: Double

        package init(rank: Int, score: Double) {
            self.rank = rank
            self.score = score
        }
    }

    package init(
        study: String, identity: String, cell: StudyResults.Cell, curves: StudyResults.Curves?, upperQuartile: Double,
        place: Place?
    ) {
        self.study = study
        self.identity = identity
        self.cell = cell
        self.curves = curves
        self.upperQuartile = upperQuartile
        self.place = place
    }

    /// Trainings that have a score.
    private var seeds: Int { cell.done + cell.diverged }
    private var seedsText: String { StudyOverview.seedsText(seeds) }

    /// `over 20 seeds: IQM .9996 [.9994, .9997], worst .9985`.
    private var summary: String {
        let score = cell.iqm.map { ScoreText.text($0, cell.interval) } ?? "–"
        let worst = cell.lowest.map { ", worst \(ScoreText.text($0))" } ?? ""
        let euros = cell.certaintyEquivalent.map { "\($0.text) a month, " } ?? ""
        return "over \(seedsText): \(euros)IQM \(score)\(worst)"
    }

    // MARK: In the report

    /// Adds what the study says to the sections that are shown.
    func add(to sections: inout [ReportContent.Section]) {
        for index in sections.indices {
            switch ReportSection(rawValue: sections[index].id) {
            case .finding: if let luck { insert(.paragraph(luck), before: isNote, in: &sections[index].blocks) }
            case .keyFigures: addKeyFigure(to: &sections[index].blocks)
            case .provenance: addOrigin(to: &sections[index].blocks)
            default: break
            }
        }
    }

    private func isNote(_ block: ReportContent.Block) -> Bool { if case .note = block { true } else { false } }

    private func insert(
        _ block: ReportContent.Block, before isLater: (ReportContent.Block) -> Bool,
        in blocks: inout [ReportContent.Block]
    ) {
        blocks.insert(block, at: blocks.firstIndex(where: isLater) ?? blocks.endIndex)
    }

    /// Said where the run is better than three in four like it: nobody should take it for what a training gives.
    private var luck: String? {
        guard let place, place.score > upperQuartile else { return nil }
        let score = cell.iqm.map { ScoreText.text($0, cell.interval) } ?? "–"
        let worst = cell.lowest.map(ScoreText.text) ?? "–"
        return
            "This run is luckier than three in four trainings like it: it reaches \(ScoreText.text(place.score)); over "
            + "\(seedsText), on the same lives, the IQM is \(score) and the worst \(worst). Another seed will likely do less "
            + "well."
    }

    private func addKeyFigure(to blocks: inout [ReportContent.Block]) {
        guard case .keyFigures(var figures) = blocks.first else { return }
        figures.append(keyFigure)
        blocks[0] = .keyFigures(figures)
    }

    private var keyFigure: KeyFigure {
        let own = place.map {
            "; this one, on the same lives, is \(Self.ordinal($0.rank)) of \(DisplayFormat.number(seeds))"
        }
        var comparisons = [LabelledValue(label: "Worst", value: cell.lowest.map(ScoreText.text) ?? "–")]
        if let below = cell.belowTuned {
            comparisons.append(
                LabelledValue(
                    label: "Below the tuned rule",
                    value: "\(DisplayFormat.number(below)) of \(DisplayFormat.number(seeds))"))
        }
        if let place { comparisons.append(LabelledValue(label: "This run", value: ScoreText.text(place.score))) }
        return KeyFigure(
            label: "Trainings like this one", value: cell.iqm.map(ScoreText.text) ?? "–",
            meaning: "\(summary)\(own ?? "")", comparisons: comparisons)
    }

    private func addOrigin(to blocks: inout [ReportContent.Block]) {
        for (index, block) in blocks.enumerated() {
            guard case .tables(var tables) = block,
                let table = tables.firstIndex(where: { $0.id == "provenance-table" })
            else { continue }
            tables[table].rows += [
                TextTable.Row(cells: ["Study of trainings like this one", study]),
                TextTable.Row(cells: ["Identity of the study", identity]),
            ]
            blocks[index] = .tables(tables)
        }
    }

    /// The same quantity in the study's trainings, for a chart of the run; nil where it was not measured.
    func companion(_ band: KeyPath<StudyResults.Curves, StudyResults.Curves.Band>) -> SeriesFigure.Companion? {
        guard let curves else { return nil }
        let values = curves[keyPath: band]
        guard !values.iqm.isEmpty, values.iqm.count == curves.episodes.count else { return nil }
        let interval = values.lower == nil ? "" : ", with its 95\u{00A0}% confidence interval"
        return SeriesFigure.Companion(
            label: "IQM of \(seedsText)", series: Series(x: curves.episodes.map(Double.init), y: values.iqm),
            lower: values.lower, upper: values.upper,
            remark: "Dash-dotted: the IQM of \(seedsText) of this training\(interval).")
    }

    /// `1st`, `2nd`, `7th`, `11th`.
    private static func ordinal(_ rank: Int) -> String {
        let ending =
            switch (rank % 10, rank % 100) {
            case (1, let tens) where tens != 11: "st"
            case (2, let tens) where tens != 12: "nd"
            case (3, let tens) where tens != 13: "rd"
            default: "th"
            }
        return DisplayFormat.number(rank) + ending
    }

    // MARK: In the PDF

    /// Everything of it, so that the report can be made again without the study.
    var attachment: PDFAttachment {
        PDFAttachment(
            name: "study.json", mediaType: "application/json",
            description: "What trainings like this one came to, with other seeds", relationship: .data, bytes: json)
    }

    private var json: [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        do {
            return try Array(encoder.encode(self)) + [UInt8(ascii: "\n")]
        } catch {
            preconditionFailure("statistics are finite numbers: \(error)")
        }
    }
}

extension StudyStanding: Codable {
    package enum CodingKeys: String, CodingKey {
        case study, identity, cell, curves
        case upperQuartile = "upper_quartile"
        case place
    }
}
