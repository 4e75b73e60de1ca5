import Foundation
import Logging
import NIOHTTP1

/// Who may ask: by the token, the page's origin, and the name under which the service was asked for.
final class Access {
    private let token: [UInt8]?
    private let origins: Set<String>
    private let allowsAllOrigins: Bool
    private let hosts: Set<String>
    private let logger: Logger
    private var lastHost = ""
    private var isLastHostAllowed = false

    init(_ configuration: ServiceConfiguration, logger: Logger) {
        token = configuration.token.map { Array($0.utf8) }
        origins = Set(configuration.origins.map { $0.lowercased() })
        allowsAllOrigins = configuration.origins.contains("*")
        let names = ["localhost", "127.0.0.1", "::1"] + configuration.hosts + configuration.allowedHosts
        hosts = Set(names.map(Self.normalized))
        self.logger = logger
    }

    // MARK: - Token

    var needsToken: Bool { token != nil }

    /// Compares with the token, in a time that does not depend on how much of it is right.
    func isToken(_ text: String?) -> Bool {
        guard let token else { return true }
        guard let text else { return false }
        let given = Array(text.utf8)
        var difference = UInt8(given.count == token.count ? 0 : 1)
        for index in token.indices { difference |= token[index] ^ (index < given.count ? given[index] : 0) }
        return difference == 0
    }

    /// Whether a request has the token in its header; nil where it has none at all.
    func hasToken(_ headers: HTTPHeaders) -> Bool? {
        guard let value = headers.first(name: "authorization") else { return nil }
        let parts = value.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return false }
        return isToken(String(parts[1]).trimmingCharacters(in: .whitespaces))
    }

    // MARK: - Host

    /// - Returns: an error where the service was asked for under a name that is not its own.
    func refusal(host: String?, isHTTP10: Bool) -> ServiceError? {
        guard let host else {
            return isHTTP10 ? nil : ServiceError(.badRequest, "BadRequest", "The header Host is missing", closes: true)
        }
        if host == lastHost, isLastHostAllowed { return nil }
        lastHost = host
        isLastHostAllowed = hosts.contains(Self.normalized(Self.name(ofAuthority: host)))
        if isLastHostAllowed { return nil }
        logger.warning(
            "a request was refused for its Host",
            metadata: ["host": .string(Self.shown(host)), "allow": "--allow-host"])
        return ServiceError(.forbidden, "HostNotAllowed", "This host is not allowed; --allow-host allows it")
    }

    /// Without the port, and without the brackets of an address of IPv6.
    static func name(ofAuthority authority: String) -> String {
        if authority.hasPrefix("[") { return String(authority.dropFirst().prefix { $0 != "]" }) }
        return authority.split(separator: ":", omittingEmptySubsequences: false).count == 2
            ? String(authority.prefix { $0 != ":" }) : authority
    }

    private static func normalized(_ name: String) -> String {
        var name = name.lowercased()
        if name.hasPrefix("["), name.hasSuffix("]") { name = String(name.dropFirst().dropLast()) }
        if name.hasSuffix(".") { name.removeLast() }
        return name
    }

    private static func shown(_ text: String) -> String { String(text.prefix(200)) }

    // MARK: - Origin

    /// Whether a page of that origin may ask and read.
    func isAllowed(origin: String, host: String?) -> Bool {
        if allowsAllOrigins { return true }
        let origin = origin.lowercased()
        if origins.contains(origin) { return true }
        guard let mark = origin.range(of: "://") else { return false }
        let (scheme, authority) = (origin[..<mark.lowerBound], String(origin[mark.upperBound...]))
        guard scheme == "http" || scheme == "https" else { return false }
        if let host, authority == host.lowercased() { return true }
        return ["localhost", "127.0.0.1", "::1"].contains(Self.name(ofAuthority: authority))
    }

    func refusal(origin: String) -> ServiceError {
        logger.warning(
            "a request was refused for its Origin",
            metadata: ["origin": .string(Self.shown(origin)), "allow": "--allow-origin"])
        return ServiceError(.forbidden, "OriginNotAllowed", "This origin is not allowed; --allow-origin allows it")
    }
}
