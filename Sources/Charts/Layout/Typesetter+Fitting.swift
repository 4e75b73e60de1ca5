extension Typesetter {
    /// `string` broken into at most `maximumLines` lines that fit into `width`; what is too long ends in an ellipsis.
    func wrapped(_ string: String, _ style: TextStyle, width: Double, maximumLines: Int) -> [String] {
        let layout = paragraph(string, style, width: width)
        guard layout.lines.count > maximumLines else {
            return layout.lines.indices.map(layout.string(ofLine:))
        }
        let kept = (0..<maximumLines - 1).map(layout.string(ofLine:))
        let rest = Array(layout.text.utf8)[layout.lines[maximumLines - 1].bytes.lowerBound...]
        return kept + [shortened(String(decoding: rest, as: UTF8.self), style, width: width)]
    }

    /// The longest beginning of `string` that fits into `width` with an ellipsis; `string` itself where it fits.
    func shortened(_ string: String, _ style: TextStyle, width: Double) -> String {
        guard measure(string, style).width > width else { return string }
        let characters = Array(string)
        // Wider with every character: the last that fits is found by halving.
        var fitting = 0
        var tooLong = characters.count
        while tooLong - fitting > 1 {
            let middle = (fitting + tooLong) / 2
            if measure(Self.cut(characters, at: middle), style).width <= width {
                fitting = middle
            } else {
                tooLong = middle
            }
        }
        return Self.cut(characters, at: fitting)
    }

    /// Beginning and end of `string` with an ellipsis between them, as much as fits into `width`: what tells names
    /// apart is often their end.
    func shortenedInside(_ string: String, _ style: TextStyle, width: Double) -> String {
        let characters = Array(string)
        func cut(_ count: Int) -> String {
            String(characters.prefix((count + 1) / 2)) + "…" + String(characters.suffix(count / 2))
        }
        guard measure(string, style).width > width else { return string }
        // Wider with every character: the last that fits is found by halving.
        var (fitting, tooLong) = (0, characters.count)
        while tooLong - fitting > 1 {
            let middle = (fitting + tooLong) / 2
            if measure(cut(middle), style).width <= width { fitting = middle } else { tooLong = middle }
        }
        return cut(fitting)
    }

    private static func cut(_ characters: [Character], at count: Int) -> String {
        var kept = characters.prefix(count)
        while let last = kept.last, last.isWhitespace || last == "," { kept.removeLast() }
        return String(kept) + "…"
    }
}
