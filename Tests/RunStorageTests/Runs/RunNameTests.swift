import RunStorage
import Testing

@Suite struct RunNameTests {
    @Test(arguments: ["a", "0", "bologna_coppia", "A.b-c_9", String(repeating: "x", count: 100)])
    func acceptsSinglePathComponents(_ text: String) throws {
        #expect(try RunName(text).description == text)
    }

    @Test(arguments: [
        "", ".", "..", ".a", "-a", "_a", "a/b", "/a", "a b", "a\n", "è", "a\u{0}", "ａ", "a\u{301}", "~", "a:b", "*",
        String(repeating: "x", count: 101),
    ])
    func refusesEverythingElse(_ text: String) {
        let error = #expect(throws: StorageError.invalidName(text)) { try RunName(text) }
        #expect(error?.kind == .wrongUsage)
    }
}
