import Foundation
import Studies
import Testing

@Suite struct StudyChunkTests {
    private func trainings(_ count: Int, of household: String = "a", from first: Int = 0, seconds: Double = 1.5)
        -> [StudyChunk.Element]
    {
        (first..<first + count).map { StudyChunk.Element(index: $0, household: household, seconds: seconds) }
    }

    @Test func aChunkTakesAsLongAsATaskShould() {
        // ⌈600 / 1.5⌉
        let chunks = StudyChunk.divide(trainings(1000), role: .search, taskSeconds: 600)
        #expect(chunks.map(\.trainings.count) == [400, 400, 200])
        #expect(chunks.flatMap(\.trainings) == Array(0..<1000))
        #expect(chunks.map(\.seconds) == [600, 600, 300])
        #expect(StudyChunk.divide(trainings(3), role: .search, taskSeconds: 1.6).map(\.trainings.count) == [2, 1])
        #expect(StudyChunk.divide([], role: .search, taskSeconds: 600).isEmpty)
    }

    @Test func aChunkHasOneHousehold() {
        let all = trainings(3) + trainings(2, of: "b", from: 3) + trainings(2, from: 5)
        let chunks = StudyChunk.divide(all, role: .confirm, taskSeconds: 600)
        #expect(chunks.map(\.trainings) == [[0, 1, 2], [3, 4], [5, 6]])
        #expect(chunks.allSatisfy { $0.role == .confirm })
    }

    @Test(arguments: [1001, 20_000, 100_000])
    func thereAreNoMoreThanAThousandTasks(count: Int) {
        let all = trainings(count / 2) + trainings(count - count / 2, of: "b", from: count / 2)
        let chunks = StudyChunk.divide(all, role: .search, taskSeconds: 1)
        #expect(chunks.count <= 1000)
        #expect(chunks.count > 480)
        #expect(chunks.flatMap(\.trainings) == Array(0..<count))
    }

    /// Each household has a task of its own, however many there are.
    @Test func householdsAreNotMixed() {
        let all = (0..<1200).flatMap { trainings(2, of: "\($0)", from: 2 * $0) }
        #expect(StudyChunk.divide(all, role: .search, taskSeconds: 1).count == 1200)
    }

    /// Five minutes, and four times the estimate, in whole minutes; more where the yardsticks take long.
    @Test(arguments: [
        (0.0, 0.0, 5), (1, 0, 6), (15, 75, 6), (600, 0.7, 45), (600, 150, 50), (3600, 0, 245),
    ])
    func theLimitFollowsTheEstimate(seconds: Double, yardsticks: Double, minutes: Int) {
        let chunk = StudyChunk(role: .search, trainings: [0], seconds: seconds, yardstickSeconds: yardsticks)
        #expect(chunk.timeLimit == 60 * minutes)
    }

    @Test func chunksAreWrittenAsRuns() throws {
        let chunks = StudyChunks(
            [
                StudyChunk(role: .search, trainings: [4, 5, 6, 9, 11, 12], seconds: 2),
                StudyChunk(role: .confirm, trainings: [0], seconds: 60),
            ], first: 7)
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let json = try encoder.encode(chunks)
        let trainings = "[[[4,6],[9,9],[11,12]],[[0,0]]]"
        #expect(
            String(decoding: json, as: UTF8.self)
                == #"{"first":7,"format_version":1,"roles":["search","confirm"],"time_limit":540,"trainings":\#(trainings)}"#
        )
        let read = try JSONDecoder().decode(StudyChunks.self, from: json)
        #expect(read == chunks)
        #expect(read[7]?.trainings == [4, 5, 6, 9, 11, 12])
        #expect(read[8]?.role == .confirm)
        #expect(read[6] == nil && read[9] == nil)
        for wrong in ["[[[6,4]],[[0,0]]]", "[[[0,0]]]", "[[[1]],[[0,0]]]", "[[[-1,0]],[[0,0]]]"] {
            let text = String(decoding: json, as: UTF8.self).replacingOccurrences(of: trainings, with: wrong)
            #expect(throws: DecodingError.self) { try JSONDecoder().decode(StudyChunks.self, from: Data(text.utf8)) }
        }
    }
}
