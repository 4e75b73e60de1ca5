import Reports
import Testing

@Suite struct PDFTokenizerTests {
    private func object(_ text: String) throws -> PDFObject {
        var tokenizer = PDFTokenizer(Array(text.utf8))
        return try tokenizer.object()
    }

    private func string(_ text: String) -> PDFObject { .string(Array(text.utf8)) }

    @Test func scalars() throws {
        #expect(try object(" 12 ") == .literal("12"))
        #expect(try object("-1.50") == .literal("-1.50"))
        #expect(try object("true]") == .literal("true"))
        #expect(try object("/Name#20x/Other") == .name("Name#20x"))
        #expect(try object("12 0 R") == .reference(12))
        #expect(try object("% comment (\n[1 2 0 R 3]") == .array([.literal("1"), .reference(2), .literal("3")]))
    }

    @Test func strings() throws {
        #expect(try object("(a (nested) \\) \\\\ )") == string("a (nested) ) \\ "))
        #expect(try object("(\\101\\7x\\n\\\nz)") == .string([65, 7, 0x78, 10, 0x7A]))
        #expect(try object("<48 65 6>") == .string([0x48, 0x65, 0x60]))
        #expect(try object("()") == .string([]))
    }

    /// A heading may say anything; it must never be taken for structure.
    @Test func structureInsideStringsIsText() throws {
        let hostile = "<< /T (/S /Figure >> endobj << /S /Figure) /S /H1 /K [ (]) 3 ] >>"
        let dictionary = try #require(try object(hostile).dictionaryValue)
        #expect(dictionary["S"] == .name("H1"))
        #expect(dictionary["T"] == string("/S /Figure >> endobj << /S /Figure"))
        #expect(dictionary["K"] == .array([string("]"), .literal("3")]))
        #expect(dictionary["Figure"] == nil)
    }

    @Test(arguments: ["", "(open", "<< /A", "<< A 1 >>", "[1 2", "<4x>", "obj", "1 1 R", "<<"])
    func whatIsNoObjectThrows(text: String) {
        #expect(throws: ReportError.self) { try object(text) }
    }

    @Test func depthIsBounded() {
        #expect(throws: ReportError.self) { try object(String(repeating: "[", count: 10_000)) }
    }

    @Test(arguments: [
        "<< /A [1 2 0 R (x\\(y\\)) /N] /B << /C null >> >>", "[]", "<< >>", "(\\r\\n\\\\)", "-0.5",
    ])
    func writingReadsBack(text: String) throws {
        let first = try object(text)
        var bytes: [UInt8] = []
        first.write(to: &bytes)
        var tokenizer = PDFTokenizer(bytes)
        #expect(try tokenizer.object() == first)
    }

    @Test(arguments: ["plain", "€63,200 – “so” −1 × ± ’ …", "κ 0.04", "家計", "(\\)", "a\u{0}b\r\n", "😀", "þÿ"])
    func textStringsReadBack(text: String) throws {
        var bytes: [UInt8] = []
        PDFObject.text(text).write(to: &bytes)
        var tokenizer = PDFTokenizer(bytes)
        #expect(try tokenizer.object().textValue == text)
    }

    @Test func entriesKeepTheirPlace() {
        var dictionary = PDFDictionary([("A", .integer(1)), ("B", .integer(2))])
        dictionary["A"] = .integer(3)
        dictionary["C"] = .integer(4)
        dictionary["B"] = nil
        #expect(dictionary.entries.map(\.key) == ["A", "C"])
        #expect(dictionary["A"] == .integer(3))
    }
}
