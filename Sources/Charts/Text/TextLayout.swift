import CCairo

/// What a `Typesetter` sets in one go.
struct Paragraph {
    var text: String
    var style: TextStyle
    var width: Double?
    var alignment: TextAlignment = .start
    var lineSpacing: Double = 1
}

/// One line of a `TextLayout`.
package struct TextLine: Equatable, Sendable {
    /// Of the text as set, in UTF-8.
    package var bytes: Range<Int>
    /// From the layout's left edge to the line's.
    package var x: Double
    /// From the layout's top to the line's top.
    package var top: Double
    /// From the layout's top to the line's baseline.
    package var baseline: Double
    /// From the layout's top to the line's bottom.
    package var bottom: Double
    /// Of the text, without the white space at the line's end.
    package var width: Double
}

/// Text that has been set: its lines can be measured, and drawn in ranges, so that a paragraph can go over two pages.
package final class TextLayout {
    /// At least one.
    package let lines: [TextLine]
    /// The text as set: characters that no font has are replaced.
    package let text: String
    /// A `PangoLayout`.
    let handle: OpaquePointer

    init(context: OpaquePointer, description: OpaquePointer, paragraph: Paragraph) {
        guard let handle = pango_layout_new(context) else {
            preconditionFailure("GLib ends the process where memory is short")
        }
        self.handle = handle
        text = paragraph.text
        pango_layout_set_font_description(handle, description)
        pango_layout_set_text(handle, text, Int32(text.utf8.count))
        Self.setAttributes(of: handle, paragraph)
        if let width = paragraph.width {
            pango_layout_set_width(handle, Int32((width * Double(PANGO_SCALE)).rounded()))
            pango_layout_set_wrap(handle, PANGO_WRAP_WORD_CHAR)
        }
        pango_layout_set_alignment(handle, paragraph.alignment.pango)
        pango_layout_set_line_spacing(handle, Float(paragraph.lineSpacing))
        lines = Self.measureLines(of: handle)
    }

    deinit {
        g_object_unref(UnsafeMutableRawPointer(handle))
    }

    /// The width of the longest line.
    package var width: Double { lines.map(\.width).max() ?? 0 }

    /// The height of all lines.
    package var height: Double { height(of: lines.indices) }

    /// From the top of the first to the bottom of the last line of a range.
    package func height(of range: Range<Int>) -> Double {
        guard !range.isEmpty else { return 0 }
        return lines[range.upperBound - 1].bottom - lines[range.lowerBound].top
    }

    /// How many lines from `start` on fit into `height`.
    package func lineCount(from start: Int, fitting height: Double) -> Int {
        var end = start
        while end < lines.count, self.height(of: start..<end + 1) <= height { end += 1 }
        return end - start
    }

    /// The text of one line, without the white space at its end.
    package func string(ofLine index: Int) -> String {
        let line = Array(text.utf8)[lines[index].bytes]
        let string = String(decoding: line, as: UTF8.self)
        return String(string.reversed().drop(while: \.isWhitespace).reversed())
    }

    /// A glyph of a line.
    struct Glyph {
        /// A `cairo_scaled_font_t`, which lives as long as the layout.
        var font: OpaquePointer?
        /// Its number in the font.
        var index: UInt
        /// Its origin, from the left end of the line's baseline.
        var offset: Point
    }

    /// The glyphs of one line, from left to right.
    func glyphs(ofLine index: Int) -> [Glyph] {
        // From here on numbers mean blanks, and characters that no font has a glyph for.
        let end: PangoGlyph = 0x0FFF_FFFF
        var glyphs: [Glyph] = []
        var x = 0.0
        var node = pango_layout_get_line_readonly(handle, Int32(index))?.pointee.runs
        while let run = node?.pointee {
            node = run.next
            guard let item = run.data?.assumingMemoryBound(to: PangoGlyphItem.self).pointee,
                let string = item.glyphs?.pointee, let font = item.item?.pointee.analysis.font
            else { continue }
            let scaledFont = pango_cairo_font_get_scaled_font(OpaquePointer(font))
            for glyph in UnsafeBufferPointer(start: string.glyphs, count: Int(string.num_glyphs)) {
                let place = glyph.geometry
                let offset = Point(
                    x: (x + Double(place.x_offset)) / Double(PANGO_SCALE),
                    y: Double(place.y_offset) / Double(PANGO_SCALE))
                x += Double(place.width)
                guard glyph.glyph < end else { continue }
                glyphs.append(Glyph(font: scaledFont, index: UInt(glyph.glyph), offset: offset))
            }
        }
        return glyphs
    }

    var unknownGlyphCount: Int { Int(pango_layout_get_unknown_glyphs_count(handle)) }

    /// Where, in UTF-8, the clusters begin that no font has a glyph for.
    var unknownByteOffsets: Set<Int> {
        let unknownFlag: UInt32 = 0x1000_0000
        var offsets: Set<Int> = []
        guard let iterator = pango_layout_get_iter(handle) else { return [] }
        defer { pango_layout_iter_free(iterator) }
        repeat {
            guard let run = pango_layout_iter_get_run_readonly(iterator)?.pointee,
                let glyphs = run.glyphs?.pointee, let item = run.item?.pointee
            else { continue }
            for index in 0..<Int(glyphs.num_glyphs) where glyphs.glyphs[index].glyph & unknownFlag != 0 {
                offsets.insert(Int(item.offset + glyphs.log_clusters[index]))
            }
        } while pango_layout_iter_next_run(iterator) != 0
        return offsets
    }

    /// Tabular figures, and no break within a decimal fraction: Pango would part a point from the digits after it.
    private static func setAttributes(of handle: OpaquePointer, _ paragraph: Paragraph) {
        let fractions = paragraph.width == nil ? [] : Self.fractions(in: paragraph.text)
        guard paragraph.style.tabularFigures || !fractions.isEmpty, let list = pango_attr_list_new() else { return }
        defer { pango_attr_list_unref(list) }
        if paragraph.style.tabularFigures { pango_attr_list_insert(list, pango_attr_font_features_new("tnum")) }
        for fraction in fractions {
            guard let attribute = pango_attr_allow_breaks_new(0) else { continue }
            attribute.pointee.start_index = UInt32(fraction.lowerBound)
            attribute.pointee.end_index = UInt32(fraction.upperBound)
            pango_attr_list_insert(list, attribute)
        }
        pango_layout_set_attributes(handle, list)
    }

    /// Where the bytes of `.9996` and its like are, which begin with their point.
    private static func fractions(in text: String) -> [Range<Int>] {
        guard text.utf8.contains(UInt8(ascii: ".")) else { return [] }
        let bytes = Array(text.utf8)
        func isDigit(_ index: Int) -> Bool {
            bytes.indices.contains(index) && (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[index])
        }
        return bytes.indices.filter { bytes[$0] == UInt8(ascii: ".") && isDigit($0 + 1) && !isDigit($0 - 1) }.map {
            start in
            start..<(bytes.indices[(start + 1)...].first { !isDigit($0) } ?? bytes.endIndex)
        }
    }

    private static func measureLines(of handle: OpaquePointer) -> [TextLine] {
        guard let iterator = pango_layout_get_iter(handle) else { return [] }
        defer { pango_layout_iter_free(iterator) }
        let scale = Double(PANGO_SCALE)
        var lines: [TextLine] = []
        repeat {
            var logical = PangoRectangle()
            pango_layout_iter_get_line_extents(iterator, nil, &logical)
            guard let line = pango_layout_iter_get_line_readonly(iterator)?.pointee else { continue }
            let start = Int(line.start_index)
            let top = Double(logical.y) / scale
            lines.append(
                TextLine(
                    bytes: start..<start + Int(line.length), x: Double(logical.x) / scale, top: top,
                    baseline: Double(pango_layout_iter_get_baseline(iterator)) / scale,
                    bottom: top + Double(logical.height) / scale, width: Double(logical.width) / scale))
        } while pango_layout_iter_next_line(iterator) != 0
        return lines
    }
}

extension TextAlignment {
    fileprivate var pango: PangoAlignment {
        switch self {
        case .start: PANGO_ALIGN_LEFT
        case .end: PANGO_ALIGN_RIGHT
        }
    }
}
