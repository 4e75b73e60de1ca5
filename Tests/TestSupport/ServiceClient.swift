import Foundation
import Glibc

/// A client of a service on this machine, made of nothing but a socket.
package struct ServiceClient: Sendable {
    package let port: Int

    package init(port: Int) { self.port = port }

    package struct Answer: Sendable {
        package var status: Int
        /// By their names in lower case.
        package var headers: [String: String]
        package var body: String

        /// The value under keys of the JSON body.
        package func value(_ keys: String...) -> Any? {
            var value = try? JSONSerialization.jsonObject(with: Data(body.utf8), options: .fragmentsAllowed)
            for key in keys { value = (value as? [String: Any])?[key] }
            return value
        }

        init?(_ text: String) {
            guard let end = text.range(of: "\r\n\r\n") else { return nil }
            let lines = text[..<end.lowerBound].components(separatedBy: "\r\n")
            guard let status = lines[0].split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else { return nil }
            self.status = status
            let pairs = lines.dropFirst().compactMap { line -> (String, String)? in
                guard let colon = line.firstIndex(of: ":") else { return nil }
                let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
                return (line[..<colon].lowercased(), value)
            }
            headers = Dictionary(pairs) { $0 + ", " + $1 }
            body = String(text[end.upperBound...])
        }
    }

    /// Makes a call, on a connection of its own.
    /// - Returns: nil where there is no answer.
    package func call(
        _ method: String, _ path: String, headers: [String: String] = [:], json: String? = nil
    ) -> Answer? {
        var all = ["Host": "localhost:\(port)", "Connection": "close"]
        if let json {
            all["Content-Type"] = "application/json"
            all["Content-Length"] = "\(json.utf8.count)"
        }
        all.merge(headers) { $1 }
        let head =
            "\(method) \(path) HTTP/1.1\r\n" + all.map { "\($0.key): \($0.value)\r\n" }.sorted().joined() + "\r\n"
        return send(head + (json ?? ""))
    }

    /// Sends bytes, and reads until the service closes.
    package func send(_ text: String) -> Answer? {
        guard let connection = Connection(port: port) else { return nil }
        connection.send(Array(text.utf8))
        return Answer(String(decoding: connection.readToEnd(), as: UTF8.self))
    }
}

/// A TCP connection to this machine.
package final class Connection {
    private let descriptor: Int32
    private var buffer: [UInt8] = []

    /// - Returns: nil where nobody listens.
    package init?(port: Int, seconds: Int = 30) {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var timeout = timeval(tv_sec: seconds, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        if !isConnected {
            Glibc.close(descriptor)
            return nil
        }
    }

    deinit { Glibc.close(descriptor) }

    package func send(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if sent <= 0 { return }
            rest = rest.dropFirst(sent)
        }
    }

    private func receive() -> Bool {
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        let count = recv(descriptor, &piece, piece.count, 0)
        if count <= 0 { return false }
        buffer += piece[..<count]
        return true
    }

    /// Everything until the other side closes, or says nothing for too long.
    package func readToEnd() -> [UInt8] {
        while receive() {}
        defer { buffer = [] }
        return buffer
    }

    /// The next bytes up to and with a mark; nil where the other side closes before.
    package func read(through mark: String) -> String? {
        let mark = Array(mark.utf8)
        while true {
            for start in buffer.indices where buffer[start...].starts(with: mark) {
                let end = start + mark.count
                defer { buffer.removeFirst(end) }
                return String(decoding: buffer[..<end], as: UTF8.self)
            }
            if !receive() { return nil }
        }
    }

    /// The next so many bytes; nil where the other side closes before.
    package func read(count: Int) -> [UInt8]? {
        while buffer.count < count { if !receive() { return nil } }
        defer { buffer.removeFirst(count) }
        return Array(buffer[..<count])
    }
}

/// A client of Socket.IO over a WebSocket.
package final class WatchingClient {
    private let connection: Connection
    /// The code with which the service closed, where it did.
    package private(set) var closeCode: Int?

    /// - Returns: nil where the service does not let it in.
    package init?(port: Int, seconds: Int = 60) {
        guard let connection = Connection(port: port, seconds: seconds) else { return nil }
        self.connection = connection
        connection.send(
            Array(
                ("GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost:\(port)\r\n"
                    + "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n").utf8))
        guard connection.read(through: "\r\n\r\n")?.contains(" 101 ") == true, receive()?.hasPrefix("0{") == true
        else { return nil }
        send("40")
        guard receive()?.hasPrefix("40{") == true else { return nil }
    }

    package func send(_ text: String) {
        precondition(text.utf8.count < 126)
        connection.send([0x81, 0x80 | UInt8(text.utf8.count), 0, 0, 0, 0] + Array(text.utf8))
    }

    /// The next text; nil where the service closes, or sends nothing but pings up to a deadline.
    package func receive(until deadline: ContinuousClock.Instant? = nil) -> String? {
        while let head = connection.read(count: 2) {
            var length = Int(head[1] & 127)
            if length >= 126 {
                guard let bytes = connection.read(count: length == 126 ? 2 : 8) else { return nil }
                length = bytes.reduce(0) { $0 << 8 | Int($1) }
            }
            guard let body = connection.read(count: length) else { return nil }
            if head[0] & 15 == 8 {
                closeCode = body.prefix(2).reduce(0) { $0 << 8 | Int($1) }
                return nil
            }
            if body == [UInt8(ascii: "2")] {
                send("3")
                if let deadline, ContinuousClock.now > deadline { return nil }
                continue
            }
            return String(decoding: body, as: UTF8.self)
        }
        return nil
    }

    /// Reads events up to one that begins with a name, for four minutes at most; all of them, without `42["`.
    package func events(through name: String) -> [String] {
        let deadline = ContinuousClock.now + .seconds(240)
        var events: [String] = []
        while ContinuousClock.now < deadline, let text = receive(until: deadline) {
            guard text.hasPrefix("42[\"") else { continue }
            events.append(String(text.dropFirst(4)))
            if events.last?.hasPrefix(name) == true { break }
        }
        return events
    }
}
