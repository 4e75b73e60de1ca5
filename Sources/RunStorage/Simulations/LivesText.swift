import Households

/// The lives of a simulation as their text in its document, which may be a million months long: written and read by a
/// table of the keys instead of value by value through a coder.
///
/// A month is a line. What has another form, as a coder's text, is read all the same, or by `JSONDecoder`.
struct LivesText {
    /// Where a figure of a month is kept.
    private enum Figure {
        case count(Field<LivedMonth, Int>)
        case amount(Field<LivedMonth, Double>)
        case amountIfAny(Field<LivedMonth, Double?>)
        case flagIfAny(Field<LivedMonth, Bool?>)
        case goal
    }

    /// A stored property by its place in memory: a key path takes ten times as long.
    private struct Field<Root: BitwiseCopyable, Value: BitwiseCopyable> {
        let offset: Int

        init(_ path: KeyPath<Root, Value>) {
            guard let offset = MemoryLayout<Root>.offset(of: path) else { preconditionFailure("is not stored") }
            self.offset = offset
        }

        @inline(__always)
        func value(of root: Root) -> Value {
            withUnsafeBytes(of: root) { $0.load(fromByteOffset: offset, as: Value.self) }
        }

        @inline(__always)
        func set(_ value: Value, of root: inout Root) {
            withUnsafeMutableBytes(of: &root) { $0.storeBytes(of: value, toByteOffset: offset, as: Value.self) }
        }
    }

    /// A key with its quotes, and the text that goes before its value.
    private struct Key<Place> {
        let quoted, opening: [UInt8]
        let place: Place

        init(_ key: some CodingKey, _ place: Place) {
            quoted = Array("\"\(key.stringValue)\"".utf8)
            opening = quoted + [UInt8(ascii: ":")]
            self.place = place
        }
    }

    // In the order of the keys' bytes.
    private let figures: [Key<Figure>] =
        ([
            (.bills, .amount(Field(\.bills))), (.cash, .amount(Field(\.cash))), (.consumed, .amount(Field(\.consumed))),
            (.consumption, .amountIfAny(Field(\.consumption))), (.emergency, .amount(Field(\.emergency))),
            (.forcedSale, .amountIfAny(Field(\.forcedSale))), (.goal, .goal),
            (.goalShare, .amountIfAny(Field(\.goalShare))),
            (.income, .amount(Field(\.income))), (.invested, .amount(Field(\.invested))),
            (.isOutOfWork, .flagIfAny(Field(\.isOutOfWork))),
            (.isRuined, .flagIfAny(Field(\.isRuined))), (.loan, .amountIfAny(Field(\.loan))),
            (.month, .count(Field(\.month))),
            (.portfolio, .amount(Field(\.portfolio))), (.prepaid, .amountIfAny(Field(\.prepaid))),
            (.reward, .amount(Field(\.reward))),
            (.sold, .amountIfAny(Field(\.sold))),
        ] as [(LivedMonth.CodingKeys, Figure)]).map { Key($0, $1) }
    private let goals: [Key<Field<Goal, Double>>] =
        ([
            (.aggressiveness, Field(\.aggressiveness)), (.safetyBuffer, Field(\.safetyBuffer)),
            (.targetInvestRatio, Field(\.targetInvestRatio)),
        ] as [(Goal.CodingKeys, Field<Goal, Double>)]).map { Key($0, $1) }

    // MARK: - Writing

    /// Appends the text of some lives, as the value of a key of the outermost object.
    ///
    /// - Returns: false where they have no text of this form: none at all, a life without months, a number that is not
    ///   finite.
    func append(_ lives: [LivedLife], to text: inout [UInt8]) -> Bool {
        guard !lives.isEmpty else { return false }
        let months = lives.reduce(0) { $0 + $1.months.count }
        text.reserveCapacity(text.count + months * Self.usualMonth)
        text.append(UInt8(ascii: "["))
        for life in lives {
            guard !life.months.isEmpty, !life.shares.isEmpty else { return false }
            text += "\n{\"months\":[".utf8
            for month in life.months {
                text += "\n{".utf8
                guard append(month, to: &text) else { return false }
                text += "},".utf8
            }
            text.removeLast()
            text += "],\n\"shares\":[".utf8
            for shares in life.shares {
                guard !shares.isEmpty else { return false }
                text.append(UInt8(ascii: "["))
                for share in shares {
                    guard append(share, to: &text) else { return false }
                    text.append(UInt8(ascii: ","))
                }
                text.removeLast()
                text += "],".utf8
            }
            text.removeLast()
            text += "]},".utf8
        }
        text.removeLast()
        text += "\n  ]".utf8
        return true
    }

    /// Bytes of a month, with its shares.
    private static let usualMonth = 512

