import Households
import ScenarioFiles
import Testing

@Suite("Decimals")
struct DecimalTextTests {
    @Test(arguments: [
        (3200.0, "3200"), (0.02, "0.02"), (-0.5, "-0.5"), (1e-3, "0.001"), (1e9, "1000000000"), (1e-7, "1e-07"),
        (0, "0"), (0.1 + 0.2, "0.30000000000000004"),
    ])
    func numbersAreWrittenShortAndReadBack(value: Double, text: String) {
        #expect(DecimalText.text(value) == text)
        #expect(DecimalText.number(text) == value)
    }

    @Test(arguments: [
        ("1e-3", 0.001), ("3e2", 300), (".5", 0.5), ("5.", 5), ("+7", 7), ("-0", 0), ("0.0", 0), ("1E+2", 100),
    ])
    func plainDecimalsAreRead(text: String, value: Double) {
        #expect(DecimalText.number(text) == value)
    }
}
