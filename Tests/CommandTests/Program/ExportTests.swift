import Foundation
import Testing

@Suite("Exporting on the command line")
struct ExportTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        let scenario = try folder.write(SmallScenario.text, to: "small.yaml")
        let outcome = try Program.run(
            ["train-and-report", scenario, "--quiet", "--format", "html"] + SmallScenario.options, in: folder.url,
            environment: ["SOURCE_DATE_EPOCH": "1700000000"])
        try #require(outcome.status == 0, "\(outcome.errors)")
    }

    private func export(_ arguments: String...) throws -> Program.Outcome {
        try Program.run(["models", "export"] + arguments, in: folder.url)
    }

    private func bytes(_ name: String) throws -> Data { try #require(try folder.files()[name], "no \(name)") }

    @Test func weightsAreThoseThatAreStored() throws {
        let outcome = try export("small", "--to", "policy.safetensors")
        #expect(
            outcome
                == .init(status: 0, output: "policy_strategist.safetensors\npolicy_executor.safetensors\n", errors: ""))
        #expect(try bytes("policy_executor.safetensors") == bytes("output/models/small_low_agent.safetensors"))
        #expect(try bytes("policy_strategist.safetensors") == bytes("output/models/small_high_agent.safetensors"))
    }

    @Test(arguments: ["onnx", "pt"])
    func oneAgentGoesToTheVeryFile(format: String) throws {
        let outcome = try export("small", "--to", "sub.dir-\(format)", "--format", format, "--agent", "executor")
        #expect(outcome == .init(status: 0, output: "sub.dir-\(format)\n", errors: ""))
        #expect(
            try export("small", "--format", format).output == "small_strategist.\(format)\nsmall_executor.\(format)\n")
        #expect(try bytes("small_executor.\(format)") == bytes("sub.dir-\(format)"))
        // A checkpoint has other weights, wherever it lies.
        #expect(try export("small", "--checkpoint", "20", "--to", "early.\(format)").status == 0)
        #expect(try bytes("early_executor.\(format)") != bytes("small_executor.\(format)"))
        let copy = folder.url.appending(path: "copy")
        try FileManager.default.copyItem(
            at: folder.url.appending(path: "output/models/checkpoints/small/checkpoint_episode_20"), to: copy)
        #expect(try export("./copy", "--to", "again.\(format)").status == 0)
        #expect(try bytes("early_executor.\(format)") == bytes("again_executor.\(format)"))
    }

    @Test func theHistoryIsThatOfTheReport() throws {
        #expect(try export("small", "--to", "h.csv").output == "h.csv\nh_updates.csv\n")
        #expect(try bytes("h.csv") == bytes("output/reports/small/history.csv"))
        #expect(try bytes("h_updates.csv") == bytes("output/reports/small/updates.csv"))
        #expect(
            try export("small", "--format", "tensorboard").output == "small/events.out.tfevents.1700000000.small\n")
        #expect(try export("small", "--to", "x.tfevents.1").output == "x.tfevents.1\n")
        #expect(try bytes("x.tfevents.1") == bytes("small/events.out.tfevents.1700000000.small"))
    }

    @Test func theScenarioIsTheFileThatWasRead() throws {
        let outcome = try export("small", "--to", "again.yaml")
        #expect(outcome == .init(status: 0, output: "again.yaml\n", errors: ""))
        #expect(folder.text("again.yaml") == SmallScenario.text)
        // Without --to it has the name that the run's own command reads. The same file is no loss, another one is.
        #expect(try export("small", "--format", "yaml").output == "small.yaml\n")
        _ = try folder.write("mine", to: "small.yaml")
        for arguments in [["--to", "small.yml"], ["--to", "small.yaml"], ["--format", "yaml"]] {
            let outcome = try Program.run(["models", "export", "small"] + arguments, in: folder.url)
            #expect(outcome.status == (arguments[1] == "small.yml" ? 0 : 73), "\(arguments)")
        }
        try FileManager.default.createSymbolicLink(
            atPath: folder.path + "/link.yaml", withDestinationPath: folder.path + "/small.yaml")
        #expect(
            try export("small", "--to", "link.yaml")
                == .init(
                    status: 73, output: "",
                    errors: """
                        error: link.yaml: already exists, and is another scenario
                        hint: name another file with --to

                        """))
        #expect(folder.text("small.yaml") == "mine")
        #expect(try export("small", "--to", "small.yaml", "--agent", "executor").status == 64)
    }

    @Test func whatCannotBeExportedIsTold() throws {
        let before = try folder.files().count
        #expect(
            try export("small", "--to", "policy.bin")
                == .init(
                    status: 64, output: "",
                    errors: """
                        error: --to: the name ends in none of .safetensors, .onnx, .pt, .csv, .yaml
                        hint: say what to write with --format

                        """))
        #expect(try export("small").status == 64)
        #expect(try export("small", "--to", "h.csv", "--agent", "executor").status == 64)
        #expect(try export("nobody", "--to", "h.csv").status == 66)
        #expect(try export("small", "--to", "no/such/folder/h.csv").status == 73)
        #expect(try folder.files().count == before)
    }

    @Test func damagedWeightsAreNotExported() throws {
        let path = "output/models/checkpoints/small/checkpoint_episode_50/low_agent.safetensors"
        var data = try bytes(path)
        data[data.count - 1] ^= 1
        try data.write(to: folder.url.appending(path: path))
        let outcome = try export("small", "--to", "policy.onnx")
        #expect(outcome.status == 65 && outcome.errors.contains(path))
    }
}
