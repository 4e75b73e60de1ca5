/// The sections of a study's report, in their order; the raw values are the names that `--sections` takes.
package enum StudySection: String, Sendable, CaseIterable {
    case finding
    case keyFigures = "key-figures"
    case scores
    case comparisons
    case profiles
    case training
    case sensitivity
    case choice
    case spread
    case failures
    case inputs
    case provenance

    /// The heading.
    package var title: String {
        switch self {
        case .finding: "The finding"
        case .keyFigures: "Key figures"
        case .scores: "Scores of all trainings"
        case .comparisons: "Comparisons"
        case .profiles: "Performance profiles"
        case .training: "How the trainings went"
        case .sensitivity: "Sensitivity"
        case .choice: "Choice and confirmation"
        case .spread: "Where the spread comes from"
        case .failures: "Diverged, failed, missing"
        case .inputs: "Inputs"
        case .provenance: "Provenance"
        }
    }
}
