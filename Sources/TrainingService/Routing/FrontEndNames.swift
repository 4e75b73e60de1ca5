import EventSockets

/// The names that the original's React pages read where its own backend sends others: applied to finished answers.
enum FrontEndNames {
    /// The answer of a route as these pages read it.
    static func renamed(_ node: JSONNode, route: String) -> JSONNode {
        switch route {
        case "/api/scenarios":
            guard let list = node.elements else { return node }
            return .members(["scenarios": node, "total": .number(list.count)])
        case "/api/scenarios/{name}": return withLambda(node)
        case "/api/scenarios/templates": return .array((node.elements ?? []).map(withLambda))
        case "/api/models": return list(node, "models", model)
        case "/api/models/{name}": return withLambda(model(node))
        case "/api/simulation/run": return node.setting("results", results(node["results"] ?? .null))
        case "/api/simulation/results/{simulation_id}": return results(node)
        case "/api/simulation/history":
            return list(node, "simulations") {
                $0.setting("id", $0["simulation_id"] ?? .null).setting("created_at", $0["timestamp"] ?? .null)
            }
        default: return node
        }
    }

    private static func list(_ node: JSONNode, _ key: String, _ rename: (JSONNode) -> JSONNode) -> JSONNode {
        node.setting(key, .array((node[key]?.elements ?? []).map(rename)))
    }

    private static func model(_ node: JSONNode) -> JSONNode {
        node.setting("file_size_mb", node["size_mb"] ?? .null)
    }

    private static func withLambda(_ node: JSONNode) -> JSONNode {
        var node = node
        for key in ["reward", "reward_config"] {
            guard let reward = node[key], let lambda = reward["lambda"] else { continue }
            node = node.setting(key, reward.setting("lambda_", lambda))
        }
        return node
    }

    private static func results(_ node: JSONNode) -> JSONNode {
        list(node, "episodes") { episode in
            var episode = episode.setting("episode_num", episode["episode_id"] ?? .null)
                .setting("cash", episode["cash_history"] ?? .null)
                .setting("invested", episode["invested_history"] ?? .null)
                .setting("portfolio_value", episode["portfolio_history"] ?? .null)
            let actions = (episode["actions"]?.elements ?? []).map { ($0.elements ?? []).map { $0.double ?? 0 } }
            for (index, key) in ["avg_invest_pct", "avg_save_pct", "avg_consume_pct"].enumerated() {
                let sum = actions.reduce(0) { $0 + (index < $1.count ? $1[index] : 0) }
                episode = episode.setting(key, .number(actions.isEmpty ? 0 : sum / Double(actions.count)))
            }
            return episode
        }
    }
}
