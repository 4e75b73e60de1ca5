import Foundation
import Testing

/// Whatever happens to a stored file: whoever reads it finds it, and names it.
@Suite("Rot on the command line")
struct RotTests {
    private let folder: TemporaryFolder
    private let scenario: String
    private let intact: [String: Data]

    init() throws {
        folder = try TemporaryFolder()
        scenario = try folder.write(SmallScenario.text, to: "small.yaml")
        let outcome = try Program.run(
            ["train", scenario, "--output", folder.path + "/out", "--quiet"] + SmallScenario.options)
        try #require(outcome.status == 0, "\(outcome.errors)")
        intact = try folder.files().filter { $0.key.hasPrefix("out/") }
    }

    private func url(_ file: String) -> URL { folder.url.appending(path: file) }

    /// Everything that believes a finished run.
    private var readers: [[String]] {
        let output = ["--output", folder.path + "/out"]
        return [
            ["verify"] + output, ["report", "small"] + output, ["report", "small", "--checkpoint", "20"] + output,
            ["simulate", "small", "--episodes", "10"] + output, ["train", scenario, "--resume"] + output,
            ["train", "\(folder.path)/longer.yaml", "--from", "small"] + output,
        ]
    }

    /// The run's directory and everything in it; a damaged list may be told by what it lists, and only by that.
    private func expectFound(_ file: String, _ what: String, reader: [String]) throws {
        let outcome = try Program.run(reader)
        let named = file.hasSuffix("SHA256SUMS") ? String(file.dropLast("SHA256SUMS".count)) : file
        #expect(outcome.status == 65, "\(reader[0]) \(what): \(outcome.errors)")
        #expect(outcome.errors.contains("error: \(folder.path)/\(named)"), "\(reader[0]) \(what): \(outcome.errors)")
        let written = try folder.files().keys.filter { $0.hasPrefix("out/reports") || $0.hasPrefix("out/simulations") }
        #expect(written.isEmpty, "\(reader[0]) \(what) wrote \(written)")
    }

    @Test(.timeLimit(.minutes(10))) func damageIsFoundByEveryReader() throws {
        let longer = SmallScenario.text.replacing("num_episodes: 50", with: "num_episodes: 80")
        _ = try folder.write(longer, to: "longer.yaml")
        for (index, (file, data)) in intact.sorted(by: { $0.key < $1.key }).enumerated() {
            var flipped = data
            let place = (index * 7919 + 13) % max(1, data.count)
            flipped[flipped.startIndex + place] ^= 1 << UInt8(index % 8)
            let variants: [(String, Data?)] = [
                ("flipped at \(place)", flipped), ("cut", data.prefix(data.count / 2)), ("deleted", nil),
            ]
            for (number, (what, variant)) in variants.enumerated() {
                if let variant {
                    try variant.write(to: url(file))
                } else {
                    try FileManager.default.removeItem(at: url(file))
                }
                // Each kind of damage is shown to `verify` and to two of the others, in turn. The list of what the
                // output holds is for `verify` alone; once it is gone, nothing says that it ever was.
                let isList = file == "out/SHA256SUMS"
                if isList, variant == nil {
                    try data.write(to: url(file))
                    continue
                }
                let others =
                    isList
                    ? [] : (0..<2).map { 1 + (index + number + 2 * $0) % (readers.count - 1) }
                for reader in [0] + others where !isHealed(file, variant == nil, by: readers[reader]) {
                    try expectFound(file, "\(file) \(what)", reader: readers[reader])
                }
                try data.write(to: url(file))
            }
        }
        #expect(try Program.run(readers[0]).status == 0)
    }

    /// A published file that has gone is written again from the intact run by `train`.
    private func isHealed(_ file: String, _ isDeleted: Bool, by reader: [String]) -> Bool {
        isDeleted && reader[0] == "train" && !file.contains("checkpoints") && !reader.contains("--from")
    }

