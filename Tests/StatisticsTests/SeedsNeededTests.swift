import Foundation
import Statistics
import Testing

@Suite("How many seeds tell what")
struct SeedsNeededTests {
    private struct Power: Decodable {
        let standardDeviation, difference: Double
        let expected: Int

        enum CodingKeys: String, CodingKey {
            case difference
            case standardDeviation = "standard_deviation_of_differences"
            case expected = "expected_seeds"
        }
    }

    @Test func agreesWithTheFormula() throws {
        for vector in try StudyVectors<Power>("power").cases {
            let seeds = SeedsNeeded.toTell(vector.difference, standardDeviation: vector.standardDeviation)
            #expect(seeds == vector.expected, "\(vector.standardDeviation), \(vector.difference)")
        }
    }

    private struct Tolerance: Decodable {
        struct Bound: Decodable {
            let seeds: Int
            let share: Double

            enum CodingKeys: String, CodingKey {
                case seeds
                case share = "expected_share"
            }
        }

        let bounds: [Bound]

        enum CodingKeys: String, CodingKey { case bounds = "tolerance_bounds" }
    }

    @Test func toleranceShares() throws {
        let url = try #require(Bundle.module.url(forResource: "power", withExtension: "json", subdirectory: "Vectors"))
        for bound in try JSONDecoder().decode(Tolerance.self, from: Data(contentsOf: url)).bounds {
            #expect(abs(SeedsNeeded.toleranceShare(seeds: bound.seeds) - bound.share) <= 1e-12)
        }
    }

    @Test func noDifferenceIsToldByNoNumber() {
        #expect(SeedsNeeded.toTell(0, standardDeviation: 1) == nil)
        #expect(SeedsNeeded.toTell(1, standardDeviation: 0) == 2)
    }
}
