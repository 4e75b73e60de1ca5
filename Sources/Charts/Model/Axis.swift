/// What an axis measures and how its numbers are written.
package struct Axis: Equatable, Sendable {
    /// How a value is written at a tick.
    package enum Unit: Equatable, Sendable {
        /// 1,150
        case none
        /// €1,150
        case euros
        /// The value 0.4 as 40 %.
        case percent
        /// 1,150, with a word such as "months" in the axis title.
        case named(String)
    }

    /// A place on an axis that carries a text of its own.
    package struct Mark: Equatable, Sendable {
        package var value: Double
        package var label: String

        package init(_ value: Double, _ label: String) {
            self.value = value
            self.label = label
        }
    }

    /// Such as "Episode"; empty for none.
    package var title: String
    package var unit: Unit
    /// A range to be shown whatever the data; data beyond it extend it.
    package var atLeast: ClosedRange<Double>?
    /// A range beyond which the axis never reaches, such as shares between 0 and 1. Lines are cut off at its ends; who
    /// leaves out data by it has to say so.
    package var atMost: ClosedRange<Double>?
    /// Whether the axis begins (or ends) at exactly its range, rather than at the tick beyond it.
    package var isTight: Bool
    /// Only whole numbers as ticks, for counts and episodes.
    package var isWhole: Bool
    /// Ascending; what stands at the axis instead of round numbers. Nil for these.
    package var marks: [Mark]?

    package init(
        _ title: String, unit: Unit = .none, atLeast: ClosedRange<Double>? = nil, atMost: ClosedRange<Double>? = nil,
        isTight: Bool = false, isWhole: Bool = false, marks: [Mark]? = nil
    ) {
        self.title = title
        self.unit = unit
        self.atLeast = atLeast
        self.atMost = atMost
        self.isTight = isTight
        self.isWhole = isWhole
        self.marks = marks
    }

    /// Named rows of an upright axis, from top to bottom: the first lies at the number of names, the last at 1.
    package static func rows(_ names: [String]) -> Axis {
        Axis(
            "", atLeast: 0.5...Double(max(1, names.count)) + 0.5, isTight: true,
            marks: names.reversed().enumerated().map { Mark(Double($0 + 1), $1) })
    }

    /// Powers of ten from 1 down to 10^−`decades`, of which the chart's places are the negative logarithms.
    package static func fallingPowers(_ title: String, decades: Int) -> Axis {
        Axis(
            title, atLeast: 0...Double(decades), isTight: true,
            marks: (0...decades).map { decade in
                Mark(Double(decade), DecimalNumber(1, exponent: -decade).formatted(decimals: decade))
            })
    }

    /// Whole numbers from the first to the last place, such as episodes or months.
    package static func counted(_ title: String, atLeast: ClosedRange<Double>? = nil) -> Axis {
        Axis(title, atLeast: atLeast, isTight: true, isWhole: true)
    }

    /// Fractions shown as 0 to 100 %.
    package static func share(_ title: String) -> Axis {
        Axis(title, unit: .percent, atLeast: 0...1, isTight: true)
    }
}
