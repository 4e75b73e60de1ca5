import SystemPackage

/// Where everything is under the output directory.
struct OutputLayout: Sendable {
    let root: FilePath

    /// Of the front page.
    static let indexName = "index.html"
    /// Of the page with older reports of this number.
    static func olderIndexName(_ number: Int) -> String { "index_\(number).html" }
    /// Whether a page of the index can have the name.
    static func isIndexPage(_ name: String) -> Bool {
        guard name.hasPrefix("index_"), let number = Int(name.dropFirst(6).prefix { $0 != "." }), number > 0 else {
            return name == indexName
        }
        return name == olderIndexName(number)
    }

    var index: FilePath { root.appending(Self.indexName) }
    /// What is published, and its hashes.
    var siteList: FilePath { root.appending(Checksums.fileName) }
    var models: FilePath { root.appending("models") }
    var runs: FilePath { models.appending("checkpoints") }
    var reports: FilePath { root.appending("reports") }
    var archive: FilePath { root.appending("archive") }
    var simulations: FilePath { root.appending("simulations") }
    var studies: FilePath { root.appending("studies") }
    var locks: FilePath { root.appending(".running") }
    /// The hashes of the index's pages.
    var indexList: FilePath { root.appending("index_\(Checksums.fileName)") }
    /// The entries that the index shows, and their hashes, the oldest training first.
    var indexEntries: FilePath { root.appending(".index_entries") }
    /// Has an empty file for each report that the index has to look at.
    var indexMarks: FilePath { root.appending(".index_marks") }
    /// An empty file that lies there while the index page shows a report that is no more.
    var staleIndexMark: FilePath { root.appending(".index_stale") }

    /// The directory of a run.
    func run(_ name: RunName) -> FilePath { runs.appending(name.description) }

    /// A directory beside a run's own, under a name that no run can have.
    func beside(_ name: RunName, _ role: BesideRun) -> FilePath { runs.appending(".\(name).\(role.rawValue)") }

    func lock(_ name: RunName) -> FilePath { locks.appending(name.description) }

    /// A lock for what several runs share, under a name that no run can have.
    func lock(_ resource: any SharedResource.Type) -> FilePath { locks.appending(".\(resource.lockName)") }

    func published(_ file: PublishedFile, _ name: RunName) -> FilePath { models.appending(file.name(name)) }

    func simulation(_ name: RunName) -> FilePath { simulations.appending("\(name).json") }

    func study(_ name: RunName) -> FilePath { studies.appending(name.description) }

    func report(_ name: RunName, checkpoint: Int?) -> FilePath {
        let directory = reports.appending(name.description)
        return checkpoint.map { directory.appending("checkpoint_\($0)") } ?? directory
    }

    /// A path under the output directory, relative to it.
    func name(of path: FilePath) -> String {
        var relative = path
        let isInside = relative.removePrefix(root)
        precondition(isInside, "\(path) is not under \(root)")
        return relative.string
    }
}

/// What may lie beside a run while it is begun, replaced or removed.
enum BesideRun: String, CaseIterable {
    /// The successor of a finished run, in training or complete.
    case next
    /// The finished run, while its successor takes its place.
    case old
    /// What is being removed.
    case trash
    /// A run that was deleted, until everything that belongs to it is gone.
    case deleted
    /// A run that was replaced, until it is a run of its own under the name `NAME-previous`.
    case previous
    /// An empty file that lies there as long as what is replaced is to be kept.
    case keeping
}

extension RunName {
    /// The run beside which a directory of this name lies; nil for a name that none has there.
    init?(beside entry: String) {
        let suffixes = BesideRun.allCases.map { ".\($0.rawValue)" }
        guard entry.hasPrefix("."), let suffix = suffixes.first(where: entry.hasSuffix),
            let name = try? RunName(String(entry.dropFirst().dropLast(suffix.count)))
        else { return nil }
        self = name
    }
}

/// The files that are published from a finished run, in the order in which they are written.
enum PublishedFile: String, CaseIterable {
    case highAgent = "_high_agent.safetensors"
    case lowAgent = "_low_agent.safetensors"
    case evaluation = "_evaluation.json"
    case history = "_history.json"

    func name(_ run: RunName) -> String { run.description + rawValue }
}
