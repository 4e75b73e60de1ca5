import Households

extension Scenario {
    /// What training costs, in lives of its household: months simulated in training over those of a life. Known before
    /// anything is measured, so that it is the same everywhere.
    package var trainingCost: Double {
        let months =
            switch objectiveKind {
            case .reward:
                Double(environment.maxMonths) * (1 + Double(training.exploringLives) / Double(training.batchSize))
            // An episode is a segment of all lives of a batch.
            case .utility: Double(training.batchSize * training.segment)
            }
        return Double(training.numEpisodes) * months * Double(1 + comparedMonths) / Double(environment.maxMonths)
    }
}
