/// Where the spread of trainings comes from that were all judged on the same lives: of d_kl = m + A_k + B_l + E_kl, the
/// standard deviations of what training, life and both together do. Analysis of variance in two ways without
/// replication (Searle, Casella & McCulloch, "Variance components", 1992, chapter 4).
package struct TwoWayVariance: Sendable, Equatable {
    package struct MeanSquares: Sendable, Equatable {
        package let trainings, lives, rest: Double
    }

    /// L·Σ(d̄_k − d̄)²/(K − 1), K·Σ(d̄_l − d̄)²/(L − 1) and Σ(d_kl − d̄_k − d̄_l + d̄)²/((K − 1)(L − 1)), in the
    /// square of the unit of the differences.
    package let meanSquares: MeanSquares
    /// √max(0, (MS_A − MS_E)/L), √max(0, (MS_B − MS_E)/K) and √MS_E, divided by the scale.
    package let training, life, interaction: Double
    private let lives: Double

    /// - Parameters:
    ///   - differences: training by training, of at least two; each on the same lives, of which there are at least two.
    ///   - scale: what a difference is divided by for that of two scores.
    package init(_ differences: [[Double]], scale: Double) {
        precondition(differences.count > 1 && differences[0].count > 1, "one training or life has no spread")
        let (seeds, lives) = (Double(differences.count), Double(differences[0].count))
        let ofTrainings = differences.map(\.mean)
        let mean = ofTrainings.mean
        var ofLives = [Double](repeating: 0, count: differences[0].count)
        for training in differences {
            for life in ofLives.indices { ofLives[life] += training[life] }
        }
        for life in ofLives.indices { ofLives[life] /= seeds }
        var rest = 0.0
        for (training, ofTraining) in zip(differences, ofTrainings) {
            var squares = 0.0
            for life in ofLives.indices {
                let residual = training[life] - ofTraining - (ofLives[life] - mean)
                squares += residual * residual
            }
            rest += squares
        }
        meanSquares = MeanSquares(
            trainings: lives * ofTrainings.squaredDeviations(from: mean) / (seeds - 1),
            lives: seeds * ofLives.squaredDeviations(from: mean) / (lives - 1),
            rest: rest / ((seeds - 1) * (lives - 1)))
        training = (max(0, meanSquares.trainings - meanSquares.rest) / lives).squareRoot() / scale
        life = (max(0, meanSquares.lives - meanSquares.rest) / seeds).squareRoot() / scale
        interaction = meanSquares.rest.squareRoot() / scale
        self.lives = lives
    }

    /// Standard deviation of a training's score on these lives, √(σ_A² + σ_E²/L).
    package var spread: Double { (training * training + interaction * interaction / lives).squareRoot() }

    /// Share of its square that training causes; 0 where there is no spread.
    package var shareOfTraining: Double {
        let square = spread * spread
        return square > 0 ? training * training / square : 0
    }

    /// By which the lives move the scores of all trainings together, √(σ_B²/L).
    package var standardErrorOfLives: Double { life / lives.squareRoot() }

    /// Lives at which a given time for trainings and their lives tells most, (σ_E/σ_A)·√(c_T/c_L); infinite where only
    /// lives make a spread, 0 where they make none.
    ///
    /// - Parameter costOfTraining: c_T/c_L, what a training costs, in lives.
    package func livesWorthSimulating(costOfTraining: Double) -> Double {
        interaction > 0 ? interaction / training * costOfTraining.squareRoot() : 0
    }
}
