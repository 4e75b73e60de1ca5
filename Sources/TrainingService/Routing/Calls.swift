import EventSockets
import Foundation
import Jobs
import NIOHTTP1
import RunStorage

/// What answers the calls. It is used on the event loop only; what reads or writes files does so on other threads.
final class Calls {
    private unowned let edge: Edge

    init(edge: Edge) { self.edge = edge }

    // MARK: - Answering

    private func answer(
        _ exchange: Exchange, _ node: JSONNode, _ status: HTTPResponseStatus = .ok, location: String? = nil
    ) {
        let node = edge.configuration.frontEnd ? FrontEndNames.renamed(node, route: exchange.route) : node
        exchange.answer(Response(status, node, headers: location.map { [("Location", $0)] } ?? []))
    }

    /// Answers with what comes out of work on another thread.
    private func answer(
        _ exchange: Exchange, _ body: @escaping @Sendable (ServiceResources) throws -> JSONNode
    ) {
        let (resources, route) = (edge.resources, exchange.route)
        let isRenamed = edge.configuration.frontEnd
        respond(exchange) {
            let node = try body(resources)
            return Response(.ok, isRenamed ? FrontEndNames.renamed(node, route: route) : node)
        }
    }

    private func respond(_ exchange: Exchange, _ body: @escaping @Sendable () throws -> Response) {
        edge.work(body) { [edge] result in
            switch result {
            case .success(let response): exchange.answer(response)
            case .failure(let error): edge.refuse(exchange, edge.serviceError(error))
            }
        }
    }

    /// Goes on with a body that is right, else answers with what is wrong.
    private func reading<Value>(_ exchange: Exchange, _ read: (Request) throws -> Value) -> Value? {
        do {
            return try read(exchange.request)
        } catch {
            edge.refuse(exchange, edge.serviceError(error))
            return nil
        }
    }

    private func tell(_ problems: [String]) {
        for problem in problems { edge.logger.warning("\(edge.relative(problem)); it is left out") }
    }

    // MARK: - The service

    func root(_ exchange: Exchange, _: [String]) {
        let accept = exchange.request.headers[canonicalForm: "accept"].joined(separator: ",")
        exchange.commonHeaders.append(("Vary", "Accept"))
        if accept.contains("text/html") { return file("page.html", exchange, []) }
        answer(
            exchange,
            .members([
                "message": "hrlreport: the Training Service", "version": .string(ProgramVersion.current),
                "documentation": "/docs",
                "endpoints": .members([
                    "training": "/api/training", "scenarios": "/api/scenarios", "models": "/api/models",
                    "simulation": "/api/simulation", "reports": "/api/reports", "health": "/health",
                    "metrics": "/metrics", "openapi": "/openapi.json", "site": "/site/",
                ]), "websocket": "/socket.io", "status": "operational",
            ]))
    }

    func file(_ name: String, _ exchange: Exchange, _: [String]) {
        guard let response = edge.resources.site.file(name) else { return edge.refuse(exchange, .noSuchPath) }
        exchange.answer(response)
    }

    func site(_ exchange: Exchange, _ names: [String]) {
        respond(exchange) { [site = edge.resources.site] in
            guard let response = try site.siteFile(names) else { throw ServiceError.noSuchPath }
            return response
        }
    }

    func health(_ exchange: Exchange, _: [String]) {
        answer(
            exchange,
            .members([
                "status": "healthy", "version": .string(ProgramVersion.current), "timestamp": .string(edge.timestamp),
            ]))
    }

    func metrics(_ exchange: Exchange, _: [String]) {
        exchange.answer(
            Response(
                .ok, type: "text/plain; version=0.0.4; charset=utf-8", body: Array(edge.metrics.text(edge).utf8)))
    }

    // MARK: - Training

