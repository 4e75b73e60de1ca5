import Foundation
import Jobs
import RunStorage

/// What other threads read and write for the calls: files of the output, of the scenarios and of the templates.
package struct ServiceResources: Sendable {
    let output: Output
    let scenarios: ScenarioLibrary
    let models: ModelLibrary
    let simulations: SimulationLibrary
    let reports: ReportLibrary
    let site: SiteFiles
    /// Beginnings of paths that clients are not told, each with what stands for it.
    private let hidden: [(path: String, name: String)]

    /// - Throws: `JobError` where a folder is missing.
    package init(_ configuration: ServiceConfiguration) throws {
        output = configuration.output
        let folders = ResourceFolders.ofThisProcess
        scenarios = try ScenarioLibrary(folders, given: configuration.scenarios)
        models = ModelLibrary(output: output)
        simulations = SimulationLibrary(output: output)
        reports = ReportLibrary(output: output)
        // Whose own templates are older than the service has its pages from the program.
        let usual = (try? folders.locateAll(.templates, given: nil)) ?? []
        let templates = try folders.locateAll(.templates, given: configuration.templates) + usual
        site = try SiteFiles(templates: templates, output: output)
        hidden =
            [(output.root.string, "output"), (scenarios.folder, "scenarios")]
            + templates.map { ($0, "templates") }
    }

    /// A message without what tells of the machine.
    func relative(_ message: String) -> String {
        var message = message
        for (path, name) in hidden where path.hasPrefix("/") {
            message = message.replacingOccurrences(of: path, with: name)
        }
        // Of any other absolute path the last name says enough.
        let words = message.split(separator: " ", omittingEmptySubsequences: false).map { word -> Substring in
            guard word.hasPrefix("/"), let slash = word.lastIndex(of: "/") else { return word }
            return word[word.index(after: slash)...]
        }
        return words.joined(separator: " ")
    }
}

extension Timestamp {
    /// - Parameter nanoseconds: since 1970.
    static func text(nanoseconds: Int) -> String {
        Timestamp(secondsSince1970: nanoseconds / 1_000_000_000)?.description ?? "1970-01-01T00:00:00Z"
    }
}
