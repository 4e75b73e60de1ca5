import Charts
import Testing

@Suite("Ticks")
struct TicksTests {
    static let ranges: [ClosedRange<Double>] = [
        0...1, 0...10, -3...8, 1...1000, 1...7, -250 ... -3, 0.1...0.30000000000000004, 1e12...3e12, 1e-9...4e-9,
        -1e-9...1e-9, 999_999...1_000_001, 0...6.02e23, -1e200...1e200, 3.7...3.9, 17...17.5, 0...12, 0...360,
        1e-280...3e-280,
    ]

    @Test("Steps are 1, 2 or 5 times a power of ten, and there are three to eight ticks", arguments: ranges)
    func round(range: ClosedRange<Double>) {
        let ticks = Ticks(in: range)
        #expect([1, 2, 5].contains(ticks.step.mantissa))
        #expect((3...8).contains(ticks.values.count))
        for tick in ticks.values { #expect(tick.mantissa.isMultiple(of: ticks.step.mantissa)) }
    }

    @Test("Ticks lie in their range, a step apart, and none is missing", arguments: ranges)
    func complete(range: ClosedRange<Double>) throws {
        let ticks = Ticks(in: range)
        let slack = 1e-5 * ticks.step.value
        let first = try #require(ticks.values.first)
        let last = try #require(ticks.values.last)
        #expect(first.value >= range.lowerBound - slack)
        #expect(last.value <= range.upperBound + slack)
        #expect(first.value - ticks.step.value < range.lowerBound)
        #expect(last.value + ticks.step.value > range.upperBound)
        for (one, next) in zip(ticks.values, ticks.values.dropFirst()) {
            #expect(next.mantissa - one.mantissa == ticks.step.mantissa)
        }
    }

    @Test("Counts have whole ticks only")
    func whole() {
        for upper in 2...40 {
            let ticks = Ticks(in: 1...Double(upper), isWhole: true)
            #expect(ticks.step.exponent >= 0)
            #expect(!ticks.values.isEmpty)
        }
        #expect(Ticks(in: 1...3, isWhole: true).values.map(\.value) == [1, 2, 3])
        #expect(Ticks(in: 0.5...1.5, isWhole: true).values.map(\.value) == [1])
    }

    @Test("Well-known axes")
    func examples() {
        #expect(Ticks(in: 1...1000).values.map(\.value) == [200, 400, 600, 800, 1000])
        #expect(Ticks(in: 0...1).values.map(\.value) == [0, 0.2, 0.4, 0.6, 0.8, 1])
        #expect(Ticks(in: -3...8).values.map(\.value) == [-2, 0, 2, 4, 6, 8])
        #expect(Ticks(in: 0.1...(0.1 + 0.2)).values.map(\.value).last == 0.3)
    }
}
