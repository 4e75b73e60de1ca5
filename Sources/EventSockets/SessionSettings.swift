/// The intervals and limits of a session; times in milliseconds.
package struct SessionSettings: Sendable {
    package var pingInterval: UInt64 = 25_000
    package var pingTimeout: UInt64 = 20_000
    /// Until the client is in the namespace.
    package var connectTimeout: UInt64 = 45_000
    /// Until a WebSocket that was opened beside polls takes over.
    package var upgradeTimeout: UInt64 = 10_000
    /// Bytes of a message, or of the body of a poll.
    package var maxPayload = 1_000_000
    /// Packets of one poll: python-engineio refuses more.
    package var packetsPerPoll = 16
    package var eventsPerSecond = 50
    /// Packets beside the log's that may wait for a client.
    package var longestOutbox = 256
    /// Bytes of these.
    package var largestOutbox = 1_000_000

    package init() {}
}

/// Why a session ended.
package enum SessionEnd: String, Sendable {
    /// The client said so, or is gone.
    case closedByClient = "closed by the client"
    case silent = "no sign of life"
    case notConnected = "no CONNECT"
    case malformed = "malformed"
    case binary = "binary"
    case tooLong = "too long"
    case tooManyEvents = "too many events"
    case twoPolls = "two polls at once"
    case notTaken = "does not read"

    /// The code of the close frame.
    package var closeCode: UInt16 {
        switch self {
        case .closedByClient, .silent, .notConnected: 1000
        case .malformed, .twoPolls: 1002
        case .binary: 1003
        case .tooLong: 1009
        case .tooManyEvents, .notTaken: 1008
        }
    }
}
