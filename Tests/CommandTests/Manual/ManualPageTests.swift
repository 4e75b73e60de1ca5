import Foundation
import Testing
import hrlreport

@Suite("The manual page")
struct ManualPageTests {
    private static let dump = #"""
        {"command": {"commandName": "hrlreport", "shouldDisplay": true, "abstract": "Does this. And that.",
          "discussion": "Some - words.\n.dot\n\nEXAMPLES:\n  hrlreport go --fast\n  'quoted'",
          "arguments": [],
          "subcommands": [
            {"commandName": "go", "shouldDisplay": true, "superCommands": ["hrlreport"], "abstract": "Go.",
             "arguments": [
              {"kind": "positional", "shouldDisplay": true, "isOptional": false, "isRepeating": true,
               "valueName": "place", "abstract": "Where to."},
              {"kind": "option", "shouldDisplay": true, "isOptional": true, "isRepeating": false,
               "names": [{"kind": "long", "name": "pace"}], "valueName": "p", "defaultValue": "slow",
               "allValues": ["slow", "fast"], "abstract": "How."},
              {"kind": "flag", "shouldDisplay": true, "isOptional": true, "isRepeating": false,
               "sectionTitle": "Everywhere", "names": [{"kind": "short", "name": "q"}], "abstract": "Hush."},
              {"kind": "flag", "shouldDisplay": false, "isOptional": true, "isRepeating": false,
               "names": [{"kind": "long", "name": "secret"}], "abstract": "Hidden."}]},
            {"commandName": "ghost", "shouldDisplay": false, "superCommands": ["hrlreport"], "arguments": []},
            {"commandName": "help", "shouldDisplay": true, "superCommands": ["hrlreport"], "arguments": []}]}}
        """#

    @Test func saysWhatTheParserKnows() throws {
        let page = ManualPage(try CommandDescription.read(dump: Self.dump), version: "1.2").text
        #expect(page.hasPrefix(".TH HRLREPORT 1 \"\" \"hrlreport 1.2\" \"User Commands\"\n"))
        #expect(page.contains(".SH NAME\nhrlreport \\- does this\n"))
        #expect(page.contains(".PP\nSome \\- words.\n\\&.dot\n.PP\n.B Examples\n.nf\n  hrlreport go \\-\\-fast\n"))
        #expect(page.contains(".SS hrlreport go <place> ... [<options>]\nGo.\n.TP\n\\fIplace\\fR\nWhere to.\n"))
        #expect(
            page.contains(".TP\n\\fB\\-\\-pace\\fR \\fIp\\fR\nHow. One of slow, fast. Default: slow.\n"))
        #expect(page.components(separatedBy: "Hush.").count == 2)
        #expect(!page.contains("Hidden") && !page.contains("ghost") && !page.contains("hrlreport help"))
    }

    @Test func theProgramsOwnHoldsEveryCommand() throws {
        let outcome = try Program.run(["man"])
        #expect(outcome.status == 0)
        for command in ["train", "train\\-and\\-report", "simulate", "scenarios show", "stop", "completions"] {
            #expect(outcome.output.contains("\n.SS hrlreport \(command) "), "\(command)")
        }
        #expect(outcome.output.contains("\\-\\-output"))
        // Every request is one that is meant.
        let requests = outcome.output.split(separator: "\n").filter { $0.hasPrefix(".") || $0.hasPrefix("'") }
            .map { $0.prefix { $0 != " " } }
        #expect(Set(requests).isSubset(of: [".TH", ".SH", ".SS", ".PP", ".TP", ".B", ".I", ".nf", ".fi"]))
    }

    @Test(arguments: [("bash", "complete "), ("zsh", "#compdef hrlreport"), ("fish", "complete -c")])
    func completionsAreThoseOfTheShell(shell: String, mark: String) throws {
        let outcome = try Program.run(["completions", shell])
        #expect(outcome.status == 0 && outcome.output.contains(mark))
        #expect(try Program.run(["completions", "cmd"]).status == 64)
    }

    /// The script of bash is one that bash takes, and completes scenarios by their names.
    @Test func bashCompletes() throws {
        let folder = try TemporaryFolder()
        let script = try folder.write(try Program.run(["completions", "bash"]).output, to: "hrlreport.bash")
        let line = """
            set -e; cd '\(Program.root.path)'; PATH='\(Program.url.deletingLastPathComponent().path)':$PATH
            . '\(script)'
            COMP_WORDS=(hrlreport train bologna_c) COMP_CWORD=2 COMP_LINE='hrlreport train bologna_c' COMP_POINT=25
            "$(complete -p hrlreport | sed 's/.*-F \\([^ ]*\\).*/\\1/')" hrlreport bologna_c train || true
            echo "${COMPREPLY[@]}"
            """
        let file = try folder.write(line, to: "try.bash")
        let outcome = try Program.shell("bash '\(file)'")
        #expect(outcome.output == "bologna_coppia\n", "\(outcome.errors)")
    }
}
