import Testing
import hrlreport

@Suite("Numbers as people type them")
struct TypedNumberTests {
    @Test(arguments: [
        ("2400", "2400"), ("0,02", "0.02"), ("0.02", "0.02"), ("2%", "0.02"), ("2,5%", "0.025"), ("7%", "0.07"),
        ("2.350,50€", "2350.50"), ("2,350.50", "2350.50"), ("2.350.000", "2350000"), ("1'200", "1200"),
        ("€3200", "3200"),
        ("3200EUR", "3200"), ("0,025", "0.025"), ("0.005", "0.005"), ("-0,5", "-0.5"), ("1234.567", "1234.567"),
        ("much", "much"), ("1.2.3", "1.2.3"), ("12,34,567.8", "12,34,567.8"),
    ])
    func oneReading(text: String, plain: String) {
        #expect(TypedNumber(text) == .plain(plain))
    }

    @Test(arguments: [("2.350", ["2350", "2.35"]), ("2,350", ["2350", "2.35"]), ("999.000", ["999000", "999"])])
    func twoReadings(text: String, readings: [String]) {
        #expect(TypedNumber(text) == .ambiguous(readings))
    }
}
