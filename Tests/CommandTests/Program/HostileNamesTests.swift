import Foundation
import FoundationXML
import Testing

/// Names and texts that want to be more than names and texts.
@Suite("Hostile names and texts")
struct HostileNamesTests {
    private let folder: TemporaryFolder
    private let scenario: String

    init() throws {
        folder = try TemporaryFolder()
        scenario = try folder.write(SmallScenario.text, to: "small.yaml")
    }

    private func run(_ command: String, _ arguments: [String]) throws -> Program.Outcome {
        try Program.run([command] + arguments + ["--output", folder.path + "/out"])
    }

    @Test(arguments: [
        "..", ".", "../x", "/etc/passwd", "a/b", "a/../../x", "", " ", "a b", "é", "e\u{301}", "\u{FF0E}\u{FF0E}",
        "a\u{202E}b", ".hidden", "-x", "_x", "a\u{1B}[2J", "a\nb", String(repeating: "a", count: 101), "a\\b", "a:b",
        "~",
    ])
    func aNameStaysInItsDirectory(name: String) throws {
        let before = try folder.files()
        // With an equals sign, so that a name that begins with a dash is one.
        let outcome = try run("train", [scenario, "--name=\(name)"] + SmallScenario.options)
        #expect(outcome.status == 64, "\(name.debugDescription): \(outcome.errors)")
        // On one line, and without anything that a terminal would take for a command.
        let control = outcome.errors.unicodeScalars.filter { $0.properties.generalCategory == .control && $0 != "\n" }
        #expect(control.isEmpty && outcome.errors.hasPrefix("error: "))
        for command in ["report", "simulate"] {
            let found = try Program.run([command, "--output", folder.path + "/out", "--", name])
            #expect([64, 66].contains(found.status), "\(command) \(name.debugDescription): \(found)")
        }
        #expect(try folder.files() == before)
    }

    @Test func namesThatDifferInCaseAreDifferentRuns() throws {
        for name in ["small", "SMALL"] {
            #expect(try run("train", [scenario, "--name", name, "--quiet"] + SmallScenario.options).status == 0)
        }
        #expect(try Program.run(["verify", "--output", folder.path + "/out"]).output.hasPrefix("2 runs, "))
    }

    /// A link that somebody put where a run, a report or a file of ours belongs is not followed.
    @Test func linksAreNotFollowedOutOfTheOutput() throws {
        let elsewhere = folder.url.appending(path: "elsewhere")
        let manager = FileManager.default
        try manager.createDirectory(at: elsewhere, withIntermediateDirectories: true)
        let runs = folder.url.appending(path: "out/models/checkpoints")
        try manager.createDirectory(at: runs, withIntermediateDirectories: true)
        try manager.createSymbolicLink(at: runs.appending(path: "small"), withDestinationURL: elsewhere)
        #expect(try run("train", [scenario, "--quiet"] + SmallScenario.options).status == 65)
        try manager.removeItem(at: runs.appending(path: "small"))

        #expect(try run("train", [scenario, "--quiet"] + SmallScenario.options).status == 0)
        let reports = folder.url.appending(path: "out/reports")
        try manager.createDirectory(at: reports, withIntermediateDirectories: true)
        try manager.createSymbolicLink(at: reports.appending(path: "small"), withDestinationURL: elsewhere)
        let report = try run("report", ["small"])
        #expect(report.status == 65)
        #expect(report.errors.contains("error: \(reports.path)/small: is not a directory\n"))
        try manager.removeItem(at: reports.appending(path: "small"))

        // A file that is a link is replaced, and what it leads to stays as it is.
        try Data([1]).write(to: elsewhere.appending(path: "precious"))
        try manager.createSymbolicLink(
            at: folder.url.appending(path: "out/index.html"), withDestinationURL: elsewhere.appending(path: "precious"))
        #expect(try run("report", ["small"]).status == 0)
        #expect(try manager.contentsOfDirectory(atPath: elsewhere.path) == ["precious"])
        #expect(folder.text("elsewhere/precious") == "\u{1}")
    }

    /// Text of a stranger's scenario, everywhere where it is shown.
    @Test func textsOfAScenarioAreTextsEverywhere() throws {
        let hostile = "=cmd|' calc'!A0 <script>alert(1) ]]> \u{202E} {{title}} %s"
        let description = "\"\(hostile) </script></title> \u{2028} \\\\x1B[31m\""
        let file = try folder.write(
            "name: \"\(hostile)\"\n"
                + SmallScenario.text.replacing("One year, small networks", with: description), to: "hostile.yaml")
        let outcome = try run(
            "train-and-report", [file, "--progress", "json", "--name", "hostile"] + SmallScenario.options)
        #expect(outcome.status == 0, "\(outcome.errors)")
        for line in outcome.output.split(separator: "\n") {
            let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            if let name = object["scenario_name"] as? String { #expect(name == hostile) }
        }
        for page in ["out/reports/hostile/index.html", "out/index.html"] {
            let html = folder.text(page)
            #expect(html.contains("&lt;script&gt;alert(1)"))
            #expect(!html.contains("<script>alert") && !html.contains("</title>]]"))
        }
        let pdf = try Data(contentsOf: folder.url.appending(path: "out/reports/hostile/hostile.pdf"))
        let start = try #require(pdf.range(of: Data("<x:xmpmeta".utf8)))
        let end = try #require(pdf.range(of: Data("</x:xmpmeta>".utf8)))
        let packet = pdf[start.lowerBound..<end.upperBound]
        #expect(XMLParser(data: Data(packet)).parse())
        #expect(!String(decoding: packet, as: UTF8.self).contains("<script>"))
        // Cells are numbers and the names of columns: nothing in them begins a formula.
        let csv = folder.text("out/reports/hostile/history.csv").split(whereSeparator: \.isNewline)
        #expect(csv.count == 51)
        for cell in csv.dropFirst().flatMap({ $0.split(separator: ",") }) { #expect(Double(cell) != nil) }
        #expect(try #require(csv.first).allSatisfy { $0.isLowercase || "_,".contains($0) })
        let plain = try run(
            "train", [file, "--name", "hostile", "--force", "--progress", "plain"] + SmallScenario.options)
        #expect(plain.errors.unicodeScalars.allSatisfy { $0 == "\n" || $0.properties.generalCategory != .control })
    }
}
