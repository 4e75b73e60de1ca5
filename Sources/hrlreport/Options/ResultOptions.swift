import ArgumentParser
import RunStorage

/// Options of the commands that print results.
struct ResultOptions: ParsableArguments {
    @Flag(help: "Print one JSON document instead of a table.")
    var json = false
}

extension CommandContext {
    /// Prints a result: as one JSON document where the user wants that, else as text, which `--quiet` leaves out.
    ///
    /// - Throws: `CommandError.outputFailed`, `StorageError.notFinite`.
    func show(
        _ value: @autoclosure () throws -> some Encodable, as result: ResultOptions, text: () throws -> String
    ) throws {
        if result.json {
            try StandardStream.output.write(String(decoding: try JSONDocument.encode(value()), as: UTF8.self))
        } else if !options.quiet {
            try StandardStream.output.write(text())
        }
    }
}
