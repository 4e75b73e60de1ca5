import ArgumentParser
import Reports

/// Options of the commands that render.
struct ReportOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Episode of the checkpoint to report on, or final.", valueName: "n|final"))
    var checkpoint = CheckpointChoice.final

    @Option(help: ArgumentHelp("What to write, separated by commas.", valueName: "formats"))
    var format = ReportFormats.standard

    @Option(help: ArgumentHelp("Title of the report (default: the scenario's name).", valueName: "text"))
    var title: String?

    @Option(
        help: ArgumentHelp("Sections to show, separated by commas (default: all of them).", valueName: "names"))
    var sections: ReportSections?
}

/// Which state of a run is meant.
package enum CheckpointChoice: ExpressibleByArgument, Equatable {
    case final
    case episode(Int)

    package init?(argument: String) {
        if argument == "final" {
            self = .final
        } else if let episode = Int(argument), episode > 0 {
            self = .episode(episode)
        } else {
            return nil
        }
    }

    package var defaultValueDescription: String { "final" }
}

/// The kinds of file that a report consists of.
struct ReportFormats: ExpressibleByArgument, Equatable {
    enum Format: String, CaseIterable {
        case html, pdf, png
    }

    static let standard = ReportFormats([.html, .pdf])
    static let allValueStrings = Format.allCases.map(\.rawValue)

    private var formats: Set<Format>

    init(_ formats: Set<Format>) {
        self.formats = formats
    }

    init?(argument: String) {
        guard let formats = CommaList.values(argument, Format.init(rawValue:)) else { return nil }
        self.formats = Set(formats)
    }

    func contains(_ format: Format) -> Bool { formats.contains(format) }

    var defaultValueDescription: String {
        Format.allCases.filter(contains).map(\.rawValue).joined(separator: ",")
    }
}

/// Some of the sections of a report.
struct ReportSections: ExpressibleByArgument, Equatable {
    static let allValueStrings = ReportSection.allCases.map(\.rawValue)

    var sections: Set<ReportSection>

    init?(argument: String) {
        guard let sections = CommaList.values(argument, ReportSection.init(rawValue:)) else { return nil }
        self.sections = Set(sections)
    }
}

/// Values separated by commas.
enum CommaList {
    /// The values, at least one; nil where one of them is unknown.
    static func values<Value>(_ text: String, _ value: (String) -> Value?) -> [Value]? {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
            .map { String($0.filter { $0 != " " }) }
        let values = parts.compactMap(value)
        return values.count == parts.count ? values : nil
    }
}
