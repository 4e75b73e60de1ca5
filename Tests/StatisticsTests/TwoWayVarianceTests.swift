import Statistics
import Testing

@Suite("Where the spread of trainings comes from")
struct TwoWayVarianceTests {
    private struct Variance: Decodable {
        struct Expected: Decodable {
            struct MeanSquares: Decodable { let seeds, lives, rest: Double }

            struct Deviations: Decodable { let training, lives, interaction: Double }

            let meanSquares: MeanSquares
            let standardDeviations: Deviations
            let spreadOfNorms, standardErrorOfLives, shareOfTraining: Double

            enum CodingKeys: String, CodingKey {
                case meanSquares = "mean_squares"
                case standardDeviations = "standard_deviations"
                case spreadOfNorms = "spread_of_norms"
                case standardErrorOfLives = "standard_error_of_lives"
                case shareOfTraining = "share_of_training"
            }
        }

        let name: String
        let differences: [[Double]]
        let scale: Double
        let expected: Expected
    }

    @Test func agreesWithAnalysisOfVariance() throws {
        for vector in try StudyVectors<Variance>("variance").cases {
            let result = TwoWayVariance(vector.differences, scale: vector.scale)
            let expected = vector.expected
            for (value, expected) in [
                (result.meanSquares.trainings, expected.meanSquares.seeds),
                (result.meanSquares.lives, expected.meanSquares.lives),
                (result.meanSquares.rest, expected.meanSquares.rest),
                (result.training, expected.standardDeviations.training),
                (result.life, expected.standardDeviations.lives),
                (result.interaction, expected.standardDeviations.interaction),
                (result.spread, expected.spreadOfNorms),
                (result.standardErrorOfLives, expected.standardErrorOfLives),
                (result.shareOfTraining, expected.shareOfTraining),
            ] {
                #expect(agrees(value, expected, scores: vector.differences), "\(vector.name): \(value), \(expected)")
            }
        }
    }

    /// MS_A = 4·2·8/1 = 64 and MS_E = 8·6.75/3 = 18, so that σ_A² = (64 − 18)/4.
    @Test func livesAreWorthWhatTheyTell() {
        // d_kl = A_k + E_kl, where E vanishes in the mean of each training, and of each life.
        let (a, e) = (8.0.squareRoot(), 6.75.squareRoot())
        let result = TwoWayVariance([[a + e, a - e, a + e, a - e], [-a - e, e - a, -a - e, e - a]], scale: 1)
        #expect(abs(result.meanSquares.trainings - 64) < 1e-12 && abs(result.meanSquares.rest - 18) < 1e-12)
        let expected = 10 * (18 / 11.5).squareRoot()
        #expect(abs(result.livesWorthSimulating(costOfTraining: 100) - expected) < 1e-12)
    }

    @Test func onlyLivesOrNoneMakeASpread() {
        let onlyLives = TwoWayVariance([[1, -1], [-1, 1]], scale: 1)
        #expect(onlyLives.livesWorthSimulating(costOfTraining: 4) == .infinity)
        let none = TwoWayVariance([[1, 2], [1, 2]], scale: 1)
        #expect(none.livesWorthSimulating(costOfTraining: 4) == 0)
    }
}
