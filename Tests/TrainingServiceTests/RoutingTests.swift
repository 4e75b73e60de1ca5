import EventSockets
import Foundation
import Testing
import TrainingService

/// Requests through the whole pipeline, without a socket.
struct RoutingTests {
    private let workplace: Workplace

    init() throws { workplace = try Workplace() }

    private func service(_ change: (inout ServiceConfiguration) -> Void = { _ in }) throws -> EmbeddedService {
        var configuration = workplace.configuration()
        change(&configuration)
        return try EmbeddedService(configuration)
    }

    /// A decoder that goes on reading requests where an upgrade was seen would hand them to whom they are no frames.
    @Test func anUpgradeThatTheDecoderDoesNotSeeIsNone() throws {
        let answer = try service().send(
            "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
                + "Connection: upgrade\t\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
                + "\r\nGET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
        #expect(answer.hasPrefix("HTTP/1.1 400 "), "\(answer)")
    }

    @Test func healthIsAnsweredOnTheLoop() throws {
        let answer = try service().get("/health")
        #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(
            answer.contains("X-Content-Type-Options: nosniff\r\n") && answer.contains("Referrer-Policy: no-referrer"))
        #expect(answer.contains(#"{"status":"healthy","version":""#))
    }

    @Test func requestsOfOneConnectionAreAnsweredInOrder() throws {
        let request = "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"
        let other = "GET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n"
        let answer = try service().send(request + other + request)
        #expect(answer.matches(of: /HTTP\/1\.1 (\d+)/).map { String($0.1) } == ["200", "404", "200"])
    }

