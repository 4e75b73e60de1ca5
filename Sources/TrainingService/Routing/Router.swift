import EventSockets
import NIOHTTP1
import RunStorage

/// Which call a request is, whether it may be made, and who answers it. It is used on the event loop only.
final class Router {
    private unowned let edge: Edge
    private let calls: Calls

    init(edge: Edge) {
        self.edge = edge
        calls = Calls(edge: edge)
    }

    /// A call: its path as a pattern, and what answers its methods.
    private struct Route {
        var pattern: String
        var methods: [(HTTPMethod, (Exchange, [String]) -> Void)]
        /// Whether anybody may make it without the token.
        var isOpen = false
    }

    private lazy var routes: [(components: [String], route: Route)] = [
        Route(pattern: "/", methods: [(.GET, calls.root)], isOpen: true),
        Route(pattern: "/docs", methods: [(.GET, { [calls] in calls.file("docs.html", $0, $1) })], isOpen: true),
        Route(
            pattern: "/openapi.json", methods: [(.GET, { [calls] in calls.file("openapi.json", $0, $1) })],
            isOpen: true),
        Route(
            pattern: "/static/page.css", methods: [(.GET, { [calls] in calls.file("page.css", $0, $1) })],
            isOpen: true),
        Route(
            pattern: "/static/page.js", methods: [(.GET, { [calls] in calls.file("page.js", $0, $1) })], isOpen: true),
        Route(pattern: "/health", methods: [(.GET, calls.health)], isOpen: true),
        Route(pattern: "/metrics", methods: [(.GET, calls.metrics)]),
        Route(pattern: "/api/training/start", methods: [(.POST, calls.startTraining)]),
        Route(pattern: "/api/training/stop", methods: [(.POST, calls.stopTraining)]),
        Route(pattern: "/api/training/status", methods: [(.GET, calls.trainingStatus)]),
        Route(pattern: "/api/training/history", methods: [(.GET, calls.trainingHistory)]),
        Route(
            pattern: "/api/scenarios", methods: [(.GET, calls.listScenarios), (.POST, calls.createScenario)]),
        Route(pattern: "/api/scenarios/templates", methods: [(.GET, calls.listTemplates)]),
        Route(
            pattern: "/api/scenarios/{name}",
            methods: [
                (.GET, calls.readScenario), (.PUT, calls.replaceScenario), (.DELETE, calls.deleteScenario),
            ]),
        Route(pattern: "/api/models", methods: [(.GET, calls.listModels)]),
        Route(pattern: "/api/models/{name}", methods: [(.GET, calls.readModel), (.DELETE, calls.deleteModel)]),
        Route(pattern: "/api/simulation/run", methods: [(.POST, calls.runSimulation)]),
        Route(pattern: "/api/simulation/results/{simulation_id}", methods: [(.GET, calls.simulationResults)]),
        Route(pattern: "/api/simulation/history", methods: [(.GET, calls.simulationHistory)]),
        Route(pattern: "/api/reports/generate", methods: [(.POST, calls.generateReport)]),
        Route(pattern: "/api/reports/list", methods: [(.GET, calls.listReports)]),
        Route(pattern: "/api/reports/{report_id}", methods: [(.GET, calls.downloadReport)]),
        Route(pattern: "/api/reports/{report_id}/metadata", methods: [(.GET, calls.reportMetadata)]),
    ].map { ($0.pattern.split(separator: "/").map(String.init), $0) }

    /// The patterns of all paths, for who documents them.
    var patterns: [String] { routes.map(\.route.pattern) }

    private static let sockets = ["/socket.io", "/socket.io/"]
    private static let changing: [HTTPMethod] = [.POST, .PUT, .DELETE, .OPTIONS, .PATCH]

    func handle(_ exchange: Exchange, on connection: HTTPConnection) {
        let request = exchange.request
        let host = request.headers.first(name: "host")
        if let refusal = edge.access.refusal(host: host, isHTTP10: request.isHTTP10) {
            return edge.refuse(exchange, refusal)
        }
        let isSocket = Self.sockets.contains(request.path)
        if isSocket { exchange.route = "/socket.io" }
        if let origin = request.headers.first(name: "origin") {
            if allow(exchange, origin: origin) {
                if request.method == .OPTIONS, request.headers.contains(name: "access-control-request-method") {
                    return preflight(exchange)
                }
            } else if isSocket || Self.changing.contains(request.method) {
                let refusal = edge.access.refusal(origin: origin)
                return isSocket
                    ? exchange.answer(SocketRefusal.forbidden.response) : edge.refuse(exchange, refusal)
            }
        }
        let token = edge.access.hasToken(request.headers)
        if isSocket {
            // A client may also bring it when it connects to the namespace.
            if edge.access.needsToken, token == false { return unauthorized(exchange) }
            return edge.hub.handle(exchange, on: connection, isAuthorized: !edge.access.needsToken || token == true)
        }
        route(exchange, isAuthorized: !edge.access.needsToken || token == true)
    }