    @Test func foreignAndSwappedFilesAreFoundByEveryReader() throws {
        let longer = SmallScenario.text.replacing("num_episodes: 50", with: "num_episodes: 80")
        _ = try folder.write(longer, to: "longer.yaml")
        let home = "out/models/checkpoints/small"
        for foreign in ["\(home)/notes.txt", "\(home)/checkpoint_episode_20/notes.txt"] {
            try Data([1]).write(to: url(foreign))
            for reader in readers { try expectFound(foreign, "foreign", reader: reader) }
            try FileManager.default.removeItem(at: url(foreign))
        }
        let (first, second) = ("\(home)/checkpoint_episode_20", "\(home)/checkpoint_episode_40")
        let aside = folder.path + "/aside"
        try FileManager.default.moveItem(atPath: url(first).path, toPath: aside)
        try FileManager.default.moveItem(atPath: url(second).path, toPath: url(first).path)
        try FileManager.default.moveItem(atPath: aside, toPath: url(second).path)
        for reader in readers { try expectFound(first, "swapped", reader: reader) }
    }

    /// A training that goes on leaves out what is damaged, says so, and ends as if nothing had happened.
    @Test func resumingGoesOnFromTheNewestIntactCheckpoint() throws {
        let environment = ["SOURCE_DATE_EPOCH": "1795343400"]
        let output = folder.path + "/stopped"
        let arguments = ["train", scenario, "--output", output, "--quiet"] + SmallScenario.options
        #expect(try Program.run(arguments, environment: environment).status == 0)
        let whole = try folder.files().filter { $0.key.hasPrefix("stopped/") }
        // As a training leaves it that was killed after its second checkpoint, of which a file rots.
        let home = folder.url.appending(path: "stopped/models/checkpoints/small")
        for name in ["stopped/models/small_history.json", "stopped/models/small_evaluation.json"] {
            try FileManager.default.removeItem(at: url(name))
        }
        for agent in ["high", "low"] {
            try FileManager.default.removeItem(at: url("stopped/models/small_\(agent)_agent.safetensors"))
        }
        try FileManager.default.removeItem(at: home.appending(path: "checkpoint_episode_50"))
        try FileManager.default.removeItem(at: home.appending(path: "evaluation.json"))
        try Data().write(to: home.appending(path: ".unpublished"))
        let sums = home.appending(path: "SHA256SUMS")
        let lines = String(decoding: try Data(contentsOf: sums), as: UTF8.self).split(separator: "\n")
        let kept = lines.filter { !$0.contains("episode_50") && !$0.hasSuffix("evaluation.json") }
        try Data((kept.joined(separator: "\n") + "\n").utf8).write(to: sums)
        let damaged = home.appending(path: "checkpoint_episode_40/low_agent.safetensors")
        try Data(contentsOf: damaged).dropLast().write(to: damaged)

        let outcome = try Program.run(
            arguments.filter { $0 != "--quiet" } + ["--resume", "--progress", "plain"], environment: environment)
        #expect(outcome.status == 0)
        #expect(outcome.errors.contains("warning: \(damaged.path): is damaged: "))
        #expect(outcome.errors.contains("resuming small: 20 of 50 episodes done"))
        #expect(try folder.files().filter { $0.key.hasPrefix("stopped/") } == whole)
    }

    @Test func newerFormatsAreRefusedWithASentence() throws {
        let home = folder.url.appending(path: "out/models/checkpoints/small")
        let manifest = home.appending(path: "manifest.json")
        let text = String(decoding: try Data(contentsOf: manifest), as: UTF8.self)
        try Data(text.replacing("\"format_version\" : 1", with: "\"format_version\" : 2").utf8).write(to: manifest)
        let hash = try Program.shell("sha256sum '\(manifest.path)'").output.prefix(64)
        let sums = home.appending(path: "SHA256SUMS")
        let lines = String(decoding: try Data(contentsOf: sums), as: UTF8.self).split(separator: "\n")
            .map { $0.hasSuffix("  manifest.json") ? "\(hash)  manifest.json" : String($0) }
        try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: sums)
        for reader in readers.dropLast() {
            let outcome = try Program.run(reader)
            #expect(outcome.status == 65)
            #expect(
                outcome.errors.contains(
                    "error: \(manifest.path): was written by a newer version of hrlreport: its format is 2, "
                        + "this version reads formats up to 1\n"
                        + "hint: use the version of the program that wrote it\n"))
        }
    }
}
