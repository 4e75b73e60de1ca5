import Foundation
import Households
import ScenarioFiles
import TestSupport
import Testing

/// Households that live for utility are written, read and trained by clients as the others are.
@Suite("Households with a life, through the service") struct LifeHouseholdTests {
    private let workplace: Workplace

    init() throws { workplace = try Workplace() }

    private static let names = [
        "casa_torino", "fire_quarantacinque", "giovane_quarant_anni", "partita_iva", "prestito_milano",
        "verso_la_pensione",
    ]

    private func add(_ names: [String]) throws {
        for name in names {
            try FileManager.default.copyItem(
                atPath: "\(Workplace.root)/scenarios/\(name).yaml",
                toPath: "\(workplace.folder)/scenarios/\(name).yaml")
        }
    }

    private func service(_ script: String = "exit 1") throws -> RunningService {
        try RunningService(workplace.configuration(program: try workplace.trainer(script)))
    }

    private func read(_ name: String) throws -> Scenario {
        let path = "\(workplace.folder)/scenarios/\(name).yaml"
        return try ScenarioReader.read(Array(Data(contentsOf: URL(filePath: path))), file: "\(name).yaml")
    }

    /// What a client reads of a household is all of it: sent back under another name, it is the same household.
    @Test func whatIsReadCanBeWritten() throws {
        let names = Self.names + ["bologna_coppia"]
        try add(Self.names)
        // It serves as long as it lives.
        let service = try service()
        let client = service.client
        for name in names {
            let detail = try #require(client.call("GET", "/api/scenarios/\(name)"))
            let copy = detail.body.replacing("\"name\":\"\(name)\"", with: "\"name\":\"copy\"")
            let answer = try #require(client.call("POST", "/api/scenarios", json: copy))
            #expect(answer.status == 201, "\(answer.body)")
            var (written, original) = try (read("copy"), read(name))
            for path: WritableKeyPath<Scenario, String> in [\.name, \.description] {
                (written[keyPath: path], original[keyPath: path]) = ("", "")
            }
            #expect(written == original, "\(name)")
            #expect(client.call("DELETE", "/api/scenarios/copy")?.status == 200)
        }
    }

    @Test(arguments: [
        (#""objective": {"kind": "joy"}"#, #"["body","objective","kind"]"#, "literal_error"),
        (#""objective": 7"#, #"["body","objective"]"#, "model_attributes_type"),
        (#""goals": {}"#, #"["body","goals"]"#, "list_type"),
        (#""goals": [1]"#, #"["body","goals",0]"#, "model_attributes_type"),
        (#""goals": [{"month": 0, "amount": 1, "worth": 1}]"#, #"["body","goals",0,"month"]"#, "greater_than"),
        (#""goals": [{"month": 1, "worth": 1}]"#, #"["body","goals",0,"amount"]"#, "missing"),
        (#""goals": [{}, {}, {}, {}, {}]"#, #"["body","goals"]"#, "too_long"),
        (#""portfolio": {"history": "/etc/passwd"}"#, #"["body","portfolio","history"]"#, "value_error"),
        // What single values cannot say, of the second goal.
        (
            #""objective": {"kind": "utility"}, "goals": [{"month": 6, "amount": 1, "worth": 1}, "#
                + #"{"month": 61, "amount": 1, "worth": 1}]"#,
            #"["body","goals",1,"month"]"#, "value_error"
        ),
        // Of a household with a reward, nobody pays interest.
        (#""debt": {"loan": 1000}"#, #"["body","debt"#, "value_error"),
    ])
    func whatIsWrongIsNamed(members: String, place: String, type: String) throws {
        let environment =
            #"{"income":2000,"fixed_expenses":900,"variable_expense_mean":500,"variable_expense_std":100,"#
            + #""inflation":0.02,"safety_threshold":1000,"max_months":60,"risk_tolerance":0.5}"#
        let service = try service()
        let answer = try #require(
            service.client.call(
                "POST", "/api/scenarios", json: #"{"name":"x","environment":\#(environment),\#(members)}"#))
        #expect(
            answer.status == 422 && answer.body.contains(#""type":"\#(type)","loc":\#(place)"#), "\(answer.body)")
    }

    /// A start that says nothing of episodes trains as long as the household needs.
    @Test(arguments: [("casa_torino", 240), ("balanced", 1000)])
    func aTrainingIsAsLongAsTheHouseholdNeeds(name: String, episodes: Int) throws {
        try add(["casa_torino"])
        let file = "\(workplace.folder)/arguments"
        let service = try service(
            """
            echo "$@" >'\(file)'
            echo '{"event":"training_started","scenario_name":"x","num_episodes":\(episodes),"seed":42,\
            "start_time":"2026-01-02T03:04:05Z"}'
            sleep 0.3
            """)
        let answer = try #require(
            service.client.call("POST", "/api/training/start", json: #"{"scenario_name": "\#(name)"}"#))
        #expect(answer.status == 202 && answer.value("data", "num_episodes") as? Int == episodes, "\(answer.body)")
        let arguments = try String(contentsOfFile: file, encoding: .utf8)
        #expect(arguments.contains(" --episodes=\(episodes) ") && !arguments.contains("--eval-episodes"))
    }
}
