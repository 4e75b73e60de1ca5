import CZlib
import Charts
import Households
import Reports
import Testing

/// The finished PDF, read back with the tokenizer: what it says, carries and is made of.
@Suite struct ReportDocumentTests {
    private func pdf(_ input: ReportInput) throws -> [UInt8] {
        try SampleReports.renderer().pdf(PreparedReport(input)).bytes
    }

    @Test func sameInputSameBytes() throws {
        let input = SampleReports.bologna(episodes: 300)
        #expect(try pdf(input) == pdf(input))
    }

    @Test func everyFigureHasItsOwnAlternativeText() throws {
        for input in [SampleReports.bologna(episodes: 300), AwkwardReports.hostile, AwkwardReports.noEvaluation] {
            let file = try UpdatedPDF(pdf(input))
            let texts = try file.elements(ofType: "Figure").map { $0["Alt"]?.textValue }
            #expect(texts == ReportContent(input).figures.map { $0.alternativeText.replacing("\u{A0}", with: " ") })
        }
    }

    @Test func linksSayWhereTheyLead() throws {
        let file = try UpdatedPDF(pdf(SampleReports.bologna(episodes: 300)))
        let others = ReportSection.allCases.filter { $0 != .finding }.map(\.title) + ["What this is not"]
        #expect(
            try file.links().map { $0["Contents"]?.textValue } == others.map { "Go to the section “\($0)”" })
        #expect(try file.links().allSatisfy { $0["F"] == .integer(4) })
    }

    @Test func headerCellsHaveAScope() throws {
        let file = try UpdatedPDF(pdf(SampleReports.bologna(episodes: 300)))
        let headers = try file.elements(ofType: "TH")
        #expect(headers.count > 100)
        let scopes = try headers.map { try file.resolve($0["A"])?.dictionaryValue?["Scope"]?.nameValue }
        #expect(Set(scopes) == ["Row", "Column"])
    }

    @Test func attachmentsAreTheVeryBytes() throws {
        let input = SampleReports.bologna(episodes: 300)
        let files = try UpdatedPDF(pdf(input)).attachments()
        #expect(
            files.map(\.name) == ["evaluation.json", "history.csv", "history.json", "scenario.yaml", "updates.csv"])
        #expect(files[0].bytes == input.evaluationJSON)
        #expect(files[1].bytes == HistoryCSV.bytes(of: input.history))
        #expect(files[2].bytes == input.historyJSON)
        #expect(files[3].bytes == Array(input.scenarioText.utf8))
        #expect(files[4].bytes == HistoryCSV.updates(of: input.history))
    }

    @Test func catalogAndInformation() throws {
        let file = try UpdatedPDF(pdf(AwkwardReports.languages))
        let catalog = try file.catalog()
        #expect(catalog["Lang"] == .text("en-GB"))
        #expect(catalog["MarkInfo"] != nil)
        #expect(catalog["Outlines"] != nil)
        #expect(catalog["PageLabels"] != nil)
        #expect(catalog["AF"]?.arrayValue?.count == 5)
        let info = try #require(try file.resolve(file.trailer["Info"])?.dictionaryValue)
        #expect(info["Title"]?.textValue == AwkwardReports.languages.scenario.name)
        #expect(info["CreationDate"]?.textValue == "D:20261122103000Z")
        #expect(info["ModDate"]?.textValue == "D:20261122103000Z")
    }

    /// The start of the training is the only date anywhere.
    @Test func noOtherDate() throws {
        let bytes = try pdf(SampleReports.bologna(episodes: 50))
        let text = String(decoding: bytes, as: UTF8.self)
        let dates = text.matches(of: /D:(\d{14})/).map { String($0.1) }
        #expect(!dates.isEmpty)
        #expect(Set(dates) == ["20261122103000"])
    }

    @Test func sizeWithoutAttachments() throws {
        let input = SampleReports.bologna()
        let file = try UpdatedPDF(pdf(input))
        let attached = try file.attachments().reduce(0) { $0 + $1.storedSize }
        #expect(file.bytes.count - attached < 240_000)
    }

    @Test(arguments: AwkwardReports.all.map(\.name))
    func awkwardReportsRender(name: String) throws {
        let input = try #require(AwkwardReports.all.first { $0.name == name }).input
        let file = try UpdatedPDF(pdf(input))
        #expect(try file.elements(ofType: "H2").count == ReportSection.allCases.count + 1)
        #expect(try file.elements(ofType: "H1").count == 1)
        #expect(try file.attachments().count == 5)
    }

    @Test func malformedStartOfTraining() {
        var input = SampleReports.bologna(episodes: 20)
        input.provenance.startTime = "yesterday"
        #expect(throws: ReportError.startTimeMalformed("yesterday")) { try pdf(input) }
    }

    @Test func charactersWithoutAGlyphAreReported() throws {
        var input = SampleReports.bologna(episodes: 20)
        input.scenario.description = "private use: \u{10FFFD}\u{F8FE}"
        input.sections = [.finding]
        #expect(!(try SampleReports.renderer().pdf(PreparedReport(input)).missingCharacters.isEmpty))
    }
}

