/// Path data made short: rounded, relative, without repeated commands. Places are rounded, not distances, so that
/// errors do not add up.
package struct SVGPath {
    /// The shortened path; empty where nothing is drawn.
    package private(set) var text: [UInt8] = []

    private let decimals: Int
    private var current = (x: 0, y: 0)
    private var start = (x: 0, y: 0)
    /// A move is only written once something is drawn from there.
    private var pendingMove: (x: Int, y: Int)?
    private var lastCommand: UInt8 = 0

    /// - Parameter data: absolute commands M, L, C and Z, as Cairo writes them.
    /// - Throws: `ChartsError.unexpectedSVG` for any other.
    package init(_ data: ArraySlice<UInt8>, decimals: Int) throws(ChartsError) {
        self.decimals = decimals
        var rest = data
        while let command = Self.nextCommand(&rest) {
            switch command {
            case UInt8(ascii: "M"):
                pendingMove = try point(&rest)
            case UInt8(ascii: "L"):
                line(to: try point(&rest))
            case UInt8(ascii: "C"):
                curve(try point(&rest), try point(&rest), try point(&rest))
            case UInt8(ascii: "Z"):
                close()
            default:
                throw .unexpectedSVG(detail: "the path command \(Unicode.Scalar(command))", offset: rest.startIndex)
            }
        }
    }

    private static func nextCommand(_ rest: inout ArraySlice<UInt8>) -> UInt8? {
        while rest.first == 0x20 { rest = rest.dropFirst() }
        return rest.popFirst()
    }

    private func point(_ rest: inout ArraySlice<UInt8>) throws(ChartsError) -> (x: Int, y: Int) {
        (try number(&rest), try number(&rest))
    }

    private func number(_ rest: inout ArraySlice<UInt8>) throws(ChartsError) -> Int {
        while rest.first == 0x20 { rest = rest.dropFirst() }
        guard let number = SVGNumber.take(from: &rest) else {
            throw .unexpectedSVG(detail: "no number in a path", offset: rest.startIndex)
        }
        return SVGNumber.rounded(number, decimals: decimals)
    }

    private mutating func line(to end: (x: Int, y: Int)) {
        let from = pendingMove ?? current
        guard end != from else { return }
        flushMove()
        let (dx, dy) = (end.x - current.x, end.y - current.y)
        if dy == 0 {
            append(command: UInt8(ascii: "h"), [dx])
        } else if dx == 0 {
            append(command: UInt8(ascii: "v"), [dy])
        } else {
            append(command: UInt8(ascii: "l"), [dx, dy])
        }
        current = end
    }

    private mutating func curve(_ first: (x: Int, y: Int), _ second: (x: Int, y: Int), _ end: (x: Int, y: Int)) {
        flushMove()
        append(
            command: UInt8(ascii: "c"),
            [first, second, end].flatMap { [$0.x - current.x, $0.y - current.y] })
        current = end
    }

    private mutating func close() {
        guard pendingMove == nil else { return }
        text.append(UInt8(ascii: "z"))
        lastCommand = UInt8(ascii: "z")
        current = start
    }

    private mutating func flushMove() {
        guard let move = pendingMove else { return }
        pendingMove = nil
        append(command: UInt8(ascii: "m"), [move.x - current.x, move.y - current.y])
        // What follows the numbers of a move without a letter is a line.
        lastCommand = UInt8(ascii: "l")
        current = move
        start = move
    }

    /// A letter where the command changes, and a space only where two numbers would run together.
    private mutating func append(command: UInt8, _ numbers: [Int]) {
        var needsSeparator = command == lastCommand
        if command != lastCommand || command == UInt8(ascii: "m") {
            text.append(command)
            needsSeparator = false
        }
        lastCommand = command
        for number in numbers {
            if needsSeparator, number >= 0 { text.append(0x20) }
            SVGNumber.append(number, decimals: decimals, to: &text)
            needsSeparator = true
        }
    }
}
