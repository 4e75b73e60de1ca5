import EventSockets
import Foundation
import Testing

/// The codecs against `Vectors/packets.json`, made with python-socketio.
struct PacketTests {
    private let vectors: JSONNode

    init() throws { vectors = try Vectors.read("packets") }

    @Test func packetsAreReadAsPythonReadsThem() throws {
        for vector in try #require(vectors["decode"]?.elements) {
            let text = try #require(vector["text"]?.string)
            let packet = try #require(SocketPacket(parsing: text.utf8[...].bytes), "\(text)")
            #expect(Self.name(packet.kind) == vector["type"]?.string, "\(text)")
            #expect(packet.namespace == vector["namespace"]?.string, "\(text)")
            #expect(packet.id.map { JSONNode.number($0) } ?? .null == vector["id"], "\(text)")
            #expect(packet.data ?? .null == vector["data"], "\(text)")
        }
    }

    @Test func brokenPacketsAreNone() throws {
        for text in try #require(vectors["must_fail"]?.elements).compactMap(\.string) {
            #expect(SocketPacket(parsing: Array(text.utf8)[...]) == nil, "\(text)")
        }
    }

    @Test func packetsAreWrittenAsPythonWritesThem() throws {
        for vector in try #require(vectors["encode"]?.elements) {
            let kind = try #require(
                [SocketPacket.Kind.connect, .disconnect, .event, .ack, .connectError].first {
                    Self.name($0) == vector["type"]?.string
                })
            let id = vector["id"]?.double.map { Int($0) }
            let packet = SocketPacket(
                kind, namespace: try #require(vector["namespace"]?.string), id: id,
                data: vector["data"] == .null ? nil : vector["data"])
            #expect(String(decoding: packet.encoded, as: UTF8.self) == vector["text"]?.string)
        }
    }

    @Test func engineKindsAreKnown() throws {
        for vector in try #require(vectors["engine"]?.elements) {
            let text = Array(try #require(vector["text"]?.string).utf8)
            let type = try #require(vector["type"]?.string)
            guard let packet = EnginePacket(text[...]) else {
                #expect(type.hasSuffix("refused"))
                continue
            }
            #expect("\(packet.kind)".uppercased() == type)
        }
        #expect(EnginePacket([]) == nil)
    }

    @Test func pollBodiesAreJoinedByTheRecordSeparator() throws {
        for vector in try #require(vectors["poll_bodies"]?.elements) {
            let packets = try #require(vector["packets"]?.elements).map { Array(($0.string ?? "").utf8) }
            let body = Array(try #require(vector["body"]?.string).utf8)
            #expect(PollBody.join(packets) == body)
            #expect(PollBody.split(body).map(Array.init) == packets)
        }
    }

    @Test(arguments: [(0, 2), (125, 2), (126, 4), (65_535, 4), (65_536, 10)])
    func framesSayHowLongTheyAre(length: Int, header: Int) {
        let bytes = ServerFrame.header(length: length)
        #expect(bytes.count == header)
        #expect(bytes[0] == 0x81)
        let stated = header == 2 ? [bytes[1]] : Array(bytes[2...])
        #expect(stated.reduce(0) { $0 << 8 | Int($1) } == length)
    }

    @Test func numbersKeepTheirDigits() throws {
        let text = "{\"seed\":18446744073709551615,\"a\":[1.50,-0,1e+16],\"s\":\"\\u001e\\n\\\"é\"}"
        let node = try JSONNode(parsing: text.utf8)
        #expect(String(decoding: node.encoded, as: UTF8.self) == text)
    }

    @Test func depthIsBounded() throws {
        let deep = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
        _ = try JSONNode(parsing: deep.utf8)
        #expect(throws: JSONMistake(message: "Nested too deeply", offset: 64)) {
            try JSONNode(parsing: "[\(deep)]".utf8)
        }
        #expect(throws: JSONMistake.self) { try JSONNode(parsing: String(repeating: "[", count: 100_000).utf8) }
    }

    @Test(arguments: [
        ("{", "Expecting property name enclosed in double quotes", 1), ("", "Expecting value", 0),
        ("[1,]", "Expecting value", 3), ("{\"a\"1}", "Expecting ':' delimiter", 4),
        ("[1 2]", "Expecting ',' delimiter", 3),
        ("1 2", "Extra data", 2), ("\"a", "Unterminated string starting at", 0), ("[NaN]", "Expecting value", 1),
        ("\"\\ud800\"", "Invalid \\uXXXX escape", 1), ("01", "Extra data", 1), ("-", "Expecting value", 0),
    ])
    func mistakesHaveAPlaceAndPythonsWords(text: String, message: String, offset: Int) {
        #expect(throws: JSONMistake(message: message, offset: offset)) { try JSONNode(parsing: text.utf8) }
    }

    private static func name(_ kind: SocketPacket.Kind) -> String {
        switch kind {
        case .connect: "CONNECT"
        case .disconnect: "DISCONNECT"
        case .event: "EVENT"
        case .ack: "ACK"
        case .connectError: "CONNECT_ERROR"
        }
    }
}

extension Substring.UTF8View {
    var bytes: ArraySlice<UInt8> { Array(self)[...] }
}

/// The recorded traffic: `Vectors/README.txt` explains it.
enum Vectors {
    static func read(_ name: String) throws -> JSONNode {
        let file = try #require(Bundle.module.url(forResource: name, withExtension: "json", subdirectory: "Vectors"))
        return try JSONNode(parsing: Data(contentsOf: file))
    }

    static func steps(_ name: String) throws -> [JSONNode] { try #require(try read(name)["steps"]?.elements) }
}