    @Test func headHasNoBody() throws {
        let answer = try service().send("HEAD /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
        #expect(answer.hasPrefix("HTTP/1.1 200") && answer.hasSuffix("\r\n\r\n"))
        #expect(answer.contains("Content-Length: "))
    }

    @Test func anOldClientIsAnsweredAndClosed() throws {
        let service = try service()
        let answer = try service.send("GET /health HTTP/1.0\r\n\r\n")
        #expect(answer.contains("200 OK") && answer.contains("Connection: close"))
    }

    @Test(arguments: [
        ("GET", "/api/nothing", 404, ""), ("DELETE", "/api/training/status", 405, "Allow: GET, HEAD, OPTIONS"),
        ("PUT", "/api/training/start", 405, "Allow: POST, OPTIONS"), ("GET", "/api/scenarios/a%00b", 404, ""),
        ("GET", "/api/scenarios/%ff", 404, ""), ("GET", "/api/scenarios/a/b", 404, ""),
        ("PATCH", "/api/models", 405, "Allow: GET"),
        ("OPTIONS", "/api/models", 204, "Allow: GET, HEAD, OPTIONS"),
        ("GET", "/socket.io/?EIO=3&transport=polling", 400, "Unsupported protocol version"),
        ("GET", "/socket.io/?EIO=4&transport=pigeon", 400, "Transport unknown"),
        ("PUT", "/socket.io/?EIO=4&transport=polling", 400, "Bad handshake method"),
        ("GET", "/socket.io?EIO=4&transport=polling&sid=x", 400, "Session ID unknown"),
        ("GET", "/socket.io?EIO=4&transport=websocket", 400, "Bad request"),
        ("GET", "/docs", 200, "Content-Security-Policy: default-src 'none'"),
        ("GET", "/openapi.json", 200, "\"openapi\": \"3.1.0\""),
        ("GET", "/metrics", 200, "hrlreport_training_running 0"),
        ("GET", "/api/training/history?points=0", 422, "\"query\",\"points\""),
    ])
    func callsAreTold(method: String, path: String, status: Int, text: String) throws {
        let answer = try service().send("\(method) \(path) HTTP/1.1\r\nHost: localhost\r\n\r\n")
        #expect(answer.hasPrefix("HTTP/1.1 \(status) "), "\(answer.prefix(200))")
        #expect(text.isEmpty || answer.contains(text), "\(answer)")
    }

    @Test func theRootIsAPageForBrowsersOnly() throws {
        #expect(try service().get("/", "Accept: text/html,*/*\r\n").contains("<!DOCTYPE html>"))
        let answer = try service().get("/", "Accept: */*\r\n")
        #expect(answer.contains(#""websocket":"/socket.io""#) && answer.contains("Vary: Accept"))
    }

    // MARK: - Who may ask

    @Test(arguments: [
        ("localhost", 200), ("localhost:8000", 200), ("LOCALHOST:1", 200), ("127.0.0.1", 200), ("[::1]:8000", 200),
        ("stranger.example", 403), ("localhost.stranger.example", 403), ("reports.example:443", 200), ("", 403),
    ])
    func onlyItsOwnNamesAreAnswered(host: String, status: Int) throws {
        let service = try service { $0.allowedHosts = ["reports.example"] }
        #expect(try service.send("GET /health HTTP/1.1\r\nHost: \(host)\r\n\r\n").hasPrefix("HTTP/1.1 \(status) "))
    }

    @Test func aRequestWithoutHostIsNone() throws {
        #expect(try service().send("GET /health HTTP/1.1\r\n\r\n").hasPrefix("HTTP/1.1 400 "))
    }

    @Test(arguments: [
        ("http://localhost:5173", true), ("http://127.0.0.1", true), ("http://[::1]:3000", true),
        ("https://stranger.example", false), ("http://localhost.stranger.example", false), ("null", false),
        ("https://reports.example", true), ("https://reports.example:444", false), ("file://", false),
    ])
    func originsAreChecked(origin: String, isAllowed: Bool) throws {
        func service() throws -> EmbeddedService { try self.service { $0.origins = ["https://reports.example"] } }
        let header = "Origin: \(origin)\r\n"
        let read = try service().get("/health", header)
        #expect(read.hasPrefix("HTTP/1.1 200 ") && read.contains("Vary: Origin"))
        #expect(read.contains("Access-Control-Allow-Origin: \(origin)\r\n") == isAllowed)
        let poll = try service().get("/socket.io/?EIO=4&transport=polling", header)
        #expect(poll.hasPrefix(isAllowed ? "HTTP/1.1 200 " : "HTTP/1.1 403 "))
        // Refused before anything is read of it.
        let start = try service().post("/api/training/start", "{}", "\(header)Content-Type: application/json\r\n")
        #expect(start.hasPrefix(isAllowed ? "HTTP/1.1 422 " : "HTTP/1.1 403 "))
        let preflight = try service().send(
            "OPTIONS /api/training/start HTTP/1.1\r\nHost: localhost\r\n\(header)Access-Control-Request-Method: POST\r\n"
                + "Access-Control-Request-Headers: content-type, X-Request-Time\r\n\r\n")
        #expect(preflight.hasPrefix(isAllowed ? "HTTP/1.1 204 " : "HTTP/1.1 403 "))
        #expect(preflight.contains("Access-Control-Allow-Headers: content-type, X-Request-Time") == isAllowed)
    }

    @Test func everyOriginMayWhereThatIsWanted() throws {
        let service = try service { $0.origins = ["*"] }
        let answer = try service.get("/socket.io/?EIO=4&transport=polling", "Origin: https://stranger.example\r\n")
        #expect(answer.contains("Access-Control-Allow-Origin: https://stranger.example\r\n"))
    }

    @Test func theOriginOfTheServiceItselfMay() throws {
        let service = try service { $0.allowedHosts = ["reports.example"] }
        let answer = try service.send(
            "GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: reports.example\r\nOrigin: https://reports.example\r\n\r\n"
        )
        #expect(answer.hasPrefix("HTTP/1.1 200 "))
    }

    @Test(arguments: [
        ("/api/models", "", 401), ("/api/models", "Authorization: Bearer wrong\r\n", 401), ("/api/nothing", "", 401),
        ("/metrics", "Authorization: Bearer secret\r\n", 200), ("/metrics", "Authorization: bearer secret\r\n", 200),
        ("/metrics", "Authorization: Basic secret\r\n", 401), ("/health", "", 200), ("/", "", 200), ("/docs", "", 200),
        ("/openapi.json", "", 200), ("/static/page.js", "", 200), ("/site/index.html", "", 401),
        ("/socket.io/?EIO=4&transport=polling", "", 200),
        ("/socket.io/?EIO=4&transport=polling", "Authorization: Bearer wrong\r\n", 401),
    ])
    func theTokenIsAskedFor(path: String, header: String, status: Int) throws {
        let answer = try service { $0.token = "secret" }.get(path, header)
        #expect(answer.hasPrefix("HTTP/1.1 \(status) "), "\(answer.prefix(100))")
        #expect(answer.contains("WWW-Authenticate: Bearer") == (status == 401))
    }

    @Test func aSocketMayBringTheTokenWithItsConnect() throws {
        func answer(to connect: String) throws -> String {
            let service = try service { $0.token = "secret" }
            let opened = try service.get("/socket.io/?EIO=4&transport=polling")
            let sid = try #require(opened.firstMatch(of: /"sid":"([^"]+)"/)?.1)
            _ = try service.post("/socket.io/?EIO=4&transport=polling&sid=\(sid)", connect, "")
            return try service.get("/socket.io/?EIO=4&transport=polling&sid=\(sid)")
        }
        #expect(try answer(to: "40").contains(#"44{"message":"not authorized"}"#))
        #expect(try answer(to: #"40{"token":"wrong"}"#).contains(#"44{"message":"not authorized"}"#))
        #expect(try answer(to: #"40{"token":"secret"}"#).contains("42[\"connection_established\""))
    }

    // MARK: - Limits

    @Test func whatIsTooLongIsRefused() throws {
        let long = try service().send(
            "POST /api/training/start HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1048577\r\n\r\n")
        #expect(long.hasPrefix("HTTP/1.1 413 ") && long.contains("Connection: close"))
        let chunks = try service().send(
            "POST /api/training/start HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n100001\r\n"
                + String(repeating: "x", count: 0x100001) + "\r\n")
        #expect(chunks.hasPrefix("HTTP/1.1 413 "))
        #expect(
            try service().get("/health", "X-Long: \(String(repeating: "x", count: 9000))\r\n").hasPrefix(
                "HTTP/1.1 431 "))
        let many = (0..<200).map { "X-\($0): y\r\n" }.joined()
        #expect(try service().get("/health", many).hasPrefix("HTTP/1.1 431 "))
        #expect(try service().get("/health?" + String(repeating: "x", count: 9000)).hasPrefix("HTTP/1.1 431 "))
        #expect(try service().send("nonsense\r\n\r\n").hasPrefix("HTTP/1.1 400 "))
    }

