import Foundation
import Learning
import Testing

@Suite("Trainer state")
struct TrainerStateTests {
    /// The form that checkpoints have had since the first version.
    @Test func countersKeepTheirNames() throws {
        let text =
            #"{"high_optimizer_steps":4,"high_returns":{"count":6,"mean":1.5,"squared_deviations":2.25},"#
            + #""high_updates":2,"low_optimizer_steps":3,"low_returns":{"count":5,"mean":0.5,"#
            + #""squared_deviations":0.75},"low_updates":1}"#
        let counters = try JSONDecoder().decode(TrainerCounters.self, from: Data(text.utf8))
        #expect(counters.low.updates == 1 && counters.high.updates == 2)
        #expect(counters.low.optimizerSteps == 3 && counters.high.optimizerSteps == 4)
        #expect(counters.low.returns.squaredDeviations == 0.75 && counters.high.returns.mean == 1.5)
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        #expect(String(decoding: try encoder.encode(counters), as: UTF8.self) == text)
    }
}
