import ArgumentParser
import Jobs

/// `hrlreport man`, for whoever installs the program.
struct ManualCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "man", abstract: "Print the manual page, as roff.", shouldDisplay: false)

    func run() throws {
        let description = try CommandDescription.read(dump: HRLReport._dumpHelp())
        try StandardStream.output.write(ManualPage(description, version: ProgramVersion.current).text)
    }
}
