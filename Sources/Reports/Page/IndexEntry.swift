import Charts
import Households

/// A report as the site's front page shows it: small enough to be kept beside the report.
package struct IndexEntry: Equatable, Sendable, Codable {
    package var runName: String
    package var title: String
    /// `Final policy after 1,000 episodes of training`.
    package var standing: String
    package var finding: String
    /// `2026-11-22T10:30:00Z`; entries are ordered by it.
    package var startTime: String
    /// Key figures without their comparisons.
    package var figures: [LabelledValue]
    /// Rewards over the training, summarised; for a small picture.
    package var rewards: [Double]
    /// From the front page to the report's page: `reports/NAME/index.html`.
    package var pagePath: String
    /// nil where no PDF was rendered.
    package var documentPath: String?

    /// Points of the small picture at most.
    private static let maximumPoints = 120

    /// The entry for a report in `reports/RUN/`.
    package init(_ input: ReportInput, hasDocument: Bool = true) {
        let validations = input.history.validations.certaintyEquivalents
        let rewards = Series(values: validations.isEmpty ? input.history.episodeRewards : validations)
        let window = RollingSummary.suggestedWindow(count: rewards.count)
        let summary =
            SeriesFigure.isSummarized(count: rewards.count)
            ? RollingSummary(rewards, window: window, maximumCount: Self.maximumPoints) : nil
        runName = input.runName
        title = input.displayTitle
        let content = ReportContent.heading(input)
        standing = content.standing
        finding = content.finding
        startTime = input.provenance.startTime
        let isLife = input.scenario.objectiveKind == .utility
        let keyFigures =
            isLife
            ? ReportContent.lifeKeyFigures(input.evaluation, input.scenario.environment)
            : ReportContent.keyFigureValues(input.evaluation, input.scenario.environment)
        figures = keyFigures.prefix(4).map {
            LabelledValue(label: $0.label, value: $0.value)
        }
        self.rewards =
            summary?.median
            ?? Downsampling.evenIndices(count: rewards.count, limit: Self.maximumPoints).map { rewards.y[$0] }
        pagePath = "reports/\(input.runName)/index.html"
        documentPath = !hasDocument ? nil : "reports/\(input.runName)/\(input.runName).pdf"
    }

    init(
        runName: String, title: String, standing: String, finding: String, startTime: String, figures: [LabelledValue],
        rewards: [Double], pagePath: String, documentPath: String?
    ) {
        self.runName = runName
        self.title = title
        self.standing = standing
        self.finding = finding
        self.startTime = startTime
        self.figures = figures
        self.rewards = rewards
        self.pagePath = pagePath
        self.documentPath = documentPath
    }

    package enum CodingKeys: String, CodingKey {
        case runName = "run_name"
        case title, standing, finding
        case startTime = "start_time"
        case figures, rewards
        case pagePath = "page_path"
        case documentPath = "document_path"
    }
}
