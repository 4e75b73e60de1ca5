import Foundation
import Testing

/// Compares a text with the one that is kept in `Golden/`; with `HRLREPORT_RECORD=1` in the environment, keeps it.
func expectGolden(_ text: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let file = Program.root.appending(path: "Tests/CommandTests/Golden/\(name).txt")
    if ProcessInfo.processInfo.environment["HRLREPORT_RECORD"] == "1" {
        try Data(text.utf8).write(to: file)
        Issue.record("recorded \(name)", sourceLocation: sourceLocation)
    }
    let golden = String(decoding: try Data(contentsOf: file), as: UTF8.self)
    #expect(text == golden, sourceLocation: sourceLocation)
}
