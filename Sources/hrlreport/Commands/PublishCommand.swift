import ArgumentParser
import Reports
import RunStorage

/// `hrlreport publish`
struct PublishCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "publish",
        abstract: "Copy what belongs on a web server into a folder.",
        usage: "hrlreport publish [<options>] <dir>",
        discussion: """
            Index, pages, PDFs, histories and pictures, and nothing else. Only what changed is \
            written; what was published before and is no more is removed; files of others are left \
            alone. It may run while a training goes on.

            EXAMPLES:
              hrlreport publish /var/www/html/household
            """)

    @Argument(help: ArgumentHelp("Folder to publish into; it is made.", valueName: "dir"), completion: .directory)
    var folder: String

    @OptionGroup(title: "Output") var result: ResultOptions
    @OptionGroup(title: "Everywhere") var common: CommonOptions

    func validate() throws {
        if folder.isEmpty { throw ValidationError("<dir>: must not be empty") }
    }

    func run() throws {
        let context = CommandContext(common)
        let publication = try context.jobs().publish(to: folder)
        try context.show(publication, as: result) {
            let files = DisplayFormat.count(publication.written.count, "file", "files")
            return "\(folder): \(files) written, \(DisplayFormat.number(publication.unchanged)) unchanged, "
                + "\(DisplayFormat.number(publication.removed.count)) removed\n"
        }
    }
}
