import Charts
import Testing

@Suite("SVG paths")
struct SVGPathTests {
    /// The data of a path given as text: M, L and C with absolute coordinates, and Z.
    private func shortened(_ text: String) throws -> String {
        var path = SVGPath(decimals: 1)
        for command in text.split(separator: ",") {
            let parts = command.split(separator: " ")
            let numbers = try parts.dropFirst().map { try #require(Double($0)) }
            let points = stride(from: 0, to: numbers.count, by: 2).map { Point(x: numbers[$0], y: numbers[$0 + 1]) }
            switch parts.first {
            case "M": path.move(to: points[0])
            case "L": path.add(points)
            case "C": path.curve(points[0], points[1], to: points[2])
            default: path.close()
            }
        }
        return path.data
    }

    @Test(
        "Relative, rounded, without what draws nothing",
        arguments: [
            ("L 0 0 1 1 2 3", "m0 0 1 1 1 2"), ("L 10 10 10 20 15 20,Z,M 10 10", "m10 10v10h5z"),
            ("L 1.26 2.04 1.27 2.01", ""), ("L 0 0 0.5 -0.5 1 0", "m0 0 .5-.5 .5 .5"),
            ("L 1 1 2 2,L 5 5 6 5", "m1 1 1 1m3 3h1"), ("L 0 0 1 0 3 0 2 0", "m0 0h3-1"),
            ("L 0 0 1 2 2 4 3 5,Z", "m0 0 2 4 1 1z"),
            ("M 0 0,C 1 2 3 4 5 6,C 6 7 8 9 10 11", "m0 0c1 2 3 4 5 6 1 1 3 3 5 5"),
            ("L 5 5 6 5 6 6,Z,L 9 9 10 9", "m5 5h1v1zm4 4h1"), ("", ""), ("M 3 4", ""), ("M 3 4,Z", ""),
            ("L -0.04 0.04 100.06 -3.25", "m0 0 100.1-3.3"),
        ])
    func examples(text: String, expected: String) throws {
        #expect(try shortened(text) == expected)
    }

    @Test("Rounding errors do not add up")
    func drift() throws {
        var path = SVGPath(decimals: 1)
        path.add((0...1000).map { Point(x: Double($0) * 0.333, y: Double($0 % 2)) })
        var x = 0.0
        // All steps are "l dx dy" in one run of numbers.
        let numbers = path.data.dropFirst(4).replacing("-", with: " -").split(separator: " ")
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
    }
}
