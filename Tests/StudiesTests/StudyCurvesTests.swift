import Foundation
import Studies
import Testing

@Suite("Learning curves over seeds") struct StudyCurvesTests {
    private struct Vectors: Decodable {
        let cases: [Case]
    }

    private struct Case: Decodable {
        struct Expected: Decodable {
            let episodes: [Int]
            let binMeans: [[Double]]
            let iqm: [Double]
            let interval: [[Double]]

            enum CodingKeys: String, CodingKey {
                case episodes, iqm, interval
                case binMeans = "bin_means"
            }
        }

        let name: String
        let episodeRewards: [[Double]]
        let points, resamples: Int
        let expected: Expected

        enum CodingKeys: String, CodingKey {
            case name, points, resamples, expected
            case episodeRewards = "episode_rewards"
        }
    }

    @Test func agreeWithTheBootstrapOfArch() throws {
        let url = try #require(Bundle.module.url(forResource: "curves", withExtension: "json", subdirectory: "Vectors"))
        let vectors = try JSONDecoder().decode(Vectors.self, from: Data(contentsOf: url)).cases
        #expect(vectors.contains { $0.episodeRewards.count >= 5 } && vectors.contains { $0.episodeRewards.count < 5 })
        for vector in vectors {
            let largest = vector.episodeRewards.joined().map(\.magnitude).reduce(1, max)
            func agree(_ values: [Double], _ expected: [Double]) -> Bool {
                values.count == expected.count
                    && zip(values, expected).allSatisfy { abs($0 - $1) <= 1e-12 * largest }
            }
            #expect(
                StudyCurves.bins(episodes: vector.episodeRewards[0].count, points: vector.points)
                    == vector.expected.episodes)
            let curves = vector.episodeRewards.map { rewards in
                StudyCurves(
                    reward: rewards, stability: rewards.map { $0 / 2 }, sharpeRatio: [], goalAdherence: [],
                    points: vector.points)
            }
            #expect(zip(curves, vector.expected.binMeans).allSatisfy { agree($0.reward, $1) }, "\(vector.name)")
            #expect(agree(curves[0].stability.map { 2 * $0 }, vector.expected.binMeans[0]))
            let bands = StudyResampler(threads: 1).bands(of: [curves.map(\.reward)], resamples: vector.resamples)
            #expect(agree(bands[0].iqm, vector.expected.iqm))
            if curves.count < StudyResults.fewestSeeds {
                #expect(bands[0].lower == nil && bands[0].upper == nil)
            } else {
                #expect(agree(bands[0].lower ?? [], vector.expected.interval[0]), "\(vector.name)")
                #expect(agree(bands[0].upper ?? [], vector.expected.interval[1]), "\(vector.name)")
            }
        }
    }

    /// 250 episodes: 2.5 and 7.5 are rounded to even numbers.
    @Test func binsEndHalfToEven() {
        #expect(StudyCurves.bins(episodes: 250).prefix(4) == [2, 5, 8, 10])
        #expect(StudyCurves.bins(episodes: 250).last == 250)
        #expect(StudyCurves.bins(episodes: 3) == [1, 2, 3])
        #expect(StudyCurves.bins(episodes: 0) == [])
    }
}