    /// Requests behind one that waits may bring as much as one, and no more.
    @Test func bodiesThatWaitAreBounded() throws {
        func send(_ sizes: [Int]) throws -> Bool {
            let service = try service()
            let opened = try service.get("/socket.io/?EIO=4&transport=polling")
            let sid = try #require(opened.firstMatch(of: /"sid":"([^"]+)"/)?.1)
            #expect(try service.get("/socket.io/?EIO=4&transport=polling&sid=\(sid)") == "")
            for size in sizes {
                #expect(try service.post("/api/scenarios", String(repeating: "x", count: size)) == "")
            }
            return service.channel.isActive
        }
        #expect(try send([600_000, 400_000]))
        #expect(try send(Array(repeating: 10, count: 16)))
        #expect(try !send([600_000, 600_000]))
        #expect(try !send(Array(repeating: 10, count: 17)))
    }

    @Test func aFormIsNotAccepted() throws {
        for type in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"] {
            let answer = try service().post("/api/training/start", "{}", "Content-Type: \(type)\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 415 "))
        }
        #expect(try service().post("/api/training/start", "{}", "").hasPrefix("HTTP/1.1 415 "))
    }

    @Test func whoIsSlowIsClosed() throws {
        for (text, wait) in [
            ("GET /health HTTP/1.1\r\n", 60), ("", 250),
            ("POST /x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n", 130),
        ] {
            let service = try service {
                $0.limits.header = 50
                $0.limits.body = 120
                $0.limits.idle = 240
            }
            if !text.isEmpty { _ = try service.send(text) }
            service.edge.tick(late: 0)
            #expect(service.channel.isActive)
            usleep(UInt32(wait) * 1000)
            service.edge.tick(late: 0)
            service.channel.embeddedEventLoop.run()
            #expect(!service.channel.isActive, "\(text)")
        }
    }

    @Test func connectionsAreLimited() throws {
        let service = try service { $0.maxClients = 1 }
        #expect(try service.get("/health").hasPrefix("HTTP/1.1 200 "))
        let none = try self.service { $0.maxClients = 0 }
        none.channel.embeddedEventLoop.run()
        let answer = try none.send("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
        #expect(answer.hasPrefix("HTTP/1.1 503 ") && answer.contains("Retry-After: 5"))
    }

    // MARK: - Validation

    /// What FastAPI answers to the same bodies, recorded.
    @Test func whatIsWrongIsSaidAsFastAPISaysIt() throws {
        let file = try #require(
            Bundle.module.url(forResource: "validation-errors", withExtension: "json", subdirectory: "Vectors"))
        let steps = try #require(try JSONNode(parsing: Data(contentsOf: file))["steps"]?.elements)
        var (body, type, compared) = ("", "", 0)
        for step in steps {
            if step["kind"]?.string == "request" {
                body = step["body"]?.string ?? ""
                type = step["headers"]?["content-type"]?.string ?? ""
            } else if step["kind"]?.string == "response", step["status"]?.double == 422 {
                let header = type.isEmpty ? "" : "Content-Type: \(type)\r\n"
                let answer = try service().post("/api/training/start", body, header)
                #expect(answer.hasPrefix("HTTP/1.1 422 "), "\(body)")
                let found = try JSONNode(parsing: answer.split(separator: "\r\n\r\n").last.map { Array($0.utf8) } ?? [])
                let expected = try JSONNode(parsing: Array((step["body"]?.string ?? "").utf8))
                for key in ["detail", "error", "message"] { #expect(found[key] == expected[key], "\(body)") }
                compared += 1
            }
        }
        #expect(compared > 10)
    }

    @Test(arguments: [
        (#"{"scenario_name":"x","seed":18446744073709551616}"#, "less_than_equal"),
        (#"{"scenario_name":"x","seed":-1}"#, "greater_than_equal"),
        (#"{"scenario_name":"x","seed":true}"#, "int_type"),
        (#"{"scenario_name":"x","num_episodes":100000001}"#, "less_than_equal"),
        (#"{"scenario_name":"x","resume":"yes"}"#, "bool_type"),
        (#"{"scenario_name":"x","eval_episodes":1e400}"#, "finite_number"),
        ("[[[[", "json_invalid"), (String(repeating: "[", count: 5000), "json_invalid"),
        ("{\"a\":NaN}", "json_invalid"),
    ])
    func rangesAreChecked(body: String, type: String) throws {
        let answer = try service().post("/api/training/start", body)
        #expect(answer.hasPrefix("HTTP/1.1 422 ") && answer.contains("\"type\":\"\(type)\""), "\(answer.suffix(300))")
    }

    @Test(arguments: [
        (#""name":"a b""#, "string_pattern_mismatch", #"["body","name"]"#),
        (#""name":".x""#, "string_pattern_mismatch", #"["body","name"]"#),
        // A call of its own has this name.
        (#""name":"templates""#, "value_error", #"["body","name"]"#),
        (#""name":"x","environment":{"income":-1}"#, "greater_than_equal", #"["body","environment","income"]"#),
        (#""name":"x","environment":{"income":"1"}"#, "float_parsing", #"["body","environment","income"]"#),
        (#""name":"x","environment":7"#, "model_attributes_type", #"["body","environment"]"#),
        (#""name":"x","environment":{"max_months":1201}"#, "less_than_equal", #"["body","environment","max_months"]"#),
        (
            #""name":"x","environment":{"investment_return_type":"lottery"}"#, "literal_error",
            #"["body","environment","investment_return_type"]"#
        ),
        (#""name":"x","training":{"gae_lambda":2}"#, "less_than_equal", #"["body","training","gae_lambda"]"#),
        (#""name":"x","reward":{"lambda":-1}"#, "greater_than_equal", #"["body","reward","lambda"]"#),
    ])
    func scenariosAreChecked(members: String, type: String, place: String) throws {
        let answer = try service().post("/api/scenarios", "{\(members)}")
        #expect(
            answer.hasPrefix("HTTP/1.1 422 ") && answer.contains(#"{"type":"\#(type)","loc":\#(place)"#), "\(answer)")
    }

    @Test func relationsBetweenValuesAreCheckedToo() throws {
        let environment =
            #"{"income":1,"fixed_expenses":0,"variable_expense_mean":0,"variable_expense_std":0,"inflation":0,"safety_threshold":0,"max_months":1200,"risk_tolerance":1,"income_growth":-0.9}"#
        let answer = try service().post("/api/scenarios", #"{"name":"x","environment":\#(environment)}"#)
        #expect(answer.contains(#"{"type":"value_error","loc":["body","environment","income_growth"]"#), "\(answer)")
    }

    private func documentedPaths() throws -> [JSONNode.Member] {
        let file = URL(filePath: "\(Workplace.root)/templates/service/openapi.json")
        guard case .object(let paths)? = try JSONNode(parsing: Data(contentsOf: file))["paths"] else {
            Issue.record("no paths")
            return []
        }
        return paths
    }

    /// Every call of the routes is in the OpenAPI document, and the document has no other.
    @Test func theDocumentHasEveryCall() throws {
        let paths = try documentedPaths()
        for path in paths {
            guard case .object(let operations) = path.value else { continue }
            let methods = operations.map { $0.key.uppercased() }.filter { $0 != "PARAMETERS" }
            let url = path.key.replacing(/\{\w+\}/, with: "x")
            let answer = try service().send("PATCH \(url) HTTP/1.1\r\nHost: localhost\r\n\r\n")
            let allowed = answer.firstMatch(of: /Allow: ([A-Z, ]+)/).map { String($0.1) } ?? ""
            let known = allowed.split(separator: ", ").map(String.init).filter { !["HEAD", "OPTIONS"].contains($0) }
            #expect(known.sorted() == methods.sorted(), "\(path.key)")
        }
        let undocumented = Set(try service().edge.patterns).subtracting(paths.map(\.key))
        #expect(undocumented == ["/docs", "/openapi.json", "/static/page.css", "/static/page.js"])
    }

    /// A client learns from the document of every status that its call may have.
    @Test func theDocumentHasEveryStatus() throws {
        for path in try documentedPaths() {
            guard case .object(let operations) = path.value else { continue }
            for operation in operations where operation.key != "parameters" {
                guard case .object(let responses)? = operation.value["responses"] else { continue }
                // Without a host, of another one, when too many ask.
                var needed: Set = ["400", "403", "503"]
                if path.key.hasPrefix("/api/") { needed.formUnion(["401", "500"]) }
                if path.key.contains("{") { needed.insert("404") }
                let isOfFiles = path.key.hasPrefix("/api/") && !path.key.hasPrefix("/api/training/")
                if isOfFiles { needed.insert("409") }
                if operation.value["requestBody"] != nil { needed.formUnion(["409", "413", "415", "422", "507"]) }
                if operation.key == "delete" { needed.insert("507") }
                #expect(needed.subtracting(responses.map(\.key)) == [], "\(operation.key) \(path.key)")
            }
        }
    }
}
