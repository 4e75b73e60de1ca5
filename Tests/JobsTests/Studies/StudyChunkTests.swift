import Foundation
import Jobs
import Testing

@Suite struct SlurmStudyChunkTests {
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

    @Test func indicesAreWrittenAsRuns() throws {
        let chunk = StudyChunk(role: .search, trainings: [4, 5, 6, 9, 11, 12], seconds: 2)
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let json = try encoder.encode(chunk)
        #expect(
            String(decoding: json, as: UTF8.self)
                == #"{"role":"search","seconds":2,"trainings":[[4,6],[9,9],[11,12]]}"#)
        #expect(try JSONDecoder().decode(StudyChunk.self, from: json) == chunk)
        let wrong = Data(#"{"role":"search","seconds":2,"trainings":[[6,4]]}"#.utf8)
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(StudyChunk.self, from: wrong) }
    }
}
