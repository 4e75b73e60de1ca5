import Charts
import Testing

@Suite("SVG paths")
struct SVGPathTests {
    private func shortened(_ data: String, decimals: Int = 1) throws -> String {
        String(decoding: try SVGPath(Array(data.utf8)[...], decimals: decimals).text, as: UTF8.self)
    }

    @Test(
        "Relative, rounded, without what draws nothing",
        arguments: [
            ("M 0 0 L 1 1 L 2 3 ", "m0 0 1 1 1 2"), ("M 10 10 L 10 20 L 15 20 Z M 10 10 ", "m10 10v10h5z"),
            ("M 1.26 2.04 L 1.27 2.01", ""), ("M 0 0 L 0.5 -0.5 L 1 0", "m0 0 .5-.5 .5 .5"),
            ("M 1 1 L 2 2 M 5 5 L 6 5", "m1 1 1 1m3 3h1"),
            ("M 0 0 C 1 2 3 4 5 6 C 6 7 8 9 10 11", "m0 0c1 2 3 4 5 6 1 1 3 3 5 5"),
            ("M 5 5 L 6 5 L 6 6 Z M 9 9 L 10 9", "m5 5h1v1zm4 4h1"), ("", ""), ("M 3 4", ""), ("M 3 4 Z", ""),
            ("M -0.04 0.04 L 100.06 -3.25", "m0 0 100.1-3.3"),
        ])
    func examples(data: String, expected: String) throws {
        #expect(try shortened(data) == expected)
    }

    @Test("Rounding errors do not add up")
    func drift() throws {
        var data = "M 0 0"
        for index in 1...1000 { data += " L \(Double(index) * 0.333) \(index % 2)" }
        var x = 0.0
        // All steps are "l dx dy" in one run of numbers.
        let numbers = try shortened(data, decimals: 1).dropFirst(4).replacing("-", with: " -").split(separator: " ")
        for index in stride(from: 0, to: numbers.count, by: 2) { x += try #require(Double(numbers[index])) }
        #expect(abs(x - 333) < 0.051)
    }

    @Test("Numbers are short and exact")
    func numbers() {
        #expect(SVGNumber.string(0.5, decimals: 1) == ".5")
        #expect(SVGNumber.string(-0.04, decimals: 1) == "0")
        #expect(SVGNumber.string(-12, decimals: 1) == "-12")
        #expect(SVGNumber.string(10.05, decimals: 2) == "10.05")
        #expect(SVGNumber.string(440, decimals: 1) == "440")
        #expect(SVGNumber.parse(Array("-12.345".utf8)[...]) == -12.345)
        #expect(SVGNumber.parse(Array("1e5".utf8)[...]) == nil)
        #expect(SVGNumber.parse(Array("".utf8)[...]) == nil)
    }
}