    func startTraining(_ exchange: Exchange, _: [String]) {
        let start = reading(exchange) { request in
            var body = try BodyReader(request)
            let scenario = body.text("scenario_name", 1...100, required: true)
            let episodes = body.optionalCount("num_episodes", 1...100_000_000)
            let interval = body.count("save_interval", 1...100_000_000, standard: 100)
            let evaluation = body.optionalCount("eval_episodes", 1...1_000_000)
            let seed = body.seed("seed")
            let resumes = body.flag("resume", standard: true)
            try body.finish()
            // What is drawn fits into the numbers of every client.
            return TrainingControl.Start(
                scenario: scenario ?? "", episodes: episodes, saveInterval: interval, evaluationEpisodes: evaluation,
                seed: seed ?? UInt64(UInt32.random(in: 0...UInt32.max)), resumes: resumes)
        }
        if let start { edge.training.start(start, exchange) }
    }

    func stopTraining(_ exchange: Exchange, _: [String]) { edge.training.stop(exchange) }

    func trainingStatus(_ exchange: Exchange, _: [String]) { edge.training.answerStatus(exchange) }

    func trainingHistory(_ exchange: Exchange, _: [String]) {
        let most = 10_000
        let text = exchange.request.query("points") ?? "500"
        guard let points = Int(text), (1...most).contains(points) else {
            let isNumber = Int(text) != nil
            let problem = JSONNode.members([
                "type": .string(isNumber ? "less_than_equal" : "int_parsing"), "loc": .array(["query", "points"]),
                "msg": .string(
                    isNumber
                        ? "Input should be from 1 to \(most)"
                        : "Input should be a valid integer, unable to parse string as an integer"),
                "input": .string(text),
            ])
            return edge.refuse(exchange, .validation([problem]))
        }
        let thinned = edge.training.history.thinned(to: points)
        var body = Array("{\"scenario_name\":".utf8)
        body += JSONNode.text(edge.training.state.scenario).encoded + Array(",\"points\":[".utf8)
        for (index, point) in thinned.enumerated() {
            if index > 0 { body.append(UInt8(ascii: ",")) }
            body += [UInt8(ascii: "{")] + point.members + [UInt8(ascii: "}")]
        }
        exchange.answer(Response(.ok, type: Response.json, body: body + Array("]}".utf8)))
    }

    // MARK: - Scenarios

    func listScenarios(_ exchange: Exchange, _: [String]) {
        listing(exchange) { resources in resources.scenarios.list() }
    }

    /// Answers with a list, and logs what was left out of it.
    private func listing(
        _ exchange: Exchange, _ body: @escaping @Sendable (ServiceResources) throws -> (JSONNode, [String])
    ) {
        edge.work { [resources = edge.resources] in
            let (node, problems) = try body(resources)
            return Listing(node: node, problems: problems)
        } then: { [self] result in
            switch result {
            case .success(let listing):
                tell(listing.problems)
                answer(exchange, listing.node)
            case .failure(let error): edge.refuse(exchange, edge.serviceError(error))
            }
        }
    }

    private struct Listing: Sendable {
        var node: JSONNode
        var problems: [String]
    }

    func listTemplates(_ exchange: Exchange, _: [String]) { answer(exchange) { $0.scenarios.templateList() } }

    func readScenario(_ exchange: Exchange, _ values: [String]) {
        answer(exchange) { try $0.scenarios.detail(values[0]) }
    }

    func createScenario(_ exchange: Exchange, _: [String]) {
        guard let draft = reading(exchange, ScenarioLibrary.draft) else { return }
        respond(exchange) { [resources = edge.resources] in
            Response(
                .created, try resources.scenarios.create(draft),
                headers: [("Location", "/api/scenarios/\(draft.name)")])
        }
    }

    func replaceScenario(_ exchange: Exchange, _ values: [String]) {
        guard let draft = reading(exchange, ScenarioLibrary.draft) else { return }
        respond(exchange) { [resources = edge.resources] in
            Response(.ok, try resources.scenarios.replace(values[0], with: draft))
        }
    }

