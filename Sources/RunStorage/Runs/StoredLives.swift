import Households
import Learning

/// `lives.json` of a checkpoint: the lives of a household that lives for utility, as a training goes on with them.
struct StoredLives: Sendable, Equatable, Codable {
    static let newestVersion = 1

    var formatVersion = StoredLives.newestVersion
    var tracks: [LifeTrack]

    init(tracks: [LifeTrack]) {
        self.tracks = tracks
    }

    /// Checks what the hashes cannot know.
    ///
    /// - Throws: `Damage.document`.
    func checkRanges(of scenario: Scenario) throws {
        guard scenario.objectiveKind == .utility else {
            throw Damage.document("a household that lives for a reward has no lives that go on")
        }
        let calendar = LifeCalendar(scenario)
        for (index, track) in tracks.enumerated() where !track.isPossible(in: calendar) {
            throw Damage.document("tracks.\(index) is no life of this household")
        }
    }

    enum CodingKeys: String, CodingKey {
        case formatVersion = "format_version"
        case tracks
    }
}
