import FoundationEssentials
import Studies
import SystemPackage

/// `yardsticks/HASH.json`: what the policies of a household are measured by. The file carries its own hash, since it
/// comes and goes with the household.
struct StoredYardsticks: Codable {
    private static let newestVersion = 1

    private var formatVersion = StoredYardsticks.newestVersion
    /// Of the yardsticks' JSON.
    private var sha256: ContentHash
    private var yardsticks: StudyYardsticks

    enum CodingKeys: String, CodingKey {
        case formatVersion = "format_version"
        case sha256, yardsticks
    }

    init(_ yardsticks: StudyYardsticks) throws {
        self.yardsticks = yardsticks
        sha256 = try Self.hash(yardsticks)
    }

    func bytes() throws -> [UInt8] { try JSONDocument.encode(self) }

    /// - Throws: `StorageError.damaged`.
    static func read(_ bytes: [UInt8], path: FilePath) throws -> StudyYardsticks {
        let stored = try JSONDocument.decode(
            StoredYardsticks.self, from: bytes, newestVersion: newestVersion, path: path)
        let found = try hash(stored.yardsticks)
        guard found == stored.sha256 else {
            throw StorageError.damaged(path, .hashDiffers(expected: stored.sha256, found: found))
        }
        return stored.yardsticks
    }

    private static func hash(_ yardsticks: StudyYardsticks) throws -> ContentHash {
        ContentHash(of: try JSONDocument.encode(yardsticks))
    }
}
