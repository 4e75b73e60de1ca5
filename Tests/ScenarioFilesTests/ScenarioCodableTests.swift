import Foundation
import Households
import ScenarioFiles
import Testing

@Suite("The stored form of a scenario")
struct ScenarioCodableTests {
    private let scenario: Scenario

    init() throws {
        scenario = try readScenario(
            "name: casa\ndescription: è\n" + ScenarioText(rest: "training: {hidden: 32, target_kl: 0.07}\n").text)
    }

    private func stored() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return String(decoding: try encoder.encode(scenario), as: UTF8.self)
    }

    private func decode(_ text: String) throws -> Scenario {
        try JSONDecoder().decode(Scenario.self, from: Data(text.utf8))
    }

    @Test func comesBackAsItWas() throws {
        #expect(try decode(stored()) == scenario)
    }

    @Test func holdsEachKeyOfTheTable() throws {
        let object = try #require(try JSONSerialization.jsonObject(with: Data(stored().utf8)) as? [String: Any])
        for section in ScenarioParameter.Section.allCases where !section.needsUtility {
            let values = try #require(object[section.rawValue] as? [String: Any])
            #expect(values.keys.sorted() == ScenarioParameter.all(in: section).map(\.key).sorted())
        }
        #expect(object.keys.sorted() == ["description", "environment", "name", "reward", "training"])
    }

    /// As in a run that is older than the key.
    @Test(arguments: ScenarioParameter.all.filter { !$0.section.needsUtility })
    func aKeyThatIsMissingHasItsDefaultOrWhatWasBefore(_ parameter: ScenarioParameter) throws {
        let value = parameter.text(in: scenario)
        let member = if case .choice = parameter.domain { "\"\(value)\"" } else { value }
        let text = "\"\(parameter.key)\":\(member)"
        let without = try stored().replacing("\(text),", with: "").replacing(",\(text)", with: "")
        #expect(!without.contains("\"\(parameter.key)\""))
        if parameter.isRequired {
            #expect(throws: DecodingError.self) { try decode(without) }
        } else {
            #expect(try parameter.text(in: decode(without)) == parameter.before ?? parameter.defaultText)
        }
    }

    @Test func aDefaultThatIsMissingFitsIntoTheHorizon() throws {
        let short = try stored().replacing("\"max_months\":60", with: "\"max_months\":4")
            .replacing("\"high_period\":6,", with: "")
        #expect(try decode(short).training.highPeriod == 4)
    }

    @Test func aKeyThatIsUnknownIsNamed() throws {
        let newer = try stored().replacing("\"hidden\":32", with: "\"hidden\":32,\"layers\":3")
        #expect(throws: UnknownScenarioKey(path: "training.layers")) { try decode(newer) }
        let section = try stored().replacing("\"name\":", with: "\"health\":{},\"name\":")
        #expect(throws: UnknownScenarioKey(path: "health")) { try decode(section) }
    }

    @Test func aWordThatIsNoChoiceIsRefused() throws {
        let text = try stored().replacing("\"stochastic\"", with: "\"sometimes\"")
        #expect(throws: DecodingError.self) { try decode(text) }
    }
}
