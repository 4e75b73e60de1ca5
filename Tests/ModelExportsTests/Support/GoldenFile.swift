import Foundation
import Testing

/// Files in `Golden/`, which programs of others have read: see `check.py` there. With `HRLREPORT_RECORD=1` in the
/// environment they are written anew; then `check.py --record` is to be run.
enum GoldenFile {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Golden")

    static func bytes(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: folder.appending(path: name).standardized))
    }

    static func expect(_ bytes: [UInt8], _ name: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        if ProcessInfo.processInfo.environment["HRLREPORT_RECORD"] == "1" {
            try Data(bytes).write(to: folder.appending(path: name).standardized)
            Issue.record("recorded \(name)", sourceLocation: sourceLocation)
        }
        #expect(try bytes == self.bytes(name), sourceLocation: sourceLocation)
    }

    /// What onnxruntime computed from the golden graphs.
    struct Reference: Decodable {
        struct Outputs: Decodable {
            var features: [[Float]]
            var effectiveTarget: [[Float]]?
            var action: [[Float]]

            enum CodingKeys: String, CodingKey {
                case features
                case effectiveTarget = "effective_target"
                case action
            }
        }

        var strategist, executor: Outputs
    }

    static func reference() throws -> Reference {
        try JSONDecoder().decode(Reference.self, from: Data(bytes("onnxruntime.json")))
    }
}
