import Households
import RunStorage
import Testing

@Suite struct HistoryDecoderTests {
    private func text(_ history: TrainingHistory) throws -> String {
        var encoder = HistoryEncoder()
        return String(decoding: try encoder.encode(history), as: UTF8.self)
    }

    private func decode(_ text: String) throws -> TrainingHistory {
        try HistoryDecoder.decode(Array(text.utf8))
    }

    /// Reads the numbers as losses, which may be as many as one likes.
    private func numbers(_ numbers: [String]) throws -> [Double] {
        var history = TrainingHistory()
        history.low.episodes = numbers.map { _ in 0 }
        let empty = try text(history)
        return try decode(
            empty.replacing("\"low_level_losses\":[]", with: "\"low_level_losses\":[\(numbers.joined(separator: ","))]")
        ).low.losses
    }

    @Test func everyDoubleComesBackBitForBit() throws {
        var generator = SystemRandomNumberGenerator()
        var values = (0..<50_000).map { _ in Double(bitPattern: generator.next()) }.filter(\.isFinite)
        values += (0..<50_000).map { _ in Double.random(in: -1e6...1e6, using: &generator) }
        values += [
            0, -0.0, .leastNonzeroMagnitude, .leastNormalMagnitude, .greatestFiniteMagnitude, 0x1p53, 0x1p53 + 2,
        ]
        let read = try numbers(values.map(\.description))
        #expect(read.map(\.bitPattern) == values.map(\.bitPattern))
    }

    @Test func everyDecimalBecomesTheNearestDouble() throws {
        var generator = SystemRandomNumberGenerator()
        var decimals = [
            "9007199254740993", "9007199254740992.5", "9007199254740993.0000000000000000001", "1e-400", "1e23",
        ]
        for _ in 0..<100_000 {
            let digits =
                UInt64.random(in: 0...UInt64.max, using: &generator) >> UInt64.random(in: 0...63, using: &generator)
            var text = String(digits)
            if text.count > 1 && Bool.random(using: &generator) {
                text.insert(
                    ".", at: text.index(text.startIndex, offsetBy: Int.random(in: 1..<text.count, using: &generator)))
            }
            if text.first == "0" { text = "0" }
            decimals.append("\(text)e\(Int.random(in: -40...40, using: &generator))")
        }
        // Halfway between two doubles, where the last bit decides.
        for _ in 0..<10_000 {
            let odd = UInt64.random(in: 1 << 53..<1 << 54, using: &generator) | 1
            decimals.append(String(odd))
        }
        let read = try numbers(decimals)
        for (text, value) in zip(decimals, read) where Double(text)?.bitPattern != value.bitPattern {
            Issue.record("\(text) became \(value)")
        }
    }

    @Test func acceptsSpaceAndAnyOrder() throws {
        let history = SampleTraining().history(50)
        let lines = try text(history).split(separator: "\n").dropFirst().dropLast().map {
            $0.hasSuffix(",") ? String($0.dropLast()) : String($0)
        }
        let shuffled = lines.reversed().joined(separator: " ,\t\r\n").replacing(",", with: " , ")
        #expect(try decode(" {\(shuffled)} \n") == history)
    }

    /// The first program wrote neither the format nor the agents' health.
    @Test func whatTheFirstFormatDidNotHaveMayBeMissing() throws {
        let history = SampleTraining().history(40)
        let first = HistorySeries.all.filter { $0.since == 1 }.map { series in
            let values = series.values(of: history)
            return "\"\(series.name)\":[\((0..<values.count).map(values.text).joined(separator: ","))]"
        }
        let text = "{\n\(first.joined(separator: ",\n"))\n}\n"
        let read = try decode(text)
        for series in HistorySeries.all {
            #expect(series.values(of: read).count == (series.since == 1 ? series.values(of: history).count : 0))
        }
        // It is written as it was read, so that a run that an old program began ends as that program would end it.
        #expect(try self.text(read) == text)
    }

    @Test func aSeriesThatIsThereHasAValueForEveryUpdate() throws {
        var history = SampleTraining().history(40)
        history.low.entropy.removeLast()
        let short = try text(history)
        #expect(throws: HistoryError.length(series: "low_level_entropy", found: 3, expected: 4)) { try decode(short) }
    }

