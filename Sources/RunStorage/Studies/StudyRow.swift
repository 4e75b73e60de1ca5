import FoundationEssentials
import Glibc
import Studies
import SystemPackage

/// What one training came to: a line of a file of rows.
package struct StudyRow: Sendable, Equatable, Codable {
    /// Of the run that the training is.
    package var identity: ContentHash
    /// As they were called when it was trained; the identity counts.
    package var scenario, setting: String
    package var seed: UInt64
    package var lives: StudyLives
    package var programVersion: String
    package var status: StudyOutcome.Status
    package var message: String?
    package var episodes: Int
    package var evaluation: StudyOutcome.Evaluation?
    /// Where the rewards and curves are; nil where there are none.
    package var record: Record?
    package var origin: Origin

    /// Numbers that lie beside the rows.
    package struct Record: Sendable, Equatable, Codable {
        /// Of the first byte in the file.
        package var offset: Int
        /// Points of each curve.
        package var points: Int
        package var sha256: ContentHash
    }

    /// Where and how long it was trained: of no weight for what came out.
    package struct Origin: Sendable, Equatable, Codable {
        package var host, glibc, processor: String
        package var process: Int32
        /// Slurm's; nil elsewhere.
        package var job: String?
        package var seconds: Double

        /// Of this process.
        package init(job: String?, seconds: Double) {
            host = Host.name
            glibc = Self.libraryVersion
            processor = Self.processorName
            process = getpid()
            self.job = job
            self.seconds = seconds
        }

        private static let libraryVersion: String = {
            var text = [CChar](repeating: 0, count: 64)
            confstr(Int32(_CS_GNU_LIBC_VERSION), &text, text.count)
            let words = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            return words.split(separator: " ").last.map(String.init) ?? "unknown"
        }()

        private static let processorName: String = {
            let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
            let line = text.split(separator: "\n").first { $0.hasPrefix("model name") }
            return line?.split(separator: ":").last.map { $0.drop { $0 == " " } }.map(String.init) ?? "unknown"
        }()

        /// In words, for who has to find out why two machines disagree.
        var words: String { "\(host) (glibc \(glibc), \(processor))" }
    }

    package init(
        identity: ContentHash, scenario: String, setting: String, seed: UInt64, lives: StudyLives,
        programVersion: String, outcome: StudyOutcome, origin: Origin
    ) {
        self.identity = identity
        self.scenario = scenario
        self.setting = setting
        self.seed = seed
        self.lives = lives
        self.programVersion = programVersion
        status = outcome.status
        message = outcome.message
        episodes = outcome.episodes
        evaluation = outcome.evaluation
        self.origin = origin
    }

    package enum CodingKeys: String, CodingKey {
        case identity, scenario, setting, seed, lives
        case programVersion = "program_version"
        case status, message, episodes, evaluation, record, origin
    }

    package var outcome: StudyOutcome {
        StudyOutcome(status: status, message: message, episodes: episodes, evaluation: evaluation)
    }

    /// Whether two rows say the same of one training, wherever that was trained.
    func agrees(with other: StudyRow) -> Bool {
        status == other.status && episodes == other.episodes && record?.sha256 == other.record?.sha256
            && evaluation == other.evaluation
    }
}

// MARK: - As a line of a file

extension StudyRow {
    private static let opening = Array(#"{"row":"#.utf8)
    private static let middle = Array(#","sha256":""#.utf8)
    private static let closing = Array(#""}"#.utf8)

    /// One line of JSON with the SHA-256 of the row in it, and a newline.
    /// - Throws: `StorageError.notFinite`.
    func line() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let json: [UInt8]
        do {
            json = try Array(encoder.encode(self))
        } catch EncodingError.invalidValue(_, let context) {
            throw StorageError.notFinite(.value(context.codingPath.map(\.stringValue).joined(separator: ".")))
        }
        return Self.opening + json + Self.middle + Array(ContentHash(of: json).hex.utf8) + Self.closing
            + [UInt8(ascii: "\n")]
    }

    /// Reads a line without its newline.
    /// - Throws: `Damage`.
    init(line: ArraySlice<UInt8>) throws {
        let tail = Self.middle.count + 64 + Self.closing.count
        guard line.count > Self.opening.count + tail, line.starts(with: Self.opening) else {
            throw Damage.document("is no row of a study")
        }
        let json = Array(line.dropFirst(Self.opening.count).dropLast(tail))
        let end = line.suffix(tail)
        guard end.starts(with: Self.middle), end.suffix(Self.closing.count).elementsEqual(Self.closing),
            let expected = ContentHash(
                hex: String(decoding: end.dropFirst(Self.middle.count).prefix(64), as: UTF8.self))
        else { throw Damage.document("is no row of a study") }
        let found = ContentHash(of: json)
        guard found == expected else { throw Damage.hashDiffers(expected: expected, found: found) }
        do {
            self = try JSONDecoder().decode(StudyRow.self, from: Data(json))
        } catch {
            throw Damage.document("is a row of a newer version")
        }
    }
}

// MARK: - Numbers beside the rows

extension StudyOutcome.Evaluation {
    /// Rewards and curves as little-endian doubles: the record of a row.
    var record: [UInt8] {
        let values = rewards + curves.reward + curves.stability + curves.sharpeRatio + curves.goalAdherence
        return values.map(\.bitPattern.littleEndian).withUnsafeBytes { Array($0) }
    }

    /// Takes over what a record holds.
    mutating func read(_ record: ArraySlice<UInt8>, points: Int) {
        let values = record.withUnsafeBytes { bytes in
            (0..<bytes.count / 8).map {
                Double(bitPattern: UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 8 * $0, as: UInt64.self)))
            }
        }
        rewards = Array(values.dropLast(4 * points))
        func curve(_ index: Int) -> [Double] {
            let start = values.count - (4 - index) * points
            return Array(values[start..<start + points])
        }
        (curves.reward, curves.stability) = (curve(0), curve(1))
        (curves.sharpeRatio, curves.goalAdherence) = (curve(2), curve(3))
    }
}
