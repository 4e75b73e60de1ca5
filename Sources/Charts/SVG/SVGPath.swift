/// Path data made short: rounded, relative, without repeated commands, lines in one direction as one. Places are
/// rounded, not distances, so that errors do not add up.
package struct SVGPath {
    /// A place in whole units of 10^−`decimals`.
    private typealias Place = (x: Int, y: Int)

    private let decimals: Int
    private var text: [UInt8] = []
    /// Where what is written ends.
    private var current: Place = (0, 0)
    private var start: Place = (0, 0)
    /// A move is only written once something is drawn from there.
    private var pendingMove: Place?
    /// The end of a line that is only written once it is known to go no further.
    private var pendingLine: Place?
    private var lastCommand: UInt8 = 0

    package init(decimals: Int) {
        self.decimals = decimals
    }

    /// The path as it stands in an attribute; empty where nothing is drawn.
    package var data: String {
        var path = self
        path.flushLine()
        return String(decoding: path.text, as: UTF8.self)
    }

    package mutating func move(to point: Point) {
        flushLine()
        pendingMove = rounded(point)
    }

    package mutating func line(to point: Point) {
        let end = rounded(point)
        guard end != pendingMove ?? pendingLine ?? current else { return }
        flushMove()
        if let middle = pendingLine, !isStraight(through: middle, to: end) { flushLine() }
        pendingLine = end
    }

    /// Whether a line goes on in the same direction.
    private func isStraight(through middle: Place, to end: Place) -> Bool {
        let (first, second) = ((middle.x - current.x, middle.y - current.y), (end.x - middle.x, end.y - middle.y))
        return first.0 * second.1 == first.1 * second.0 && first.0 * second.0 + first.1 * second.1 > 0
    }

    /// A cubic Bézier curve with two control points.
    package mutating func curve(_ first: Point, _ second: Point, to point: Point) {
        flushMove()
        flushLine()
        append(command: "c", [first, second, point].map(rounded).flatMap { [$0.x - current.x, $0.y - current.y] })
        current = rounded(point)
    }

    /// Back to where the last move went.
    package mutating func close() {
        guard pendingMove == nil else { return }
        flushLine()
        append(command: "z", [])
        current = start
    }

    /// A line through points.
    package mutating func add(_ points: [Point]) {
        guard let first = points.first else { return }
        move(to: first)
        for point in points.dropFirst() { line(to: point) }
    }

    private func rounded(_ point: Point) -> Place {
        (SVGNumber.rounded(point.x, decimals: decimals), SVGNumber.rounded(point.y, decimals: decimals))
    }

    private mutating func flushMove() {
        guard let move = pendingMove else { return }
        pendingMove = nil
        append(command: "m", [move.x - current.x, move.y - current.y])
        // What follows the numbers of a move without a letter is a line.
        lastCommand = UInt8(ascii: "l")
        current = move
        start = move
    }

    private mutating func flushLine() {
        guard let end = pendingLine else { return }
        pendingLine = nil
        let (dx, dy) = (end.x - current.x, end.y - current.y)
        if dy == 0 {
            append(command: "h", [dx])
        } else if dx == 0 {
            append(command: "v", [dy])
        } else {
            append(command: "l", [dx, dy])
        }
        current = end
    }

    /// A letter where the command changes, and a space only where two numbers would run together.
    private mutating func append(command letter: Unicode.Scalar, _ numbers: [Int]) {
        let command = UInt8(ascii: letter)
        var needsSeparator = command == lastCommand
        if command != lastCommand || letter == "m" {
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
