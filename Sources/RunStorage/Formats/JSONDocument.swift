import FoundationEssentials
import ScenarioFiles
import SystemPackage

/// A document with a part so long that a coder would take too long for it.
protocol LongDocument: Encodable {
    /// What a coder would write, in any form, ending with a newline.
    /// - Returns: nil where the coder has to make it, or to refuse it.
    func text() throws -> [UInt8]?
}

/// JSON files that a person may read: indented, with sorted keys and a format version.
package enum JSONDocument {
    /// The text of a value, ending with a newline.
    /// - Throws: `StorageError.notFinite`, naming the value by its keys.
    package static func encode(_ value: some Encodable) throws -> [UInt8] {
        if let document = value as? any LongDocument, let text = try document.text() { return text }
        return try encodeByCoder(value)
    }

    /// The same text, by a coder alone.
    static func encodeByCoder(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        do {
            return try Array(encoder.encode(value)) + [UInt8(ascii: "\n")]
        } catch EncodingError.invalidValue(_, let context) {
            throw StorageError.notFinite(.value(path(context.codingPath)))
        }
    }

    /// The value of a text whose `format_version` is known.
    /// - Parameter path: where the text came from, for the error.
    /// - Throws: `StorageError.damaged`.
    static func decode<Value: Decodable>(
        _ type: Value.Type, from bytes: [UInt8], newestVersion: Int, path: FilePath
    ) throws -> Value {
        let data = Data(bytes)
        let decoder = JSONDecoder()
        do {
            let version = try decoder.decode(FormatVersion.self, from: data).formatVersion
            guard version >= 1 && version <= newestVersion else {
                throw StorageError.damaged(path, .newerFormat(found: version, newest: newestVersion))
            }
            return try decoder.decode(Value.self, from: data)
        } catch let error as DecodingError {
            throw StorageError.damaged(path, .document(description(of: error)))
        } catch let error as UnknownScenarioKey {
            throw StorageError.damaged(path, .unknownKey(error.path))
        }
    }

    private struct FormatVersion: Decodable {
        var formatVersion: Int

        enum CodingKeys: String, CodingKey { case formatVersion = "format_version" }
    }

    private static func description(of error: DecodingError) -> String {
        switch error {
        case .keyNotFound(let key, let context): "\(self.path(context.codingPath + [key])) is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            "\(self.path(context.codingPath)) is of the wrong kind"
        case .dataCorrupted(let context) where context.codingPath.isEmpty:
            "is not valid JSON, or holds a number out of range"
        case .dataCorrupted(let context): "\(self.path(context.codingPath)) is not valid"
        @unknown default: "cannot be decoded"
        }
    }

    private static func path(_ keys: [any CodingKey]) -> String {
        keys.map { key in key.intValue.map(String.init) ?? key.stringValue }.joined(separator: ".")
    }
}
