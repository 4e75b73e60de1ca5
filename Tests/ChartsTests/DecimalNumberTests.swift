import Charts
import Testing

@Suite("Decimal numbers")
struct DecimalNumberTests {
    @Test(
        "Thousands separators, true minus, exact decimals",
        arguments: [
            (0, 0, 0, "0"), (0, -2, 2, "0.00"), (1150, 0, 0, "1,150"), (115, 1, 0, "1,150"), (999, 0, 0, "999"),
            (1_000_000, 0, 0, "1,000,000"), (-5, 3, 0, "\u{2212}5,000"), (5, -1, 1, "0.5"), (5, -1, 2, "0.50"),
            (-25, -3, 3, "\u{2212}0.025"), (120, -1, 0, "12"), (1, -9, 9, "0.000000001"),
            (1_234_567, -2, 2, "12,345.67"),
        ])
    func formatted(mantissa: Int, exponent: Int, decimals: Int, expected: String) {
        #expect(DecimalNumber(mantissa, exponent: exponent).formatted(decimals: decimals) == expected)
    }

    @Test("Needs no more decimals than digits")
    func decimals() {
        #expect(DecimalNumber(20, exponent: -1).decimals == 0)
        #expect(DecimalNumber(25, exponent: -1).decimals == 1)
        #expect(DecimalNumber(0, exponent: -7).decimals == 0)
        #expect(DecimalNumber(3, exponent: 5).decimals == 0)
    }

    @Test("The value is the Double that the digits name")
    func value() {
        #expect(DecimalNumber(3, exponent: -1).value == 0.3)
        #expect(DecimalNumber(7, exponent: -5).value == 7e-5)
        #expect(DecimalNumber(12, exponent: 11).value == 1.2e12)
        #expect(DecimalNumber.powerOfTen(309) == .infinity)
    }
}
