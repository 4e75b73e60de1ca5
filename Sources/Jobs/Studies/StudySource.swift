import Foundation
import RunStorage
import ScenarioFiles
import Studies
import SystemPackage

/// A study's file as it lies on disk, with the scenarios that it names.
package struct StudySource {
    /// Folder of the studies that come with the scenarios.
    package static let folder = "studies"

    /// As messages name it.
    package let path: String
    package let bytes: [UInt8]
    package let file: StudyFile
    package let scenarios: [StoredStudyPlan.StoredScenario]

    /// What the study is called if nobody says otherwise.
    package var stem: String { ScenarioReader.stem(path) }

    /// Reads the study that the user means: the path of a YAML file, or the name of one in `studies/` beside the
    /// scenarios; and the scenarios that it names.
    ///
    /// - Throws: `StudyError.notFound`, `JobError` where it cannot be found or read; `InvalidStudy` with everything
    ///   that is wrong with it.
    package init(_ argument: String, in runner: JobRunner) throws {
        path = try Self.locate(argument, scenarios: runner.scenarios)
        bytes = try ScenarioFile.read(path, limit: StudyReader.largestFile)
        let document = StudyReader.read(bytes)
        var file = document.file
        var problems = document.problems
        if file.scenarios == ["all"] {
            file.scenarios = ScenarioFile.names(in: try runner.scenarioFolders())
        }
        var scenarios: [StoredStudyPlan.StoredScenario] = []
        for argument in file.scenarios {
            do {
                let scenario = try Self.scenario(argument, settings: file.settings, in: runner)
                if scenarios.contains(where: { $0.name == scenario.name }) {
                    problems.append(
                        StudyProblem(line: document.scenarioLine, key: "scenarios", "\(scenario.name) twice"))
                } else {
                    scenarios.append(scenario)
                }
            } catch {
                problems += Failure(error).entries.map {
                    StudyProblem(line: document.scenarioLine, key: "scenarios", $0.message, hint: $0.hint)
                }
            }
        }
        problems += Self.problems(of: file.settings, document.settingLines, with: scenarios, in: runner)
        guard problems.isEmpty else {
            let sorted = problems.enumerated().sorted { a, b in
                (a.element.line ?? 0, a.offset) < (b.element.line ?? 0, b.offset)
            }
            throw InvalidStudy(file: path, problems: sorted.map(\.element))
        }
        self.file = file
        self.scenarios = scenarios
    }

    /// The studies that come with the scenarios, by name.
    package static func names(in runner: JobRunner) -> [String] {
        ScenarioFile.names(in: ((try? runner.scenarioFolders()) ?? []).map { "\($0)/\(folder)" })
    }

    /// The file of a study, by its path or by its name.
    package static func locate(_ argument: String, scenarios: String?) throws -> String {
        let isPath = argument.contains("/") || ScenarioFile.extensions.contains { argument.hasSuffix(".\($0)") }
        if isPath { return argument }
        let places = try ResourceFolders.ofThisProcess.locateAll(.scenarios, given: scenarios).map { "\($0)/\(folder)" }
        for place in places {
            for suffix in ScenarioFile.extensions {
                let candidate = "\(place)/\(argument).\(suffix)"
                if ResourceFolders.ofThisProcess.isFile(candidate) { return candidate }
            }
        }
        throw StudyError.notFound(name: argument, folder: places[0], known: ScenarioFile.names(in: places))
    }

    // MARK: - Scenarios

    /// Reads a scenario, with all files of returns that it or a setting names.
    private static func scenario(
        _ argument: String, settings: [StudySetting], in runner: JobRunner
    ) throws -> StoredStudyPlan.StoredScenario {
        let file = try runner.scenario(argument)
        var histories: [String: [Double]] = [:]
        let read = ScenarioFile.histories(beside: file.path)
        let key = "portfolio.history"
        let named = settings.flatMap(\.values).filter { $0.key == key }.map(\.text)
        for name in Set(named + [file.scenario.portfolio.history?.file].compactMap(\.self)) {
            // A setting's file that cannot be read is told of where the setting is checked.
            if let history = try? read(name) { histories[name] = history.returns }
        }
        return StoredStudyPlan.StoredScenario(
            name: file.stem, argument: argument, file: file.path, text: file.text, histories: histories)
    }

    /// What is wrong with settings in the households that they are for.
    private static func problems(
        of settings: [StudySetting], _ lines: [Int], with scenarios: [StoredStudyPlan.StoredScenario],
        in runner: JobRunner
    ) -> [StudyProblem] {
        zip(settings, lines).flatMap { setting, line in
            scenarios.flatMap { scenario -> [StudyProblem] in
                let overrides = setting.values.compactMap { ScenarioOverride("\($0.key)=\($0.text)") }
                do throws(InvalidScenario) {
                    _ = try ScenarioReader.read(
                        Array(scenario.text.utf8), file: scenario.file, overrides: overrides,
                        histories: ScenarioFile.histories(beside: scenario.file))
                    return []
                } catch {
                    return error.messages.map { problem in
                        StudyProblem(
                            line: line, key: "settings",
                            "\(setting.name) with the scenario \(scenario.name): \(problem.message)", hint: problem.hint
                        )
                    }
                }
            }
        }
    }
}

extension JobRunner {
    /// Where scenarios are looked for.
    func scenarioFolders() throws -> [String] {
        try ResourceFolders.ofThisProcess.locateAll(.scenarios, given: scenarios)
    }
}