    func deleteScenario(_ exchange: Exchange, _ values: [String]) {
        respond(exchange) { [resources = edge.resources] in Response(.ok, try resources.scenarios.delete(values[0])) }
    }

    // MARK: - Models

    func listModels(_ exchange: Exchange, _: [String]) { listing(exchange) { try $0.models.list() } }

    func readModel(_ exchange: Exchange, _ values: [String]) { answer(exchange) { try $0.models.detail(values[0]) } }

    func deleteModel(_ exchange: Exchange, _ values: [String]) {
        let name = values[0]
        edge.work { [resources = edge.resources] in
            let run = try resources.models.run(name)
            guard try resources.output.runs.running(run) == nil else {
                throw ServiceError(.conflict, "ModelInTraining", "Model '\(name)' is being trained")
            }
        } then: { [self] result in
            if case .failure(let error) = result { return edge.refuse(exchange, edge.serviceError(error)) }
            edge.children.run(.deletion, ["models", "delete", name, "--yes", "--quiet"], for: exchange) {
                [self] failure in
                if let failure { return edge.refuse(exchange, failure) }
                answer(
                    exchange,
                    .members([
                        "message": .string("Model '\(name)' deleted successfully"),
                        "deleted_at": .string(edge.timestamp),
                    ]))
            }
        }
    }

    // MARK: - Simulations

    private struct SimulationOrder: Sendable {
        var model: String
        var scenario: String
        var episodes: Int
        var seed: UInt64?
    }

    private struct Prepared: Sendable {
        var id: RunName
        var arguments: [String]
    }

    func runSimulation(_ exchange: Exchange, _: [String]) {
        let order = reading(exchange) { request in
            var body = try BodyReader(request)
            let model = body.text("model_name", 1...100, required: true)
            let scenario = body.text("scenario_name", 1...100, required: true)
            let episodes = body.count("num_episodes", 1...SimulationRequest.mostLives, standard: 10)
            let seed = body.seed("seed")
            try body.finish()
            return SimulationOrder(model: model ?? "", scenario: scenario ?? "", episodes: episodes, seed: seed)
        }
        guard let order else { return }
        edge.work { [resources = edge.resources] in
            let run = try resources.models.run(order.model)
            guard let path = try resources.scenarios.path(of: order.scenario) else {
                throw ServiceError.notFound("Scenario", order.scenario)
            }
            let id = try resources.simulations.reserve(model: run, scenario: order.scenario)
            var arguments = [
                "simulate", run.description, "--scenario=\(path)", "--episodes=\(order.episodes)", "--lives",
                "--alone", "--name=\(id)", "--quiet",
            ]
            if let seed = order.seed { arguments.append("--seed=\(seed)") }
            return Prepared(id: id, arguments: arguments)
        } then: { [self] result in
            switch result {
            case .success(let prepared): simulate(prepared, exchange)
            case .failure(let error): edge.refuse(exchange, edge.serviceError(error))
            }
        }
    }

    private func simulate(_ prepared: Prepared, _ exchange: Exchange) {
        let id = prepared.id
        edge.children.run(.simulation, prepared.arguments, for: exchange) { [self] failure in
            edge.resources.simulations.release(id)
            if let failure { return edge.refuse(exchange, failure) }
            let (resources, isRenamed) = (edge.resources, edge.configuration.frontEnd)
            respond(exchange) {
                let node = JSONNode.members([
                    "status": "completed", "simulation_id": .string(id.description),
                    "message": "Simulation completed successfully",
                    "results": try resources.simulations.results(id.description),
                ])
                return Response(
                    .accepted, isRenamed ? FrontEndNames.renamed(node, route: "/api/simulation/run") : node,
                    headers: [("Location", "/api/simulation/results/\(id)")])
            }
        }
    }

    func simulationResults(_ exchange: Exchange, _ values: [String]) {
        answer(exchange) { try $0.simulations.results(values[0]) }
    }

