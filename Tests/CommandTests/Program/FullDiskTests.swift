import Foundation
import Testing

/// A real file system that fills up; making one needs the right to mount.
@Suite("A full disk")
struct FullDiskTests {
    private static let canMount: Bool = {
        let line = "unshare --mount sh -c 'mount -t tmpfs -o size=64k none /mnt'"
        return (try? Program.shell(line).status) == 0
    }()

    @Test(
        .enabled(if: FullDiskTests.canMount, "file systems cannot be mounted here"),
        arguments: ["96k", "160k", "256k", "400k", "640k", "900k"])
    func whatWasSavedStaysAndIsGoneOnWith(size: String) throws {
        let folder = try TemporaryFolder()
        let scenario = try folder.write(SmallScenario.text, to: "small.yaml")
        let arguments =
            ["train-and-report", "'\(scenario)'", "--progress", "none", "--format", "html,pdf,png"]
            + SmallScenario.options
        let job = "'\(Program.url.path)' \(arguments.joined(separator: " "))"
        let script = """
            cd '\(folder.path)' && mkdir disk && mount -t tmpfs -o size=\(size) none disk
            \(job) --output disk/out >/dev/null 2>first; echo $? >status
            find disk -name '.*.tmp' >temporaries
            '\(Program.url.path)' verify --json --output disk/out >verified 2>&1
            mount -o remount,size=50m disk
            \(job) --output disk/out --resume >/dev/null 2>second; echo $? >>status
            \(job) --output whole >/dev/null 2>&1; echo $? >>status
            diff -r disk/out whole >difference; echo $? >>status
            '\(Program.url.path)' verify --output disk/out >>difference 2>&1; echo $? >>status
            """
        _ = try folder.write(script, to: "script")
        let outcome = try Program.shell(
            "SOURCE_DATE_EPOCH=1795343400; export SOURCE_DATE_EPOCH; unshare --mount sh '\(folder.path)/script'")
        #expect(outcome.errors.isEmpty)
        #expect(folder.text("status") == "74\n0\n0\n0\n0\n", "\(folder.text("second")) \(folder.text("difference"))")
        let error = folder.text("first")
        #expect(error.hasPrefix("error: ") && error.contains("No space left on device"))
        #expect(error.hasSuffix("hint: free some space; what was saved before is intact\n"))
        #expect(folder.text("temporaries").isEmpty)
        let text = folder.text("verified")
        if text.contains("\"problems\"") {
            #expect(!text.contains("is damaged") && !text.contains("does not belong"), "\(text)")
        }
    }
}
