import Charts
import Testing

@Suite("Tick labels")
struct TickFormatTests {
    private func labels(_ range: ClosedRange<Double>, _ unit: Axis.Unit = .none) -> [String] {
        let ticks = Ticks(in: range)
        let format = TickFormat(ticks, unit: unit)
        return ticks.values.map(format.label)
    }

    @Test("All labels of an axis have the same decimals")
    func decimals() {
        #expect(labels(0...1) == ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"])
        #expect(labels(0...5000) == ["0", "1,000", "2,000", "3,000", "4,000", "5,000"])
    }

    @Test("Units stand at the number, the minus sign before the euro")
    func units() {
        #expect(labels(-1000...1000, .euros) == ["\u{2212}€1,000", "\u{2212}€500", "€0", "€500", "€1,000"])
        #expect(labels(0...1, .percent).last == "100\u{A0}%")
        #expect(
            labels(0...0.01, .percent) == [
                "0.0\u{A0}%", "0.2\u{A0}%", "0.4\u{A0}%", "0.6\u{A0}%", "0.8\u{A0}%", "1.0\u{A0}%",
            ])
    }

    @Test("Large and small numbers name their power of ten once, in the title")
    func powers() {
        func heading(_ range: ClosedRange<Double>, _ unit: Axis.Unit) -> String {
            TickFormat(Ticks(in: range), unit: unit).heading("Wealth")
        }
        #expect(labels(0...4e6, .euros) == ["0", "1", "2", "3", "4"])
        #expect(heading(0...4e6, .euros) == "Wealth, €\u{A0}million")
        #expect(heading(0...9e5, .euros) == "Wealth")
        #expect(heading(0...3e12, .none) == "Wealth, trillion")
        #expect(heading(0...3e15, .none) == "Wealth, ×\u{A0}10¹⁵")
        #expect(labels(0...5e-9) == ["0", "1", "2", "3", "4", "5"])
        #expect(heading(0...5e-9, .none) == "Wealth, ×\u{A0}10⁻⁹")
        #expect(heading(0...24, .named("months")) == "Wealth, months")
    }

    @Test("Labels of any axis are short", arguments: TicksTests.ranges)
    func short(range: ClosedRange<Double>) {
        for label in labels(range) { #expect(label.count <= 12) }
    }
}
