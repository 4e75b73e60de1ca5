import Charts

/// A report ready for the eye: every text, number and figure as it is shown, built once and rendered twice, as a page
/// and as a PDF.
package struct ReportContent: Sendable {
    /// BCP 47 tag of the report's own words.
    package static let language = "en-GB"

    /// What this is, above the title.
    package var kicker: String
    package var runName: String
    package var title: String
    /// What the report shows: `Final policy after 1,000 episodes`.
    package var standing: String
    /// The scenario's own words, a paragraph an entry; in any language.
    package var description: [String]
    /// In plain words, for lists of reports and for the PDF's subject.
    package var finding: String
    /// `2026-11-22T10:30:00Z`.
    package var startTime: String
    package var programVersion: String
    package var sections: [Section]

    package struct Section: Sendable {
        /// Names the section in links; unique in the report.
        package var id: String
        package var title: String
        /// Whether it is the one that comes first and is set apart.
        package var isFinding = false
        package var blocks: [Block]
    }

    /// What a section is made of, from top to bottom.
    package enum Block: Sendable {
        /// The sentence that matters most.
        case lead(String)
        case paragraph(String)
        /// A remark in small type.
        case note(String)
        case heading(String)
        case keyFigures([KeyFigure])
        case figures([ChartFigure])
        /// Tables that stand side by side where there is room.
        case tables([TextTable])
    }
}

/// A number that matters, beside what it is to be compared with.
package struct KeyFigure: Sendable, Equatable {
    package var label: String
    package var value: String
    /// What the number means, in half a line.
    package var meaning: String
    package var comparisons: [LabelledValue]
}

/// A value as it is shown, and what it is.
package struct LabelledValue: Sendable, Equatable, Codable {
    package var label: String
    package var value: String
}

/// A table of prepared texts.
package struct TextTable: Sendable, Equatable {
    /// Unique in the report.
    package var id: String
    package var caption: String
    package var columns: [Column]
    package var rows: [Row]
    /// Shown below the table; empty for none.
    package var note = ""

    package struct Column: Sendable, Equatable {
        package var title: String
        package var alignment = Alignment.trailing

        package static func text(_ title: String) -> Column { Column(title: title, alignment: .leading) }
        package static func number(_ title: String) -> Column { Column(title: title, alignment: .trailing) }
        package static func code(_ title: String) -> Column { Column(title: title, alignment: .code) }
    }

    package enum Alignment: Sendable, Equatable {
        case leading, trailing
        /// Leading, in a typewriter's face, breaking anywhere.
        case code
    }

    package struct Row: Sendable, Equatable {
        /// As many as there are columns; the first one names the row.
        package var cells: [String]
        package var emphasis = Emphasis.none
    }

    package enum Emphasis: Sendable, Equatable {
        case none, strong, muted
    }
}
