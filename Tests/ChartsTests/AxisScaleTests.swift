import Charts
import Testing

@Suite("Axis scales")
struct AxisScaleTests {
    private let free = Axis("y")

    @Test("The data lie inside, whatever they are", arguments: TicksTests.ranges)
    func contains(range: ClosedRange<Double>) {
        let scale = AxisScale(axis: free, data: range)
        #expect(scale.domain.lowerBound <= range.lowerBound)
        #expect(scale.domain.upperBound >= range.upperBound)
        #expect((0...1).contains(scale.position(of: range.lowerBound)))
        #expect((0...1).contains(scale.position(of: range.upperBound)))
        #expect((3...8).contains(scale.ticks.values.count))
    }

    @Test("Shares never reach beyond 0 and 1", arguments: [0.0...0, 1...1, 0.5...0.5, 0.2...0.999, 0.97...1, 0...1])
    func shares(range: ClosedRange<Double>) {
        let scale = AxisScale(axis: Axis("", unit: .percent, atMost: 0...1), data: range)
        #expect(scale.domain.lowerBound >= 0 && scale.domain.upperBound <= 1)
        #expect(scale.domain.lowerBound <= range.lowerBound && scale.domain.upperBound >= range.upperBound)
        #expect(scale.ticks.values.count >= 2)
    }

    @Test("Few ticks do not make an axis longer than its data need", arguments: [2, 3, 4, 5])
    func fewTicks(target: Int) {
        let scale = AxisScale(axis: free, data: 40_000...120_000, tickTarget: target)
        #expect(scale.domain.upperBound - scale.domain.lowerBound < 110_000)
    }

    @Test("Most of an axis is data")
    func filled() {
        for upper in stride(from: 1.0, to: 100, by: 0.7) {
            let scale = AxisScale(axis: free, data: 0...upper)
            #expect(scale.position(of: upper) > 0.8)
            #expect(scale.domain.lowerBound == 0)
        }
    }

    @Test(
        "Constant data get an axis around them",
        arguments: [0, 5, -5, 1e12, -1e-9, 1e-300, .leastNonzeroMagnitude, 1e290, 4e289])
    func constant(value: Double) {
        for axis in [free, Axis("y", isTight: true), .counted("x")] {
            let scale = AxisScale(axis: axis, data: value...value)
            #expect(scale.domain.lowerBound < value && value < scale.domain.upperBound)
            #expect(abs(scale.position(of: value) - 0.5) < 0.25)
            #expect(!scale.ticks.values.isEmpty)
        }
    }

    @Test("Differences that are rounding count as constant")
    func rounding() {
        let scale = AxisScale(axis: free, data: 1e6...1e6.nextUp)
        #expect(scale.domain.upperBound - scale.domain.lowerBound > 1e5)
    }

    @Test("A wanted range is kept and can be exceeded")
    func atLeast() {
        #expect(AxisScale(axis: .share("s"), data: nil).domain == 0...1)
        #expect(AxisScale(axis: .share("s"), data: 0.4...0.5).domain == 0...1)
        #expect(AxisScale(axis: .share("s"), data: 0.4...1.25).domain == 0...1.25)
        #expect(AxisScale(axis: .counted("x"), data: 1...1000).domain == 1...1000)
    }

    @Test("A margin does not cross zero")
    func zero() {
        #expect(AxisScale(axis: free, data: 0.001...97.3).domain.lowerBound >= 0)
        #expect(AxisScale(axis: free, data: -97.3 ... -0.001).domain.upperBound <= 0)
    }

    @Test("What cannot be drawn is left out of a range")
    func undrawable() {
        #expect(AxisScale.range(of: [.nan, 3, .infinity, -1, 1e300]) == -1...3)
        #expect(AxisScale.range(of: [.nan, -.infinity]) == nil)
        #expect(AxisScale.range(of: []) == nil)
    }
}
