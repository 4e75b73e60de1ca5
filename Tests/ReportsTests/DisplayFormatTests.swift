import Reports
import Testing

@Suite struct DisplayFormatTests {
    @Test(arguments: [
        (0.994, "99.4\u{A0}%"), (0.9997, "99.97\u{A0}%"), (0.99997, "99.997\u{A0}%"), (0.999999, "100.0\u{A0}%"),
        (1, "100.0\u{A0}%"), (1.0003, "100.0\u{A0}%"), (0, "0.0\u{A0}%"), (-0.2, "−20.0\u{A0}%"),
    ])
    func whatFallsShortIsNotAllOfTheOptimum(share: Double, text: String) {
        #expect(DisplayFormat.shareOfOptimum(share) == text)
    }

    @Test(arguments: [
        (0.0, 0, "0"), (-0.0, 1, "0.0"), (-0.04, 1, "0.0"), (-0.06, 1, "−0.1"), (1234.5, 0, "1,235"),
        (-1_234_567.891, 2, "−1,234,567.89"), (999.95, 1, "1,000.0"), (1e15, 0, "1.00 × 10¹⁵"),
        (-2.5e300, 2, "−2.50 × 10³⁰⁰"), (9.996e20, 0, "1.00 × 10²¹"), (.infinity, 0, "n/a"), (.nan, 0, "n/a"),
        (0.5, 0, "1"), (100_000, 0, "100,000"), (1_000_000, 0, "1,000,000"),
    ])
    func number(value: Double, decimals: Int, text: String) {
        #expect(plain(DisplayFormat.number(value, decimals: decimals)) == text)
    }

    @Test func wholeNumbers() {
        #expect(DisplayFormat.number(-1_234_567) == "−1,234,567")
        #expect(DisplayFormat.number(Int.min) == "−9,223,372,036,854,775,808")
    }

    @Test func moneyAndShares() {
        #expect(DisplayFormat.euro(63_200.4) == "€63,200")
        #expect(DisplayFormat.euro(-120) == "−€120")
        #expect(DisplayFormat.euro(9.999) == "€10")
        #expect(DisplayFormat.euro(12.5, decimals: 2) == "€12.50")
        #expect(DisplayFormat.percent(0.9944) == "99.4\u{A0}%")
        #expect(DisplayFormat.percent(-0.011) == "−1.1\u{A0}%")
    }

    @Test(arguments: [
        (0, "€0"), (3, "€3.00"), (-0.2, "−€0.20"), (0.013, "€0.013"), (-0.0049, "−€0.0049"), (1e-7, "€0.000000100"),
        (1e-12, "€0"),
    ])
    func smallAmounts(value: Double, text: String) {
        #expect(DisplayFormat.euro(value) == text)
    }

    @Test func decimalsFollowTheLargestValue() {
        #expect(DisplayFormat.decimals(for: [1, 122_838_078.8]) == 0)
        #expect(DisplayFormat.decimals(for: [-1215.2, .nan]) == 1)
        #expect(DisplayFormat.decimals(for: [0.0012]) == 5)
        #expect(DisplayFormat.decimals(for: []) == 0)
    }

    @Test(arguments: [(1.5, "+1.5"), (-1.5, "−1.5"), (0, "0.0"), (0.01, "0.0"), (-0.01, "0.0")])
    func signed(value: Double, text: String) {
        #expect(DisplayFormat.signed(value, decimals: 1) == text)
    }

    @Test(arguments: [
        (0.0003, "0.0003"), (3200, "3,200"), (0.1 + 0.2, "0.3"), (1e-12, "1.00 × 10⁻¹²"), (0, "0"), (-0.7, "−0.7"),
        (2.5e18, "2.50 × 10¹⁸"),
    ])
    func exact(value: Double, text: String) {
        #expect(plain(DisplayFormat.exact(value)) == text)
    }

    @Test func counts() {
        #expect(plain(DisplayFormat.count(1, "month", "months")) == "one month")
        #expect(plain(DisplayFormat.count(0, "month", "months")) == "0 months")
        #expect(plain(DisplayFormat.count(1200, "month", "months")) == "1,200 months")
    }

    private func plain(_ text: String) -> String { text.replacing("\u{A0}", with: " ") }
}
