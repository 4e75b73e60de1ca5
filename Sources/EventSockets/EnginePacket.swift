/// A packet of Engine.IO 4 as text: one digit for its kind, then what it carries.
package struct EnginePacket: Sendable, Equatable {
    package enum Kind: UInt8, Sendable {
        case open = 0x30, close, ping, pong, message, upgrade, noop
    }

    package var kind: Kind
    /// UTF-8.
    package var payload: ArraySlice<UInt8>

    /// - Returns: nil for what is no packet: nothing, an unknown kind, or binary (`b…`).
    package init?(_ text: ArraySlice<UInt8>) {
        guard let first = text.first, let kind = Kind(rawValue: first) else { return nil }
        self.kind = kind
        payload = text.dropFirst()
    }

    /// The ping that a server sends.
    package static let ping: [UInt8] = [Kind.ping.rawValue]
    /// What ends a poll for which there is nothing.
    package static let noop: [UInt8] = [Kind.noop.rawValue]
    /// The answer to `2probe`.
    package static let probeAnswer = Array("3probe".utf8)
    static let probe = Array("probe".utf8)

    /// `0{…}`, the first packet of a session.
    /// - Parameter upgrades: what the client may change to.
    package static func open(sid: String, upgrades: [String], _ settings: SessionSettings) -> [UInt8] {
        let body = JSONNode.members([
            "sid": .string(sid), "upgrades": .array(upgrades.map { .string($0) }),
            "pingTimeout": .number(settings.pingTimeout), "pingInterval": .number(settings.pingInterval),
            "maxPayload": .number(settings.maxPayload),
        ])
        return [Kind.open.rawValue] + body.encoded
    }
}

/// Packets of one poll, joined by U+001E, which JSON escapes.
package enum PollBody {
    static let separator: UInt8 = 0x1E

    /// The packets of a body; one that is empty is a packet that is none.
    package static func split(_ body: [UInt8]) -> [ArraySlice<UInt8>] {
        body.split(separator: separator, omittingEmptySubsequences: false)
    }

    package static func join(_ packets: [[UInt8]]) -> [UInt8] { Array(packets.joined(separator: [separator])) }
}
