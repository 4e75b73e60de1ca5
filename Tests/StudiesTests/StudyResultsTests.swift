import Foundation
import Studies
import Testing

@Suite("What a study says") struct StudyResultsTests {
    /// Whoever reads the file finds every key in every row.
    @Test func whatIsNotKnownIsWrittenAsNull() throws {
        let cell = StudyResults.Cell(scenario: "calm", setting: "default", role: .search, seeds: 3)
        let bytes = try JSONEncoder().encode(cell)
        let object = try #require(JSONSerialization.jsonObject(with: bytes) as? [String: Any])
        #expect(object["interval"] is NSNull && object["iqm"] is NSNull && object["missing"] as? Int == 3)
        #expect(try JSONDecoder().decode(StudyResults.Cell.self, from: bytes) == cell)
    }
}