/// A PDF after its incremental update: the newest version of each object.
struct UpdatedPDF {
    let bytes: [UInt8]
    let trailer: PDFDictionary
    private var offsets: [Int: Int] = [:]

    struct Attachment {
        var name: String
        var bytes: [UInt8]
        var storedSize: Int
    }

    init(_ bytes: [UInt8]) throws {
        self.bytes = bytes
        let marker = Array("startxref".utf8)
        var position = bytes.count - marker.count
        while !bytes[position...].starts(with: marker) { position -= 1 }
        var tokenizer = PDFTokenizer(bytes, at: position + marker.count)
        var trailers: [PDFDictionary] = []
        var next: Int? = try tokenizer.integer()
        while let start = next {
            tokenizer = PDFTokenizer(bytes, at: start)
            try tokenizer.expect("xref")
            while !tokenizer.skip("trailer") {
                let first = try tokenizer.integer()
                for number in first..<first + (try tokenizer.integer()) {
                    let offset = try tokenizer.integer()
                    _ = try tokenizer.integer()
                    if tokenizer.skip("n") {
                        if offsets[number] == nil { offsets[number] = offset }
                    } else {
                        try tokenizer.expect("f")
                    }
                }
            }
            let trailer = try #require(try tokenizer.object().dictionaryValue)
            trailers.append(trailer)
            next = trailer["Prev"]?.integerValue
        }
        trailer = try #require(trailers.first)
    }

    func resolve(_ object: PDFObject?) throws -> PDFObject? {
        guard let number = object?.referenceValue else { return object }
        return try read(number).object
    }

    func catalog() throws -> PDFDictionary { try #require(try resolve(trailer["Root"])?.dictionaryValue) }

    /// In reading order.
    func elements(ofType type: String) throws -> [PDFDictionary] {
        let root = try #require(try resolve(try catalog()["StructTreeRoot"])?.dictionaryValue)
        var found: [PDFDictionary] = []
        func visit(_ object: PDFObject?) throws {
            switch try resolve(object) {
            case .array(let kids): for kid in kids { try visit(kid) }
            case .dictionary(let element):
                if element["S"]?.nameValue == type { found.append(element) }
                if element["S"] != nil { try visit(element["K"]) }
            default: break
            }
        }
        try visit(root["K"])
        return found
    }

    func links() throws -> [PDFDictionary] {
        try offsets.keys.sorted().compactMap { number in
            let dictionary = try resolve(.reference(number))?.dictionaryValue
            return dictionary?["Subtype"]?.nameValue == "Link" ? dictionary : nil
        }
    }

    func attachments() throws -> [Attachment] {
        let names = try #require(try resolve(try catalog()["Names"])?.dictionaryValue)
        let tree = try #require(try resolve(names["EmbeddedFiles"])?.dictionaryValue)
        let entries = try #require(tree["Names"]?.arrayValue)
        return try stride(from: 0, to: entries.count, by: 2).map { index in
            let specification = try #require(try resolve(entries[index + 1])?.dictionaryValue)
            let stream = try #require(specification["EF"]?.dictionaryValue?["F"]?.referenceValue)
            var (object, position) = try read(stream)
            let dictionary = try #require(object.dictionaryValue)
            let stored = try #require(dictionary["Length"]?.integerValue)
            let size = try #require(dictionary["Params"]?.dictionaryValue?["Size"]?.integerValue)
            var tokenizer = PDFTokenizer(bytes, at: position)
            try tokenizer.expect("stream\n")
            position = tokenizer.position
            let content = try inflate(Array(bytes[position..<position + stored]), size: size)
            return Attachment(
                name: try #require(entries[index].textValue), bytes: content, storedSize: stored)
        }
    }

    private func read(_ number: Int) throws -> (object: PDFObject, end: Int) {
        var tokenizer = PDFTokenizer(bytes, at: try #require(offsets[number]))
        #expect(try tokenizer.integer() == number)
        _ = try tokenizer.integer()
        try tokenizer.expect("obj")
        return (try tokenizer.object(), tokenizer.position)
    }

    private func inflate(_ data: [UInt8], size: Int) throws -> [UInt8] {
        var output = [UInt8](repeating: 0, count: max(1, size))
        var length = uLong(output.count)
        #expect(uncompress(&output, &length, data, uLong(data.count)) == Z_OK)
        return Array(output.prefix(Int(length)))
    }
}
