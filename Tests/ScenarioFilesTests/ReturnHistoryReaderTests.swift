import Households
import ScenarioFiles
import Testing

@Suite("Files of monthly returns")
struct ReturnHistoryReaderTests {
    private static let returns = (0..<24).map { Double($0 % 7 - 3) / 200 }

    private func read(_ text: String) throws(ReturnHistoryProblem) -> [Double] {
        try ReturnHistoryReader.read(Array(text.utf8), file: "returns.csv").returns
    }

    private func fraction(_ value: Double) -> String { "\(value)" }

    /// 1.5 for .015.
    private func percent(_ value: Double) -> String { "\(value * 100)" }

    private static func date(_ index: Int) -> String { "\(2020 + index / 12)-\(index % 12 + 1)-01" }

    /// What spreadsheets and data services write, of the same returns.
    static let files: [(String, String)] = [
        ("one column", lines { "\($0.value)" }),
        ("a header", "return\n" + lines { "\($0.value)" }),
        ("dates", "Date,Return\n" + lines { "\($0.date),\($0.value)" }),
        ("dates without a header", lines { "\($0.date),\($0.value)" }),
        ("many columns", "Date,Close,Return\n" + lines { "\($0.date),1034.5,\($0.value)" }),
        ("percent signs", "Date,Return\n" + lines { "\($0.date),\($0.percent)%" }),
        ("percent signs after a blank", lines { "\($0.date);\($0.percent) %" }),
        ("a header in percent", "Date;Return (%)\n" + lines { "\($0.date);\($0.percent)" }),
        ("semicolons and decimal commas", "Data;Rendimento\n" + lines { "\($0.date);\(comma($0.value))" }),
        ("decimal commas alone", lines { comma("\($0.value)") }),
        ("decimal commas in quotes", "Date,Return\n" + lines { "\"\($0.date)\",\"\(comma($0.percent))%\"" }),
        ("tabs", "Date\tReturn\n" + lines { "\($0.date)\t\($0.value)" }),
        ("a byte order mark and CRLF", "\u{FEFF}Date;Return\r\n" + lines("\r\n") { "\($0.date);\($0.value)" }),
        ("old line ends", "Date,Return\r" + lines("\r") { "\($0.date),\($0.value)" }),
        ("empty lines and blanks", "\n  Date , Return \n\n" + lines("\n\n") { " \($0.date) , \($0.value) " }),
        ("a separator at the end", "Date,Return,\n" + lines { "\($0.date),\($0.value)," }),
        ("a quoted header", "\"Date \"\"ISO\"\"\",\"Return, net\"\n" + lines { "\"\($0.date)\",\"\($0.value)\"" }),
        ("a true minus", lines { "\($0.date);" + "\($0.value)".replacing("-", with: "\u{2212}") }),
    ]

    private static func lines(
        _ end: String = "\n", _ line: ((date: String, value: Double, percent: Double)) -> String
    ) -> String {
        returns.enumerated().map { line((date($0.offset), $0.element, $0.element * 100)) + end }.joined()
    }

    private static func comma(_ number: Double) -> String { comma("\(number)") }
    private static func comma(_ text: String) -> String { text.replacing(".", with: ",") }

    @Test(arguments: files)
    func isRead(_ name: String, _ text: String) throws {
        let read = try read(text)
        #expect(read.count == Self.returns.count)
        for (value, expected) in zip(read, Self.returns) { #expect(abs(value - expected) < 1e-15, "\(name)") }
    }

    private static let rest = lines { "\($0.date),\($0.value)" }

    @Test(
        arguments: [
            ("2019-12-01,n/a\n" + rest, .noNumber(line: 1, column: 2, found: "n/a")),
            ("Date,Return\n2019-12-01,\n" + rest, .noNumber(line: 2, column: 2, found: "")),
            ("Date,Return\n2019-11-01,0.01\n2019-12-01,1.2.3\n" + rest, .noNumber(line: 3, column: 2, found: "1.2.3")),
            (rest + "2022-01-01,-1\n", .outOfRange(line: 25, column: 2, found: "-1")),
            (rest + "2022-01-01,-1.2\n", .outOfRange(line: 25, column: 2, found: "-1.2")),
            (rest + "2022-01-01,1034.5\n", .outOfRange(line: 25, column: 2, found: "1034.5")),
            (rest + "2022-01-01,0,012\n", .otherColumns(line: 25, found: 3, expected: 2)),
            (lines { "\($0.date),0,012" }, .commaIsAmbiguous(line: 1, column: 2, found: "0,012")),
            (rest + "2022-01-01,\"0.01\n", .quoteNotClosed(line: 25)),
            ("0.01\n0.02\n", .tooFew(found: 2)),
            ("", .tooFew(found: 0)),
            (String(repeating: "0.01\n", count: 12_001), .tooMany(limit: 12_000)),
            (String(repeating: "0.01\n", count: 250_000), .tooLarge(limit: 1 << 20)),
        ] as [(String, ReturnHistoryProblem)])
    func isRefused(_ text: String, _ problem: ReturnHistoryProblem) {
        #expect(throws: problem) { try read(text) }
    }

    @Test func textThatIsNotUTF8IsRefusedWithItsLine() {
        let bytes = Array("Date,Rendita\n2020-01-01,0.01\n".utf8) + [0x4C, 0xE0, 0x0A]
        #expect(throws: ReturnHistoryProblem.notUTF8(line: 3)) {
            try ReturnHistoryReader.read(bytes, file: "returns.csv")
        }
    }

    @Test func aProblemNamesFileLineAndColumn() throws {
        let text = ScenarioText(
            rest: "objective: {kind: utility}\nportfolio: {distribution: history, history: r.csv}\n"
        ).text
        let failure = #expect(throws: InvalidScenario.self) {
            try ScenarioReader.read(Array(text.utf8), file: "foo.yaml") {
                (file: String) throws(ReturnHistoryProblem) -> ReturnHistory in
                try ReturnHistoryReader.read(Array((Self.rest + "2022-01-01,-1.2\n").utf8), file: file)
            }
        }
        #expect(
            failure?.messages.map(\.message) == [
                "foo.yaml:12: portfolio.history: r.csv: line 25, column 2: -1.2, a return is greater than -1 and at "
                    + "most 10; percentages need a % sign"
            ])
    }
}
