/// The look of an element, read from the style that Cairo gives it.
struct SVGPaint: Equatable {
    var fill: ThemeColor?
    var stroke: ThemeColor?
    var strokeWidth = 1.0
    var dashes: [Double] = []
    var hasRoundCaps = false

    /// - Throws: `ChartsError.unexpectedSVG` for a property that charts do not use or a colour that is no role's.
    init(style: String, offset: Int) throws(ChartsError) {
        for declaration in style.split(separator: ";") {
            let parts = declaration.drop { $0 == " " }.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { throw Self.unexpected(declaration, offset) }
            try set(String(parts[0]), to: String(parts[1]), offset)
        }
    }

    private mutating func set(_ property: String, to value: String, _ offset: Int) throws(ChartsError) {
        switch property {
        case "fill": fill = try Self.color(value, offset)
        case "stroke": stroke = try Self.color(value, offset)
        case "stroke-width": strokeWidth = try Self.number(value, offset)
        case "stroke-dasharray":
            dashes = []
            for length in value.split(separator: ",") { dashes.append(try Self.number(String(length), offset)) }
        case "stroke-linecap": hasRoundCaps = value == "round"
        case "fill-opacity" where value == "1", "stroke-opacity" where value == "1": break
        // The fragment's element sets round joins for all; overlaps within one path do not occur.
        case "fill-rule", "stroke-linejoin", "stroke-miterlimit": break
        default: throw Self.unexpected("\(property):\(value)", offset)
        }
    }

    /// What differs from the element around it, which has round joins and no fill.
    var attributes: String {
        var text = ""
        if let fill { text += " fill=\"var(\(fill.cssVariable))\"" }
        guard let stroke else { return text }
        text += " stroke=\"var(\(stroke.cssVariable))\""
        let width = SVGNumber.string(strokeWidth, decimals: 2)
        if width != "1" { text += " stroke-width=\"\(width)\"" }
        if !dashes.isEmpty {
            let lengths = dashes.map { SVGNumber.string($0, decimals: 2) }.joined(separator: " ")
            text += " stroke-dasharray=\"\(lengths)\""
        }
        if hasRoundCaps { text += " stroke-linecap=\"round\"" }
        return text
    }

    private static func number(_ value: String, _ offset: Int) throws(ChartsError) -> Double {
        guard let number = SVGNumber.parse(Array(value.utf8)[...]) else { throw unexpected(value, offset) }
        return number
    }

    /// `none`, or percentages of the three channels of a sentinel colour.
    private static func color(_ value: String, _ offset: Int) throws(ChartsError) -> ThemeColor? {
        guard value != "none" else { return nil }
        guard value.hasPrefix("rgb("), value.hasSuffix(")") else { throw unexpected(value, offset) }
        var channels: [UInt8] = []
        for part in value.dropFirst(4).dropLast().split(separator: ",") {
            let percent = try number(String(part.dropLast()), offset)
            guard part.hasSuffix("%"), percent <= 100 else { throw unexpected(value, offset) }
            channels.append(UInt8((percent * 2.55).rounded()))
        }
        guard channels.count == 3,
            let role = Theme.role(ofSentinel: RGB(red: channels[0], green: channels[1], blue: channels[2]))
        else { throw unexpected(value, offset) }
        return role
    }

    private static func unexpected(_ detail: some StringProtocol, _ offset: Int) -> ChartsError {
        .unexpectedSVG(detail: "the style \(detail)", offset: offset)
    }
}

extension Theme {
    /// A colour for each role that no other role has, in which drawings go through Cairo's SVG surface.
    static let sentinel = Theme { role in
        let number = ThemeColor.allCases.firstIndex(of: role) ?? 0
        return RGB(red: UInt8(number + 1), green: UInt8(200 - number), blue: 77)
    }

    static func role(ofSentinel color: RGB) -> ThemeColor? {
        ThemeColor.allCases.first { sentinel[$0] == color }
    }
}
