import Studies

/// Everything the report of a study is made of: values only, so that the same input gives the same bytes anywhere.
package struct StudyReportInput: Sendable {
    package var plan: StudyPlan
    package var results: StudyResults
    /// What came of each training of the plan, in its order; nil for what is missing. Lives and curves are not needed.
    package var outcomes: [StudyOutcome?]
    /// The report's title; the study's name where nil.
    package var title: String?
    /// The sections to show, nil for all; they always come in the report's own order.
    package var sections: Set<StudySection>?
    /// The study's file as it was read; shown, and attached to the PDF.
    package var studyYAML: String
    /// As they are stored, byte for byte; attached to the PDF.
    package var resultsCSV, resultsJSON: [UInt8]
    package var provenance: StudyProvenance

    /// - Precondition: an outcome, or nil, for each training of the plan.
    package init(
        plan: StudyPlan, results: StudyResults, outcomes: [StudyOutcome?], title: String? = nil,
        sections: Set<StudySection>? = nil, studyYAML: String, resultsCSV: [UInt8], resultsJSON: [UInt8],
        provenance: StudyProvenance
    ) {
        precondition(outcomes.count == plan.trainings.count, "each training of a plan has an outcome, or none yet")
        self.plan = plan
        self.results = results
        self.outcomes = outcomes
        self.title = title
        self.sections = sections
        self.studyYAML = studyYAML
        self.resultsCSV = resultsCSV
        self.resultsJSON = resultsJSON
        self.provenance = provenance
    }

    /// What the report calls itself.
    package var displayTitle: String { title ?? plan.name }
}

/// Where a study comes from, and how to get it again; its identity is in the plan.
package struct StudyProvenance: Sendable, Equatable {
    package var programVersion: String
    /// When the study was first started, the only date in its report: `2026-11-22T10:30:00Z`.
    package var startTime: String
    package var command: String

    package init(programVersion: String, startTime: String, command: String) {
        self.programVersion = programVersion
        self.startTime = startTime
        self.command = command
    }
}
