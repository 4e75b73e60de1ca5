import EventSockets
import NIOHTTP1

/// What a client is told that went wrong: in the shape that clients of FastAPI read, and the original's front end.
struct ServiceError: Error {
    var status: HTTPResponseStatus
    /// `ScenarioNotFound`
    var kind: String
    var message: String
    /// FastAPI's list of what is wrong with a body; nil for the message.
    var detail: JSONNode?
    var headers: [(name: String, value: String)] = []
    var closes = false

    init(
        _ status: HTTPResponseStatus, _ kind: String, _ message: String, detail: JSONNode? = nil,
        headers: [(name: String, value: String)] = [], closes: Bool = false
    ) {
        self.status = status
        self.kind = kind
        self.message = message
        self.detail = detail
        self.headers = headers
        self.closes = closes
    }

    /// - Parameter time: RFC 3339.
    func response(at time: String) -> Response {
        var response = Response(
            status,
            .members([
                "detail": detail ?? .string(message), "error": .string(kind), "message": .string(message),
                "timestamp": .string(time),
            ]), headers: headers)
        response.closes = closes
        return response
    }

    static func notFound(_ what: String, _ name: String) -> ServiceError {
        ServiceError(.notFound, "\(what)NotFound", "\(what) '\(name)' not found")
    }

    static let noSuchPath = ServiceError(.notFound, "NotFound", "Not Found")

    static func methodNotAllowed(_ allowed: [HTTPMethod]) -> ServiceError {
        let names = (allowed + (allowed.contains(.GET) ? [.HEAD] : []) + [.OPTIONS]).map(\.rawValue)
        return ServiceError(
            .methodNotAllowed, "MethodNotAllowed", "Method Not Allowed",
            headers: [("Allow", names.joined(separator: ", "))])
    }

    static func inProgress(_ scenario: String) -> ServiceError {
        ServiceError(.badRequest, "TrainingInProgress", "Training already in progress for scenario: \(scenario)")
    }

    static let noTraining = ServiceError(.badRequest, "NoTraining", "No training in progress")

    static func bodyTooLong(limit: Int) -> ServiceError {
        ServiceError(
            .payloadTooLarge, "PayloadTooLarge", "The body has more than \(limit) bytes", closes: true)
    }

    static let headerTooLarge = ServiceError(
        .requestHeaderFieldsTooLarge, "HeaderTooLarge",
        "The header has more than 16384 bytes or 100 fields, or its first line or a field has more than 8192",
        closes: true)
    static let noHTTP = ServiceError(.badRequest, "BadRequest", "The request is not HTTP/1.1", closes: true)
    static let notJSON = ServiceError(
        .unsupportedMediaType, "UnsupportedMediaType", "Content-Type must be application/json")
    static let busy = ServiceError(
        .serviceUnavailable, "Busy", "Too much is going on; try again in a few seconds", headers: [("Retry-After", "5")]
    )

    /// Ours: the log has the rest under the number.
    static func defect(_ id: String) -> ServiceError {
        ServiceError(.internalServerError, "InternalError", "The service failed; its log has more under \(id)")
    }

    /// What is wrong with a body, all of it.
    static func validation(_ problems: [JSONNode]) -> ServiceError {
        let first = problems.first ?? .null
        let place = (first["loc"]?.elements ?? []).dropFirst().map {
            $0.string ?? String(decoding: $0.encoded, as: UTF8.self)
        }
        let text = first["msg"]?.string ?? ""
        return ServiceError(
            .unprocessableEntity, "ValidationError",
            place.isEmpty ? text : "\(place.joined(separator: ".")): \(text)", detail: .array(problems))
    }
}

/// Why Engine.IO is refused: the codes that its clients know.
enum SocketRefusal: Int {
    case transportUnknown, sessionUnknown, badHandshakeMethod, badRequest, forbidden, protocolVersion

    private var message: String {
        switch self {
        case .transportUnknown: "Transport unknown"
        case .sessionUnknown: "Session ID unknown"
        case .badHandshakeMethod: "Bad handshake method"
        case .badRequest: "Bad request"
        case .forbidden: "Forbidden"
        case .protocolVersion: "Unsupported protocol version"
        }
    }

    var response: Response {
        Response(
            self == .forbidden ? .forbidden : .badRequest,
            .members(["code": .number(rawValue), "message": .string(message)]))
    }
}
