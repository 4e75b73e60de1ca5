import Foundation

/// What the service counts.
struct Metrics {
    private var requests: [String: Int] = [:]
    private var seconds = 0.0
    private var count = 0
    /// Seconds by which the event loop was late, at most.
    var loopDelay = 0.0

    mutating func count(route: String, status: Int, seconds: Double) {
        requests["route=\"\(route)\",status=\"\(status)\"", default: 0] += 1
        self.seconds += seconds
        count += 1
    }

    /// The text that Prometheus reads.
    func text(_ edge: Edge) -> String {
        var lines: [String] = []
        func metric(_ name: String, _ kind: String, _ help: String, _ values: [(labels: String, value: String)]) {
            lines += ["# HELP \(name) \(help)", "# TYPE \(name) \(kind)"]
            lines += values.map { "\(name)\($0.labels.isEmpty ? "" : "{\($0.labels)}") \($0.value)" }
        }
        let clients = edge.hub.count
        metric(
            "hrlreport_clients", "gauge", "Clients of Socket.IO.",
            [("transport=\"polling\"", "\(clients.polling)"), ("transport=\"websocket\"", "\(clients.webSocket)")])
        metric("hrlreport_connections", "gauge", "Open connections.", [("", "\(edge.openConnections)")])
        metric("hrlreport_events_total", "counter", "Events of trainings.", [("", "\(edge.hub.eventsPublished)")])
        metric(
            "hrlreport_events_skipped_total", "counter", "Events that slow clients missed.",
            [("", "\(edge.hub.eventsSkipped)")])
        metric(
            "hrlreport_requests_total", "counter", "Requests that were answered.",
            requests.sorted { $0.key < $1.key }.map { ($0.key, "\($0.value)") })
        lines += ["# HELP hrlreport_request_seconds Time until requests were answered; polls wait for events."]
        lines += ["# TYPE hrlreport_request_seconds summary"]
        lines += ["hrlreport_request_seconds_sum \(seconds)", "hrlreport_request_seconds_count \(count)"]
        metric(
            "hrlreport_training_running", "gauge", "Whether a training goes on.",
            [("", edge.training.isGoingOn ? "1" : "0")])
        metric(
            "hrlreport_training_episodes_total", "counter", "Episodes that were told of.",
            [("", "\(edge.training.episodesSeen)")])
        metric(
            "hrlreport_children", "gauge", "Processes at work.",
            [("kind=\"training\"", "\(edge.training.ownProcesses)")]
                + ChildQueue.Kind.allCases.map { ("kind=\"\($0.rawValue)\"", "\(edge.children.count($0))") })
        metric(
            "hrlreport_loop_delay_seconds_max", "gauge", "How late the event loop was at most.", [("", "\(loopDelay)")])
        metric(
            "process_resident_memory_bytes", "gauge", "Memory of the service.", [("", "\(Self.residentMemory)")])
        return lines.joined(separator: "\n") + "\n"
    }

    private static var residentMemory: Int {
        let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
        let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        return pages * Int(getpagesize())
    }
}
