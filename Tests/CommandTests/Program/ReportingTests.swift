import Foundation
import Reports
import Testing

@Suite("Reporting on the command line")
struct ReportingTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        let scenario = try folder.write(SmallScenario.text, to: "small.yaml")
        let outcome = try Program.run(
            ["train", scenario, "--output", folder.path + "/out", "--quiet"] + SmallScenario.options)
        try #require(outcome.status == 0, "\(outcome.errors)")
    }

    private func report(
        _ run: String, _ arguments: [String] = [], in directory: URL = Program.root,
        environment: [String: String] = [:]
    ) throws -> Program.Outcome {
        try Program.run(
            ["report", run, "--output", folder.path + "/out"] + arguments, in: directory, environment: environment)
    }

    @Test func writesPageDocumentAndData() throws {
        let outcome = try report("small")
        #expect(
            outcome
                == Program.Outcome(
                    status: 0,
                    output: """
                        \(folder.path)/out/reports/small/index.html
                        \(folder.path)/out/reports/small/small.pdf

                        """, errors: ""))
        let files = try folder.files()
        #expect(files["out/index.html"] != nil)
        #expect(files["out/reports/small/history.csv"] != nil)
        let archived = files.filter { $0.key.hasPrefix("out/archive/small_") }
        #expect(archived.values.map { $0 } == [files["out/reports/small/small.pdf"]])
    }

    @Test func aCheckpointsReportIsTheSameAnywhere() throws {
        #expect(try report("small", ["--checkpoint", "20"]).status == 0)
        let before = try folder.files()
        #expect(before["out/reports/small/checkpoint_20/index.html"] != nil)
        #expect(before["out/reports/small/index.html"] == nil)
        try FileManager.default.removeItem(at: folder.url.appending(path: "out/reports"))
        let outcome = try report(
            "small", ["--checkpoint", "20"], in: folder.url,
            environment: ["TZ": "Asia/Tokyo", "LC_ALL": "it_IT.UTF-8", "LANG": "ar_EG.UTF-8"])
        #expect(outcome.status == 0)
        #expect(try folder.files() == before)
    }

    /// Copied elsewhere on its own, a checkpoint can be reported on.
    @Test func aCheckpointIsSelfContained() throws {
        #expect(try report("small", ["--checkpoint", "20"]).status == 0)
        let checkpoint = folder.url.appending(path: "out/models/checkpoints/small/checkpoint_episode_20")
        try FileManager.default.copyItem(at: checkpoint, to: folder.url.appending(path: "copy"))
        let outcome = try Program.run(
            ["report", "./copy", "--output", "elsewhere"], in: folder.url)
        #expect(outcome.status == 0, "\(outcome.errors)")
        let files = try folder.files()
        for name in ["index.html", "small.pdf", "history.csv"] {
            #expect(
                files["elsewhere/reports/small/checkpoint_20/\(name)"]
                    == files["out/reports/small/checkpoint_20/\(name)"])
        }
    }

    /// What the report says of how to reproduce it is done as it stands there: a name of the scenario that no file has,
    /// a file's name that a shell would take apart, names that look like options, and every option that matters.
    @Test(arguments: [
        ("my $(household)'s", ["--title", "Ours & \"theirs\""]),
        ("my $(household)'s", ["--title", "Ours", "--checkpoint", "20"]),
        ("-x", ["--title=--quiet", "--templates", "our templates"]),
    ])
    func theCommandThatIsPrintedMakesTheSameBytes(stem: String, choice: [String]) throws {
        let templates = folder.url.appending(path: "our templates")
        try FileManager.default.copyItem(at: Program.root.appending(path: "templates"), to: templates)
        let page = folder.text("our templates/page.mustache").replacing("</body>", with: "<p>Our page</p>\n</body>")
        _ = try folder.write(page, to: "our templates/page.mustache")
        let text = "name: \"Somebody's household\"\n" + SmallScenario.text
        let file = try folder.write(text, to: "scenarios/\(stem).yaml")
        let options = [
            "--name", "ours", "--seed", "7", "--episodes", "30", "--set", "environment.income=3100.5",
            "--sections", "finding,provenance",
        ]
        let first = try Program.run(
            ["train-and-report", file, "--output", "first", "--progress", "none"] + SmallScenario.options + options
                + choice, in: folder.url)
        try #require(first.status == 0, "\(first.errors)")
        let rendered = try #require(
            try folder.files().first { $0.key.hasPrefix("first/reports/") && $0.key.hasSuffix("index.html") })
        let html = String(decoding: rendered.value, as: UTF8.self)
        #expect(html.contains("<p>Our page</p>") == choice.contains("--templates"))
        let cell = try #require(html.firstMatch(of: /SOURCE_DATE_EPOCH=[^<]*/)).0
        let command = cell.replacing("&#39;", with: "'").replacing("&quot;", with: "\"").replacing("&amp;", with: "&")
        let program = "PATH='\(Program.url.deletingLastPathComponent().path)':$PATH HRLREPORT_OUTPUT=second"
        let line = "cd '\(folder.path)' && export \(program) && \(command)"
        let second = try Program.shell(line)
        #expect(second.status == 0, "\(command): \(second.errors)")
        let files = try folder.files()
        func written(_ output: String) -> [String: Data] {
            var result: [String: Data] = [:]
            for (path, data) in files where path.hasPrefix(output) {
                result[String(path.dropFirst(output.count))] = data
            }
            return result
        }
        #expect(written("first/").count > 8 && written("first/").keys.sorted() == written("second/").keys.sorted())
        for (path, data) in written("first/") { #expect(written("second/")[path] == data, "\(path)") }
    }

    /// Wherever the scenario's file was, and whatever became of it: what the report says of how to get it works.
    @Test(arguments: ["attached", "stored", "beside"])
    func theScenarioOfTheCommandIsThereForEver(source: String) throws {
        let file = try folder.write(SmallScenario.text, to: "of mine/kept.yaml")
        let set = ["--set", "environment.income=3100.5", "--name", "ours"]
        let options = ["--output", "first", "--progress", "none"] + SmallScenario.options
        try #require(try Program.run(["train-and-report", file] + options + set, in: folder.url).status == 0)
        // What is reported on does not depend on what else is still there.
        for command in [["models", "prune", "ours", "--keep", "0"], ["report", "ours", "--quiet"]] {
            try #require(try Program.run(command + ["--output", "first"], in: folder.url).status == 0)
        }
        let page = folder.text("first/reports/ours/index.html")
        let cells = page.matches(of: /"code">((?:SOURCE_DATE_EPOCH|hrlreport models)[^<]*)/).map { String($0.1) }
        try #require(cells.count == 2, "\(cells)")
        #expect(cells[1] == "hrlreport models export ours --to kept.yaml")
        let place = folder.url.appending(path: "elsewhere")
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        let path = "PATH='\(Program.url.deletingLastPathComponent().path)':$PATH"
        func type(_ command: String, output: String) throws -> Program.Outcome {
            try Program.shell("cd '\(place.path)' && export \(path) HRLREPORT_OUTPUT=\(output) && \(command)")
        }
        switch source {
        case "attached":
            let pdf = [UInt8](try Data(contentsOf: folder.url.appending(path: "first/reports/ours/ours.pdf")))
            try Data(ArchivedDocument(pdf).scenario).write(to: place.appending(path: "kept.yaml"))
        case "stored": #expect(try type(cells[1], output: "../first").status == 0)
        default: try FileManager.default.copyItem(atPath: file, toPath: place.path + "/kept.yaml")
        }
        let again = try type(cells[0], output: "../second")
        #expect(again.status == 0, "\(again.errors)")
        let files = try folder.files()
        let first = files.filter { $0.key.hasPrefix("first/reports/") || $0.key.hasPrefix("first/models/ours") }
        #expect(first.count > 6)
        for (path, data) in first {
            #expect(files[path.replacing("first/", with: "second/", maxReplacements: 1)] == data, "\(path)")
        }
    }

    @Test func whatIsNotThereIsNotFound() throws {
        #expect(
            try report("nobody")
                == Program.Outcome(
                    status: 66, output: "", errors: "error: nobody: there is no such run\n"))
        let outcome = try report("small", ["--checkpoint", "30"])
        #expect(outcome.status == 66)
        #expect(outcome.errors.hasSuffix("has no checkpoint of episode 30; there are 20, 40, 50\n"))
        #expect(try report("../small").status == 66)
    }

    @Test func damagedDataIsNamedAndNotRendered() throws {
        let path = "out/models/checkpoints/small/checkpoint_episode_50/training_history.json"
        var data = try #require(try folder.files()[path])
        data[100] ^= 1
        try data.write(to: folder.url.appending(path: path))
        let outcome = try report("small")
        #expect(outcome.status == 65)
        #expect(outcome.errors.hasPrefix("error: \(folder.path)/\(path): is damaged: "))
        #expect(try !folder.files().keys.contains { $0.hasPrefix("out/reports") })
    }

    @Test func picturesAreWrittenOnRequest() throws {
        let outcome = try report("small", ["--format", "png"])
        #expect(outcome.status == 0)
        let names = outcome.output.split(separator: "\n")
        #expect(names.count > 4 && names.allSatisfy { $0.hasSuffix(".png") })
        for data in try folder.files().filter({ $0.key.hasSuffix(".png") }).values {
            #expect(data.starts(with: [0x89, 0x50, 0x4E, 0x47]))
        }
    }
}