    /// Of a household that lives for utility: as many rows as the policy was judged, in the order of the episodes.
    @Test func validationsAreReadBack() throws {
        var history = SampleTraining().history(40)
        history.validations.episodes = [10, 20, 40]
        history.validations.certaintyEquivalents = [1100.5, 1201.25, 1190]
        history.validations.standardErrors = [4, 3.5, 3]
        history.validations.ruinProbabilities = [0.01, 0, 0.002]
        history.validations.kept = [1, 1, 0]
        let text = try text(history)
        #expect(text.hasPrefix("{\n\"format\":3,\n"))
        #expect(try decode(text) == history)
        #expect(history.prefix(20).validations.kept == [1, 1])
        history.validations.episodes = [10, 50, 40]
        let disordered = try self.text(history)
        #expect(throws: HistoryError.order(series: "validation_episodes", index: 1)) { try decode(disordered) }
        history.validations.episodes = [10, 20]
        let short = try self.text(history)
        #expect(throws: HistoryError.self) { try decode(short) }
    }

    @Test func whatANewerProgramWroteIsRefusedInWords() throws {
        let good = try text(SampleTraining().history(20))
        #expect(good.hasPrefix("{\n\"format\":2,\n"))
        let newer = #expect(throws: HistoryError.newerFormat(found: 4, newest: 3)) {
            try decode(good.replacing("\"format\":2", with: "\"format\":4"))
        }
        let unknown = #expect(throws: HistoryError.unknownSeries("low_level_step_size")) {
            try decode(good.replacing("low_level_entropy", with: "low_level_step_size"))
        }
        for error in [newer, unknown] {
            let damage = StorageError.damaged("history.json", .history(try #require(error)))
            #expect(damage.message.contains("written by a newer version of hrlreport"))
            #expect(damage.hint == "use the version of the program that wrote it")
        }
    }

    @Test func namesWhatIsMissingUnknownOrRepeated() throws {
        let good = try text(SampleTraining().history(20))
        let rewards = "\"episode_rewards\":"
        #expect(throws: HistoryError.unknownSeries("episode_reward")) {
            try decode(good.replacing(rewards, with: "\"episode_reward\":"))
        }
        #expect(throws: HistoryError.repeatedSeries("episode_rewards")) {
            try decode(good.replacing("\"cash_balances\":", with: rewards))
        }
        let without = good.split(separator: "\n").filter { !$0.contains("sharpe_ratio") }.joined(separator: "\n")
        #expect(throws: HistoryError.missingSeries("sharpe_ratio")) { try decode(without) }
    }

    @Test func seriesHaveTheLengthsThatBelongTogether() throws {
        var history = SampleTraining().history(20)
        history.goalAdherence.removeLast()
        let short = try text(history)
        #expect(throws: HistoryError.length(series: "goal_adherence", found: 19, expected: 20)) { try decode(short) }
        history = SampleTraining().history(20)
        history.high.losses.append(1)
        let long = try text(history)
        #expect(throws: HistoryError.length(series: "high_level_update_episodes", found: 1, expected: 2)) {
            try decode(long)
        }
    }

    @Test(arguments: [[5, 4], [21], [-1]])
    func updatesAreInOrderAndWithinTheHistory(_ episodes: [Int]) throws {
        var history = SampleTraining().history(20)
        history.high = UpdateHistory()
        for episode in episodes { history.high.append(episodes: episode, loss: 0, [:]) }
        let text = try text(history)
        let index = episodes.count - 1
        #expect(throws: HistoryError.order(series: "high_level_update_episodes", index: index)) { try decode(text) }
    }

    @Test func refusesEveryTruncation() throws {
        let bytes = Array(try text(SampleTraining().history(20)).utf8)
        // The last byte is a newline, without which it still is a history.
        for count in 0..<(bytes.count - 1) {
            #expect(throws: HistoryError.self) { try HistoryDecoder.decode(Array(bytes[..<count])) }
        }
    }

    @Test(arguments: ["1e999", "NaN", "null", "\"1\"", "1.5.2", "0x10", "--1", "1e5e5", "00.1"])
    func refusesWhatIsNoFiniteNumber(_ number: String) {
        #expect(throws: HistoryError.self) { try numbers([number]) }
    }

    @Test(arguments: ["1.0", "1e2", "99999999999999999999", "-"])
    func wholeNumbersAreWhole(_ number: String) throws {
        var history = SampleTraining().history(0)
        history.episodeRewards = [1]
        #expect(throws: HistoryError.self) {
            try decode(text(history).replacing("\"episode_lengths\":[]", with: "\"episode_lengths\":[\(number)]"))
        }
    }
}
