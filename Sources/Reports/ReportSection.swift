/// The sections of a report, in their order; the raw values are the names that `--sections` takes.
package enum ReportSection: String, Sendable, CaseIterable {
    case finding
    case keyFigures = "key-figures"
    case training
    case household
    case advice
    case comparison
    case risk
    case checkpoints
    case inputs
    case provenance

    /// The heading.
    package var title: String {
        switch self {
        case .finding: "The finding"
        case .keyFigures: "Key figures"
        case .training: "Training"
        case .household: "The household, month by month"
        case .advice: "What to do"
        case .comparison: "Comparison"
        case .risk: "Risk"
        case .checkpoints: "Checkpoints"
        case .inputs: "Inputs"
        case .provenance: "Provenance"
        }
    }
}
