import CCairo

/// What a `Typesetter` sets in one go.
struct Paragraph {
    var runs: [TextRun]
    var style: TextStyle
    var width: Double?
    var alignment: TextAlignment = .start
    var lineSpacing: Double = 1
    var theme: Theme = .light
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

    package var extent: TextExtent {
        TextExtent(width: width, ascent: baseline - top, descent: bottom - baseline)
    }
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
        text = paragraph.runs.map(\.string).joined()
        pango_layout_set_font_description(handle, description)
        let length = Int32(text.utf8.count)
        pango_layout_set_text(handle, text, length)
        Self.setAttributes(of: paragraph, on: handle)
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

    private static func setAttributes(of paragraph: Paragraph, on handle: OpaquePointer) {
        guard let list = pango_attr_list_new() else { return }
        defer { pango_attr_list_unref(list) }
        if paragraph.style.tabularFigures {
            pango_attr_list_insert(list, pango_attr_font_features_new("tnum"))
        }
        var start = 0
        for run in paragraph.runs {
            let end = start + run.string.utf8.count
            for attribute in run.attributes(theme: paragraph.theme) {
                attribute.pointee.start_index = UInt32(start)
                attribute.pointee.end_index = UInt32(end)
                pango_attr_list_insert(list, attribute)
            }
            start = end
        }
        pango_layout_set_attributes(handle, list)
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
        case .center: PANGO_ALIGN_CENTER
        case .end: PANGO_ALIGN_RIGHT
        }
    }
}

extension TextRun {
    /// The caller owns them.
    fileprivate func attributes(theme: Theme) -> [UnsafeMutablePointer<PangoAttribute>] {
        var attributes: [UnsafeMutablePointer<PangoAttribute>?] = []
        if let weight {
            attributes.append(pango_attr_weight_new(PangoWeight(UInt32(weight.rawValue))))
        }
        if let italic {
            attributes.append(pango_attr_style_new(italic ? PANGO_STYLE_ITALIC : PANGO_STYLE_NORMAL))
        }
        if let color {
            let value = theme[color]
            attributes.append(
                pango_attr_foreground_new(
                    UInt16(value.red) * 257, UInt16(value.green) * 257, UInt16(value.blue) * 257))
        }
        return attributes.compactMap { $0 }
    }
}