    /// Refuses what could not be read to its end; the page that sent it may still read why.
    func refuse(_ exchange: Exchange, _ error: ServiceError) {
        if let origin = exchange.request.headers.first(name: "origin") { _ = allow(exchange, origin: origin) }
        edge.refuse(exchange, error)
    }

    /// Allows pages of an origin to read the answer.
    /// - Returns: false where they may not.
    private func allow(_ exchange: Exchange, origin: String) -> Bool {
        exchange.commonHeaders.append(("Vary", "Origin"))
        guard edge.access.isAllowed(origin: origin, host: exchange.request.headers.first(name: "host")) else {
            return false
        }
        exchange.commonHeaders += [
            ("Access-Control-Allow-Origin", origin), ("Access-Control-Allow-Credentials", "true"),
        ]
        return true
    }

    private func unauthorized(_ exchange: Exchange) {
        edge.logger.info("a request without the token was refused", metadata: ["route": .string(exchange.route)])
        edge.refuse(
            exchange,
            ServiceError(
                .unauthorized, "Unauthorized", "A token is needed: Authorization: Bearer TOKEN",
                headers: [("WWW-Authenticate", "Bearer")]))
    }

    private func route(_ exchange: Exchange, isAuthorized: Bool) {
        let request = exchange.request
        guard let components = Self.components(request.path) else {
            return isAuthorized ? edge.refuse(exchange, .noSuchPath) : unauthorized(exchange)
        }
        if components.first == "site" {
            exchange.route = "/site/…"
            guard isAuthorized else { return unauthorized(exchange) }
            guard [.GET, .HEAD].contains(request.method) else { return refuseMethod(exchange, [.GET]) }
            return calls.site(exchange, Array(components.dropFirst()))
        }
        guard let (route, values) = find(components) else {
            return isAuthorized ? edge.refuse(exchange, .noSuchPath) : unauthorized(exchange)
        }
        exchange.route = route.pattern
        guard isAuthorized || route.isOpen else { return unauthorized(exchange) }
        let method: HTTPMethod = request.method == .HEAD ? .GET : request.method
        guard let call = route.methods.first(where: { $0.0 == method })?.1 else {
            return refuseMethod(exchange, route.methods.map(\.0))
        }
        call(exchange, values)
    }

    private func refuseMethod(_ exchange: Exchange, _ allowed: [HTTPMethod]) {
        let error = ServiceError.methodNotAllowed(allowed)
        guard exchange.request.method == .OPTIONS else { return edge.refuse(exchange, error) }
        exchange.answer(Response(.noContent, headers: error.headers))
    }

    /// The names in a path; nil where one of them cannot be.
    private static func components(_ path: String) -> [String]? {
        guard path.hasPrefix("/") else { return nil }
        if path == "/" { return [] }
        var names: [String] = []
        for part in path.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
            guard let name = PercentEncoding.decode(part) else { return nil }
            names.append(name)
        }
        // `/site/` is the front page of the reports.
        if names.last == "", names.count > 1 { names.removeLast() }
        return names
    }

    private func find(_ components: [String]) -> (Route, [String])? {
        for (pattern, route) in routes where pattern.count == components.count {
            var values: [String] = []
            let matches = zip(pattern, components).allSatisfy { part, name in
                guard part.hasPrefix("{") else { return part == name }
                values.append(name)
                return true
            }
            if matches { return (route, values) }
        }
        return nil
    }

    // MARK: - Cross-origin

    private func preflight(_ exchange: Exchange) {
        let asked = exchange.request.headers[canonicalForm: "access-control-request-headers"].map(String.init)
        guard asked.count <= 20, asked.allSatisfy(Self.isToken) else {
            return edge.refuse(exchange, ServiceError(.badRequest, "BadRequest", "The preflight asks for odd headers"))
        }
        var headers = [
            (name: "Access-Control-Allow-Methods", value: "GET, POST, PUT, DELETE"),
            (name: "Access-Control-Max-Age", value: "600"),
        ]
        if !asked.isEmpty { headers.append(("Access-Control-Allow-Headers", asked.joined(separator: ", "))) }
        exchange.answer(Response(.noContent, headers: headers))
    }

    private static func isToken(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 100
            && text.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "!#$%&'*+-.^_`|~".utf8.contains(byte)
            }
    }
}
