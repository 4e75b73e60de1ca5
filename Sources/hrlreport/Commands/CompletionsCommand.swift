import ArgumentParser

/// `hrlreport completions`
struct CompletionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "completions",
        abstract: "Print the completions for a shell.",
        discussion: """
            ./dev install puts them where the shells look for them.

            EXAMPLES:
              hrlreport completions bash >~/.local/share/bash-completion/completions/hrlreport
              hrlreport completions zsh >~/.zfunc/_hrlreport
              hrlreport completions fish >~/.config/fish/completions/hrlreport.fish
            """)

    /// The shells that the parser can write completions for.
    enum Shell: String, ExpressibleByArgument, CaseIterable {
        case bash, zsh, fish
    }

    @Argument(help: "Shell to complete in.")
    var shell: Shell

    func run() throws {
        let parsersShell: CompletionShell =
            switch shell {
            case .bash: .bash
            case .zsh: .zsh
            case .fish: .fish
            }
        try StandardStream.output.write(HRLReport.completionScript(for: parsersShell) + "\n")
    }
}
