import Foundation
import Households
import Learning
import TestSupport
import Testing

/// Some numbers of a short training on the profile "balanced", to be reproduced.
///
/// A change to the algorithm, the networks or the random numbers changes them. Where it is meant to, record them anew,
/// and look at the difference before committing it:
///
///     RECORD_LEARNING_CURVE=1 ./dev test --filter LearningCurveTests
struct LearningCurve: Codable {
    /// One entry for 20 episodes: two batches.
    var meanRewards: [Double] = []
    var executorLosses: [Double] = []
    var strategistLosses: [Double] = []

    init(_ history: TrainingHistory) {
        for batch in history.episodeRewards.chunked(by: 20) {
            meanRewards.append(batch.reduce(0, +) / Double(batch.count))
        }
        executorLosses = history.low.losses
        strategistLosses = history.high.losses
    }

    var numbers: [Double] { meanRewards + executorLosses + strategistLosses }
}

@Suite("Learning curve")
struct LearningCurveTests {
    static let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden/learning_curve.json")

    @Test func isTheRecordedOne() throws {
        let curve = LearningCurve(try TrainingResult.train(.balanced(episodes: 80), threads: 2).history)
        if ProcessInfo.processInfo.environment["RECORD_LEARNING_CURVE"] != nil {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
            try (encoder.encode(curve) + Data("\n".utf8)).write(to: Self.file)
            Issue.record("recorded anew; run again without RECORD_LEARNING_CURVE")
            return
        }
        let recorded = try JSONDecoder().decode(LearningCurve.self, from: Data(contentsOf: Self.file))
        #expect(curve.numbers.count == 4 + 16 + 8 && recorded.numbers.count == curve.numbers.count)
        for (number, expected) in zip(curve.numbers, recorded.numbers) {
            #expect(abs(number - expected) <= 1e-6 * abs(expected))
        }
    }
}
