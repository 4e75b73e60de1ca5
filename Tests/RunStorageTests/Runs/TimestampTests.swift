import RunStorage
import Testing

@Suite struct TimestampTests {
    @Test(arguments: [
        (0, "1970-01-01T00:00:00Z", "19700101T000000Z"), (-1, "1969-12-31T23:59:59Z", "19691231T235959Z"),
        (951_782_400, "2000-02-29T00:00:00Z", "20000229T000000Z"),
        (1_795_343_400, "2026-11-22T10:30:00Z", "20261122T103000Z"),
        (253_402_300_799, "9999-12-31T23:59:59Z", "99991231T235959Z"),
        (-62_167_392_000, "0000-01-01T00:00:00Z", "00000101T000000Z"),
    ])
    func writesAndReadsSeconds(_ seconds: Int, _ text: String, _ compact: String) throws {
        let time = try #require(Timestamp(secondsSince1970: seconds))
        #expect(time.description == text)
        #expect(time.compact == compact)
        #expect(Timestamp(text) == time)
    }

    @Test func whatIsWrittenIsReadOverTwoThousandYears() throws {
        for seconds in stride(from: -12_000_000_000, to: 60_000_000_000, by: 49_999_999) {
            let time = try #require(Timestamp(secondsSince1970: seconds))
            #expect(Timestamp(time.description) == time)
        }
    }

    @Test(arguments: [
        "", "2026-11-22", "2026-11-22T10:30:00", "2026-11-22 10:30:00Z", "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z",
        "2026-11-22T24:00:00Z", "2026-11-22T10:60:00Z", "2026-11-22T10:30:60Z", "2026-00-10T00:00:00Z",
        "2026-11-22T10:30:00+01:00", "２026-11-22T10:30:00Z", "-026-11-22T10:30:00Z",
    ])
    func refusesWhatIsNoSuchTime(_ text: String) {
        #expect(Timestamp(text) == nil)
    }

    @Test func refusesYearsOfFiveDigits() {
        #expect(Timestamp(secondsSince1970: 253_402_300_800) == nil)
        #expect(Timestamp(secondsSince1970: .min) == nil)
    }
}
