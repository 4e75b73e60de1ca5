/// An option that is handed to `sbatch` as `--KEY=VALUE`.
package struct SlurmOption: Sendable, Equatable {
    package let key: String
    package let value: String

    /// - Parameter text: `KEY=VALUE`.
    /// - Throws: `SlurmError.optionMalformed`, `.optionReserved`.
    package init(_ text: String) throws(SlurmError) {
        guard let sign = text.firstIndex(of: "=") else { throw .optionMalformed(text) }
        (key, value) = (String(text[..<sign]), String(text[text.index(after: sign)...]))
        guard key.utf8.count > 1, let first = key.utf8.first, Self.isLetter(first),
            key.utf8.allSatisfy({ Self.isLetter($0) || $0 == UInt8(ascii: "-") }), !value.isEmpty,
            value.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control })
        else { throw .optionMalformed(text) }
        // `sbatch` takes the beginning of a name for the whole.
        guard !Self.reserved.contains(where: { $0.hasPrefix(key) }) else { throw .optionReserved(key) }
    }

    /// As an argument.
    var argument: String { "--\(key)=\(value)" }

    /// Whether it says how much memory a job has.
    var isMemory: Bool { "mem".hasPrefix(key) || key.hasPrefix("mem-") }

    /// What scripts say, what would make something else of a submission, and what would hide its answer.
    private static let reserved = [
        "array", "clusters", "cpus-per-task", "dependency", "error", "help", "input", "job-name", "no-requeue",
        "ntasks",
        "open-mode", "output", "parsable", "quiet", "requeue", "signal", "test-only", "time", "usage", "verbose",
        "version", "wait", "wrap",
    ]

    private static func isLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }
}