    func simulationHistory(_ exchange: Exchange, _: [String]) { listing(exchange) { try $0.simulations.history() } }

    // MARK: - Reports

    private struct ReportOrder: Sendable {
        var simulation: String
        var format: String
        var title: String?
        /// Nil for all of them.
        var sections: [String]?
    }

    func generateReport(_ exchange: Exchange, _: [String]) {
        guard let order = reading(exchange, Self.order) else { return }
        edge.work { [resources = edge.resources] in
            guard let run = try resources.simulations.simulation(order.simulation).simulation.model?.run else {
                throw ServiceError.notFound("Simulation", order.simulation)
            }
            let name = try resources.models.run(run.description)
            var arguments = [
                "report", name.description, "--format=\(order.format)", "--simulation=\(order.simulation)", "--quiet",
            ]
            if let title = order.title { arguments.append("--title=\(title)") }
            if let sections = order.sections { arguments.append("--sections=\(sections.joined(separator: ","))") }
            return Prepared(id: name, arguments: arguments)
        } then: { [self] result in
            switch result {
            case .success(let prepared): report(prepared, order, exchange)
            case .failure(let error): edge.refuse(exchange, edge.serviceError(error))
            }
        }
    }

    private static func order(_ request: Request) throws -> ReportOrder {
        var body = try BodyReader(request)
        let simulation = body.text("simulation_id", 1...100, required: true)
        let format = body.text("report_type", 0...100, required: false) ?? "html"
        if !["html", "pdf"].contains(format) {
            body.report(
                "literal_error", "report_type", "Input should be 'html' or 'pdf'", .string(format),
                ["expected": "'html' or 'pdf'"])
        }
        let title = body.text("title", 1...200, required: false)
        if let title, title.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
            body.report("value_error", "title", "Value error, must not contain control characters", .string(title))
        }
        let sections = names(in: &body)
        try body.finish()
        let unknown = sections?.first { ReportLibrary.sections($0) == nil }
        if let unknown {
            throw ServiceError(.badRequest, "UnknownSection", "Unknown section '\(unknown.prefix(100))'")
        }
        let all = sections.map { names in Set(names.compactMap(ReportLibrary.sections).joined().map(\.rawValue)) }
        return ReportOrder(
            simulation: simulation ?? "", format: format, title: title, sections: all.map { $0.sorted() })
    }

    private static func names(in body: inout BodyReader) -> [String]? {
        guard let value = body.root["include_sections"], value != .null else { return nil }
        guard let elements = value.elements else {
            body.report("list_type", "include_sections", "Input should be a valid list", value)
            return nil
        }
        let names = elements.compactMap(\.string)
        if names.count < elements.count || names.isEmpty {
            body.report(
                names.isEmpty && elements.isEmpty ? "too_short" : "string_type", "include_sections",
                names.isEmpty && elements.isEmpty
                    ? "List should have at least 1 item after validation, not 0" : "Input should be a valid string",
                value)
        }
        return names
    }

    private func report(_ prepared: Prepared, _ order: ReportOrder, _ exchange: Exchange) {
        let id = "\(prepared.id).\(order.format)"
        edge.children.run(.report, prepared.arguments, for: exchange) { [self] failure in
            if let failure { return edge.refuse(exchange, failure) }
            respond(exchange) { [resources = edge.resources] in
                let node = try resources.reports.metadata(id).joined(
                    .members(["status": "completed", "message": "Report generated successfully"]))
                return Response(.accepted, node, headers: [("Location", "/api/reports/\(id)")])
            }
        }
    }

    func listReports(_ exchange: Exchange, _: [String]) { answer(exchange) { try $0.reports.list() } }

    func downloadReport(_ exchange: Exchange, _ values: [String]) {
        respond(exchange) { [resources = edge.resources] in try resources.reports.download(values[0]) }
    }

    func reportMetadata(_ exchange: Exchange, _ values: [String]) {
        answer(exchange) { try $0.reports.metadata(values[0]) }
    }
}
