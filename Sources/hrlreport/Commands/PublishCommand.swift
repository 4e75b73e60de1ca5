import ArgumentParser
import Jobs
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
            written; what was published before and is no more is removed, if nobody changed it; files \
            of others are left alone, and links are not followed. A folder takes the site of one \
            output. It may run while a training goes on.

            EXAMPLES:
              hrlreport publish /var/www/html/household
              hrlreport publish /var/www/html/household --dry-run
            """)

    @Argument(help: ArgumentHelp("Folder to publish into; it is made.", valueName: "dir"), completion: .directory)
    var folder: String

    @Flag(help: "Only say what would be written and removed.")
    var dryRun = false

    @OptionGroup(title: "Output") var result: ResultOptions
    @OptionGroup(title: "Everywhere") var common: CommonOptions

    func validate() throws {
        if folder.isEmpty { throw ValidationError("<dir>: must not be empty") }
    }

    func run() throws {
        let context = CommandContext(common)
        let publication = try context.jobs().publish(to: folder, isDryRun: dryRun)
        try context.show(publication, as: result) {
            let files = DisplayFormat.count(publication.written.count, "file", "files")
            let plan = dryRun ? " would be" : ""
            var text = "\(PrintableText.oneLine(folder)): \(files)\(plan) written, "
            text += "\(DisplayFormat.number(publication.unchanged)) unchanged, "
            text += "\(DisplayFormat.number(publication.removed.count))\(plan) removed\n"
            if dryRun { text += publication.written.map { "  write \(PrintableText.oneLine($0))\n" }.joined() }
            if dryRun { text += publication.removed.map { "  remove \(PrintableText.oneLine($0))\n" }.joined() }
            return text
                + publication.kept.map { "  kept \(PrintableText.oneLine($0)): somebody changed it\n" }.joined()
        }
    }
}
