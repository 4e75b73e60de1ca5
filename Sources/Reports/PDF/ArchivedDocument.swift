import Crypto

/// What a rendered document carries: read back from the PDF, so that it can be compared with what is stored.
package struct ArchivedDocument: Equatable, Sendable {
    /// The run's identity, 64 hexadecimal digits; nil in documents that do not say.
    package let identity: String?
    /// `history.json`, as it was stored.
    package let history: [UInt8]
    /// `history.csv` and, but in documents that are older than it, `updates.csv`.
    package let tables: [String: [UInt8]]
    /// `scenario.yaml`, as it was read.
    package let scenario: [UInt8]
    /// `results.json` of a study's document, which has no history and no scenario; else nil.
    package let results: [UInt8]?

    /// Names of the attached files, in the order of their bytes.
    private static let names = ["evaluation.json", "history.csv", "history.json", "scenario.yaml", "updates.csv"]
    /// Those of older documents: the first had no table of the updates, those after them no evaluation.
    private static let olderNames = [
        ["history.csv", "history.json", "scenario.yaml"],
        ["history.csv", "history.json", "scenario.yaml", "updates.csv"],
    ]

    /// Of a study's document.
    private static let namesOfStudy = ["results.csv", "results.json", "study.yaml"]
    /// With the study that the run is shown beside.
    private static let namesWithStudy = [
        "evaluation.json", "history.csv", "history.json", "scenario.yaml", "study.json", "updates.csv",
    ]

    /// - Throws: `ReportError.unexpectedPDF` for what is not a document of this program, or not all there.
    package init(_ pdf: [UInt8]) throws(ReportError) {
        let file = try PDFFile(pdf)
        let information = try file.dictionary(file.trailer["Info"], "document information")
        identity = Self.identity(in: information["Keywords"]?.textValue ?? "")
        let catalog = try file.dictionary(file.trailer["Root"], "catalog")
        let tree = try file.dictionary(file.dictionary(catalog["Names"], "name tree")["EmbeddedFiles"], "attachment")
        let entries = tree["Names"]?.arrayValue ?? []
        let names = stride(from: 0, to: entries.count, by: 2).map { entries[$0].textValue }
        guard
            let known = ([Self.names, Self.namesWithStudy, Self.namesOfStudy] + Self.olderNames).first(where: {
                $0 == names
            }),
            entries.count == 2 * names.count
        else {
            throw .unexpectedPDF(reason: "the attached files are not \(Self.names.joined(separator: ", "))", offset: 0)
        }
        var attached: [String: [UInt8]] = [:]
        for (index, name) in known.enumerated() {
            attached[name] = try Self.attachment(entries[2 * index + 1], named: name, in: file)
        }
        history = attached["history.json"] ?? []
        scenario = attached["scenario.yaml"] ?? []
        results = attached["results.json"]
        tables = attached.filter { $0.key.hasSuffix(".csv") }
    }

    /// The keyword that says of which run a document is.
    static func keyword(identity: String) -> String { "identity \(identity)" }

    private static func identity(in keywords: String) -> String? {
        guard let word = keywords.split(separator: ", ").last(where: { $0.hasPrefix(keyword(identity: "")) }) else {
            return nil
        }
        return String(word.dropFirst(keyword(identity: "").count))
    }

    private static func attachment(
        _ specification: PDFObject, named name: String, in file: PDFFile
    ) throws(ReportError) -> [UInt8] {
        let description = try file.dictionary(specification, name)
        let embedded = try file.dictionary(description["EF"], name)
        guard description["UF"]?.textValue == name, embedded["F"] == embedded["UF"] else {
            throw .unexpectedPDF(reason: "the attached \(name) goes by another name", offset: 0)
        }
        let (dictionary, stored) = try file.stream(embedded["F"], name)
        let parameters = try file.dictionary(dictionary["Params"], name)
        guard let size = parameters["Size"]?.integerValue, case .string(let checksum) = parameters["CheckSum"],
            let content = Deflate.decompress(Array(stored), size: size),
            Array(Insecure.MD5.hash(data: content)) == checksum
        else { throw .unexpectedPDF(reason: "the attached \(name) is damaged", offset: stored.startIndex) }
        return content
    }
}