    private func append(_ month: LivedMonth, to text: inout [UInt8]) -> Bool {
        for key in figures {
            switch key.place {
            case .count(let field):
                text += key.opening
                text += field.value(of: month).description.utf8
            case .amount(let field):
                text += key.opening
                guard append(field.value(of: month), to: &text) else { return false }
            case .amountIfAny(let field):
                guard let value = field.value(of: month) else { continue }
                text += key.opening
                guard append(value, to: &text) else { return false }
            case .flagIfAny(let field):
                guard let value = field.value(of: month) else { continue }
                text += key.opening
                text += (value ? "true" : "false").utf8
            case .goal:
                guard let goal = month.goal else { continue }
                text += key.opening
                text.append(UInt8(ascii: "{"))
                for key in goals {
                    text += key.opening
                    guard append(key.place.value(of: goal), to: &text) else { return false }
                    text.append(UInt8(ascii: ","))
                }
                text.removeLast()
                text.append(UInt8(ascii: "}"))
            }
            text.append(UInt8(ascii: ","))
        }
        text.removeLast()
        return true
    }

    /// A number without the `.0` of whole ones.
    private func append(_ value: Double, to text: inout [UInt8]) -> Bool {
        guard value.isFinite else { return false }
        value.appendText(to: &text)
        if text[text.count - 2] == UInt8(ascii: "."), text[text.count - 1] == UInt8(ascii: "0") { text.removeLast(2) }
        return true
    }

    // MARK: - Reading

    private struct OtherForm: Error {}

    /// The lives of a text; nil where it is not of the form that is written.
    func lives(in text: ArraySlice<UInt8>) -> [LivedLife]? {
        text.withUnsafeBufferPointer { bytes in
            var scanner = JSONScanner(bytes: bytes)
            var lives: [LivedLife] = []
            do {
                try list(&scanner) { scanner in lives.append(try life(&scanner)) }
                try scanner.expectEnd()
                return lives
            } catch {
                return nil
            }
        }
    }

    private func list(_ scanner: inout JSONScanner, _ element: (inout JSONScanner) throws -> Void) throws {
        try scanner.expect(UInt8(ascii: "["))
        repeat { try element(&scanner) } while try scanner.take(UInt8(ascii: ","))
        try scanner.expect(UInt8(ascii: "]"))
    }

    private func life(_ scanner: inout JSONScanner) throws -> LivedLife {
        var life = LivedLife()
        try scanner.expect(UInt8(ascii: "{"))
        guard scanner.take(Array("\"months\"".utf8)) else { throw OtherForm() }
        try scanner.expect(UInt8(ascii: ":"))
        try list(&scanner) { scanner in life.months.append(try month(&scanner)) }
        try scanner.expect(UInt8(ascii: ","))
        guard scanner.take(Array("\"shares\"".utf8)) else { throw OtherForm() }
        try scanner.expect(UInt8(ascii: ":"))
        try list(&scanner) { scanner in
            var shares: [Double] = []
            try list(&scanner) { scanner in shares.append(try scanner.double()) }
            life.shares.append(shares)
        }
        try scanner.expect(UInt8(ascii: "}"))
        return life
    }

    private func month(_ scanner: inout JSONScanner) throws -> LivedMonth {
        var month = LivedMonth(month: 0)
        try members(&scanner, figures) { scanner, figure in
            switch figure {
            case .count(let field): field.set(try scanner.integer(), of: &month)
            case .amount(let field): field.set(try scanner.double(), of: &month)
            case .amountIfAny(let field): field.set(try scanner.double(), of: &month)
            case .flagIfAny(let field):
                let isTrue = scanner.take(Array("true".utf8))
                guard isTrue || scanner.take(Array("false".utf8)) else { throw OtherForm() }
                field.set(isTrue, of: &month)
            case .goal:
                var goal = Goal(targetInvestRatio: 0, safetyBuffer: 0, aggressiveness: 0)
                try members(&scanner, goals) { scanner, field in field.set(try scanner.double(), of: &goal) }
                month.goal = goal
            }
        } mayMiss: { figure in
            switch figure {
            case .count, .amount: false
            case .amountIfAny, .flagIfAny, .goal: true
            }
        }
        return month
    }

    /// Reads an object whose keys are in order.
    private func members<Place>(
        _ scanner: inout JSONScanner, _ keys: [Key<Place>], _ value: (inout JSONScanner, Place) throws -> Void,
        mayMiss: (Place) -> Bool = { _ in false }
    ) throws {
        try scanner.expect(UInt8(ascii: "{"))
        var (next, isOver) = (0, false)
        while next < keys.count {
            let key = keys[next]
            next += 1
            guard !isOver, scanner.take(key.quoted) else {
                guard mayMiss(key.place) else { throw OtherForm() }
                continue
            }
            try scanner.expect(UInt8(ascii: ":"))
            try value(&scanner, key.place)
            isOver = try !scanner.take(UInt8(ascii: ","))
        }
        guard isOver else { throw OtherForm() }
        try scanner.expect(UInt8(ascii: "}"))
    }
}
