import EventSockets
import NIOCore
import NIOHTTP1

/// A request, its body whole.
struct Request: Sendable {
    var method: HTTPMethod
    /// As it was sent, without the query.
    var path: String
    var query: [(name: String, value: String)]
    var headers: HTTPHeaders
    var body: [UInt8]
    var keepsAlive: Bool
    /// Whether it asks to become a WebSocket.
    var upgradesToWebSocket: Bool
    var isHTTP10 = false

    init(_ head: HTTPRequestHead, body: [UInt8] = []) {
        method = head.method
        let uri = head.uri
        if let mark = uri.utf8.firstIndex(of: UInt8(ascii: "?")) {
            path = String(uri[..<mark])
            query = Self.pairs(uri[uri.utf8.index(after: mark)...])
        } else {
            path = uri
            query = []
        }
        headers = head.headers
        self.body = body
        keepsAlive = head.isKeepAlive
        isHTTP10 = head.version == .http1_0
        // Of a name that a tab follows the decoder does not think that it is one: it would go on reading requests.
        upgradesToWebSocket =
            head.headers.contains(name: "upgrade")
            && !head.headers["connection"].contains { $0.contains("\t") }
            && head.headers[canonicalForm: "upgrade"].contains { $0.lowercased() == "websocket" }
            && head.headers[canonicalForm: "connection"].contains { $0.lowercased() == "upgrade" }
    }

    private static func pairs(_ text: Substring) -> [(name: String, value: String)] {
        text.split(separator: "&").compactMap { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = PercentEncoding.decode(parts[0]) else { return nil }
            return (name, parts.count > 1 ? PercentEncoding.decode(parts[1]) ?? "" : "")
        }
    }

    /// The first value of a name in the query.
    func query(_ name: String) -> String? { query.first { $0.name == name }?.value }
}

enum PercentEncoding {
    /// - Returns: nil where an escape is broken, or what comes out is no UTF-8 or holds NUL.
    static func decode(_ text: Substring) -> String? {
        guard text.utf8.contains(UInt8(ascii: "%")) else { return String(text) }
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit) else {
                return nil
            }
            bytes.append(high << 4 | low)
        }
        guard !bytes.contains(0) else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        byte < 0x80 ? Character(Unicode.Scalar(byte)).hexDigitValue.map(UInt8.init) : nil
    }
}

/// An answer.
struct Response: Sendable {
    var status: HTTPResponseStatus
    var type: String?
    var headers: [(name: String, value: String)] = []
    var body: [UInt8]
    /// Whether the connection is closed afterwards.
    var closes = false

    static let json = "application/json"
    static let html = "text/html; charset=utf-8"
    static let plain = "text/plain; charset=UTF-8"

    init(
        _ status: HTTPResponseStatus, type: String? = nil, headers: [(name: String, value: String)] = [],
        body: [UInt8] = []
    ) {
        self.status = status
        self.type = type
        self.headers = headers
        self.body = body
    }

    init(_ status: HTTPResponseStatus = .ok, _ node: JSONNode, headers: [(name: String, value: String)] = []) {
        self.init(status, type: Self.json, headers: headers, body: node.encoded)
    }

    func with(_ name: String, _ value: String) -> Response {
        var result = self
        result.headers.append((name, value))
        return result
    }
}

/// A request that waits for its answer, which is given once, on the event loop.
final class Exchange {
    let request: Request
    /// The pattern of the path, for metrics: no path of a stranger.
    var route = "other"
    /// Headers that go into whatever answer comes.
    var commonHeaders: [(name: String, value: String)] = []
    let began: UInt64
    /// Called where the client went away before the answer.
    var whenGone: (() -> Void)?
    /// Whether it is a poll, whose client has gone once it sends no more.
    var isPoll = false
    private var send: ((Response) -> Void)?

    init(_ request: Request, began: UInt64, send: @escaping (Response) -> Void) {
        self.request = request
        self.began = began
        self.send = send
    }

    var isAnswered: Bool { send == nil }

    func answer(_ response: Response) {
        guard let send else { return }
        self.send = nil
        whenGone = nil
        var response = response
        response.headers += commonHeaders
        send(response)
    }

    /// The connection is closed: no answer is due any more.
    func abandon() {
        guard send != nil else { return }
        send = nil
        let gone = whenGone
        whenGone = nil
        gone?()
    }
}
