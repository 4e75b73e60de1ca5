import CCairo

/// Sets text with Pango: shaping, fallback to other fonts, both directions; advances do not depend on a resolution.
///
/// A character that no installed font has is set as U+FFFD and remembered in `missingCharacters`.
/// Not for use from several threads at a time.
package final class Typesetter {
    /// The families tried in order; after them, whatever installed font has the character.
    package static let standardFamilies = ["Inter", "DejaVu Sans"]

    /// Characters of the texts set so far that no installed font has, ascending.
    package var missingCharacters: [Unicode.Scalar] { missing.sorted() }

    private let fonts: FontCatalog
    private let familyList: String
    private var descriptions: [TextStyle: OpaquePointer] = [:]
    private var lines: [LineKey: TextLayout] = [:]
    private var missing: Set<Unicode.Scalar> = []

    private struct LineKey: Hashable {
        var string: String
        var style: TextStyle
    }

    /// - Parameter families: the font families wanted, the best first.
    /// - Throws: `ChartsError.noFonts` where no font is installed at all.
    package init(families: [String] = Typesetter.standardFamilies) throws(ChartsError) {
        let fonts = FontCatalog()
        guard fonts.hasFonts else { throw .noFonts(wanted: families) }
        self.fonts = fonts
        familyList = families.joined(separator: ",")
    }

    deinit {
        for description in descriptions.values { pango_font_description_free(description) }
    }

    /// The space that one line of text takes.
    package func measure(_ string: String, _ style: TextStyle) -> TextLine {
        line(string, style).lines[0]
    }

    /// One line, however long; line breaks in the text become spaces.
    package func line(_ string: String, _ style: TextStyle) -> TextLayout {
        let key = LineKey(string: string, style: style)
        if let known = lines[key] { return known }
        // Numbers on axes repeat from chart to chart, captions do not: a bound keeps a long-lived typesetter small.
        if lines.count >= 4096 { lines.removeAll() }
        let layout = paragraph(singleLine(string), style, width: nil)
        lines[key] = layout
        return layout
    }

    /// A paragraph.
    ///
    /// - Parameters:
    ///   - width: where lines are broken, in units; nil for lines that end only at line breaks.
    ///   - lineSpacing: distance of baselines as a multiple of the font's own.
    package func paragraph(
        _ string: String, _ style: TextStyle, width: Double?, alignment: TextAlignment = .start,
        lineSpacing: Double = 1
    ) -> TextLayout {
        var paragraph = Paragraph(
            text: string, style: style, width: width, alignment: alignment, lineSpacing: lineSpacing)
        let layout = make(paragraph)
        guard layout.unknownGlyphCount > 0 else { return layout }
        paragraph.text = replacingMissing(in: string, style)
        return make(paragraph)
    }

    private func make(_ paragraph: Paragraph) -> TextLayout {
        TextLayout(context: fonts.context, description: description(for: paragraph.style), paragraph: paragraph)
    }

    /// `string` with U+FFFD (or, where no font has even that, a question mark) for what no font has.
    private func replacingMissing(in string: String, _ style: TextStyle) -> String {
        var scalars = Array(string.unicodeScalars)
        // A cluster tells only its first character, so that what follows in it shows in the next round.
        while true {
            var text = String.UnicodeScalarView()
            text.append(contentsOf: scalars)
            let layout = make(Paragraph(text: String(text), style: style))
            let unknown = layout.unknownByteOffsets
            guard !unknown.isEmpty else { return layout.text }
            var offset = 0
            var replaced = false
            for index in scalars.indices {
                let scalar = scalars[index]
                defer { offset += scalar.utf8.count }
                guard unknown.contains(offset), scalar != "?" else { continue }
                if scalar != "\u{FFFD}" { missing.insert(scalar) }
                scalars[index] = scalar == "\u{FFFD}" ? "?" : "\u{FFFD}"
                replaced = true
            }
            guard replaced else { return layout.text }
        }
    }

    private func singleLine(_ string: String) -> String {
        guard string.unicodeScalars.contains(where: \.properties.isLineBreak) else { return string }
        return string.split(whereSeparator: \.isNewline).joined(separator: " ")
    }

    private func description(for style: TextStyle) -> OpaquePointer {
        if let known = descriptions[style] { return known }
        guard let description = pango_font_description_new() else {
            preconditionFailure("GLib ends the process where memory is short")
        }
        pango_font_description_set_family(description, familyList)
        pango_font_description_set_absolute_size(description, style.size * Double(PANGO_SCALE))
        pango_font_description_set_weight(description, PangoWeight(UInt32(style.weight.rawValue)))
        descriptions[style] = description
        return description
    }
}

extension Unicode.Scalar.Properties {
    fileprivate var isLineBreak: Bool {
        switch generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}
