/// A packet of Socket.IO 5 without attachments, as it lies in a message of Engine.IO.
package struct SocketPacket: Sendable, Equatable {
    package enum Kind: UInt8, Sendable {
        case connect = 0x30, disconnect, event, ack, connectError
    }

    package static let mainNamespace = "/"

    package var kind: Kind
    package var namespace = Self.mainNamespace
    /// Asks for an acknowledgement, or is one.
    package var id: Int?
    package var data: JSONNode?

    package init(_ kind: Kind, namespace: String = Self.mainNamespace, id: Int? = nil, data: JSONNode? = nil) {
        self.kind = kind
        self.namespace = namespace
        self.id = id
        self.data = data
    }

    /// An event with one value.
    package static func event(_ name: String, _ data: JSONNode) -> SocketPacket {
        SocketPacket(.event, data: .array([.string(name), data]))
    }

    /// - Returns: nil for what is no packet, or one with attachments.
    package init?(parsing text: ArraySlice<UInt8>) {
        guard let first = text.first, let kind = Kind(rawValue: first) else { return nil }
        self.kind = kind
        var rest = text.dropFirst()
        if rest.first == UInt8(ascii: "/") {
            let comma = rest.firstIndex(of: UInt8(ascii: ","))
            guard let name = String(validating: rest[..<(comma ?? rest.endIndex)], as: UTF8.self) else { return nil }
            namespace = name
            rest = comma.map { rest[rest.index(after: $0)...] } ?? []
        }
        let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        if !digits.isEmpty, kind == .event || kind == .ack {
            guard let number = Int(String(decoding: digits, as: UTF8.self)) else { return nil }
            id = number
            rest = rest.dropFirst(digits.count)
        }
        if !rest.isEmpty {
            guard let node = try? JSONNode(parsing: rest) else { return nil }
            data = node
        }
        if !isWellFormed { return nil }
    }

    private var isWellFormed: Bool {
        switch (kind, data) {
        case (.connect, nil), (.connect, .object), (.disconnect, nil): true
        case (.event, .array(let elements)): elements.first?.string != nil
        case (.ack, .array): id != nil
        case (.connectError, .object), (.connectError, .string): true
        default: false
        }
    }

    /// As a message of Engine.IO holds it.
    package var encoded: [UInt8] {
        var text = [kind.rawValue]
        if namespace != Self.mainNamespace { text += Array(namespace.utf8) + [UInt8(ascii: ",")] }
        if let id { text += Array("\(id)".utf8) }
        if let data { text += data.encoded }
        return text
    }

    /// A message of Engine.IO that holds it: `42["NAME",…]`.
    package var message: [UInt8] { [EnginePacket.Kind.message.rawValue] + encoded }
}
