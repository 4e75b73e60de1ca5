/// How the ticks of one axis are written: all with the same decimals; very large and very small ones in units of a
/// power of ten that the axis names.
package struct TickFormat: Equatable, Sendable {
    package let unit: Axis.Unit
    /// Labels are in units of 10^this.
    package let power: Int
    /// Decimals of every label.
    package let decimals: Int

    private static let noBreakSpace = "\u{00A0}"

    package init(_ ticks: Ticks, unit: Axis.Unit) {
        self.unit = unit
        let shift = unit == .percent ? 2 : 0
        let numbers = ticks.values.map { DecimalNumber($0.mantissa, exponent: $0.exponent + shift) }
        let largest = numbers.map { $0.value.magnitude }.max() ?? 0
        let finest = numbers.map(\.decimals).max() ?? 0
        let power = Self.power(largest: largest, decimals: finest)
        self.power = power
        decimals = numbers.map { DecimalNumber($0.mantissa, exponent: $0.exponent - power).decimals }.max() ?? 0
    }

    /// What stands at a tick.
    package func label(_ tick: DecimalNumber) -> String {
        let shift = unit == .percent ? 2 : 0
        let number = DecimalNumber(tick.mantissa, exponent: tick.exponent + shift - power)
        let digits = number.formatted(decimals: decimals)
        switch unit {
        case .none, .named: return digits
        case .percent: return digits + Self.noBreakSpace + "%"
        case .euros:
            guard power == 0 else { return digits }
            return tick.mantissa < 0 ? "\u{2212}€" + digits.dropFirst() : "€" + digits
        }
    }

    /// The axis title with what its labels leave unsaid, such as "Wealth, € million".
    package func heading(_ title: String) -> String {
        var words: [String] = []
        if unit == .euros, power != 0 { words.append("€") }
        if power != 0 { words.append(Self.words(forPower: power)) }
        if case .named(let name) = unit { words.append(name) }
        let suffix = words.joined(separator: Self.noBreakSpace)
        return [title, suffix].filter { !$0.isEmpty }.joined(separator: ", ")
    }

    /// Up to a million and down to four decimals numbers are written out.
    private static func power(largest: Double, decimals: Int) -> Int {
        guard largest >= 1_000_000 || decimals > 4 else { return 0 }
        guard largest > 0 else { return 0 }
        var power = 0
        while largest >= DecimalNumber(1, exponent: power + 3).value, power < 300 { power += 3 }
        while largest < DecimalNumber(1, exponent: power).value, power > -300 { power -= 3 }
        return power
    }

    private static func words(forPower power: Int) -> String {
        switch power {
        case 3: "thousand"
        case 6: "million"
        case 9: "billion"
        case 12: "trillion"
        default: DecimalNumber.timesPowerOfTen(power)
        }
    }
}
