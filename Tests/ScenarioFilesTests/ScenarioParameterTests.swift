import Households
import ScenarioFiles
import Testing

@Suite("The table of parameters")
struct ScenarioParameterTests {
    static let reals = ScenarioParameter.all.filter { if case .real = $0.domain { true } else { false } }
    static let integers = ScenarioParameter.all.filter { if case .integer = $0.domain { true } else { false } }

    @Test func knowsEveryKeyOfTheTypesOnce() throws {
        let keys = ScenarioParameter.all.map(\.dottedKey)
        #expect(Set(keys).count == keys.count)
        // Every property of a section has its key.
        let scenario = try readScenario(ScenarioText().text)
        for (section, value) in [
            (ScenarioParameter.Section.environment, scenario.environment as Any), (.training, scenario.training),
            (.reward, scenario.reward),
        ] {
            #expect(ScenarioParameter.all(in: section).count == Mirror(reflecting: value).children.count)
        }
    }

    /// A key that comes later changes no run that does without it: only what is stored is hashed, too.
    @Test func aYoungerKeyIsStoredWhereItIsNotAtItsDefault() throws {
        let mu = ScenarioParameter.Domain.real(\.reward.mu, .within(0...1))
        let younger = ScenarioParameter(.reward, "later", .pure, mu, since: 2, "what comes later", "Later")
        let first = ScenarioParameter(.reward, "now", .pure, mu, "what was there first", "Now")
        var scenario = try readScenario(ScenarioText().text)
        #expect(!younger.isStored(of: scenario) && first.isStored(of: scenario))
        scenario.reward.mu = 0.75
        #expect(younger.isStored(of: scenario))
        let months = ScenarioParameter.Domain.integer(\.training.highPeriod, 1...1200)
        let period = ScenarioParameter(
            .training, "later", .months, months, fitsHorizon: true, since: 2, "what comes later", "Later")
        // The default, which is shorter where the horizon is.
        let short = try readScenario(ScenarioText().text.replacing("max_months: 60", with: "max_months: 4"))
        #expect(short.training.highPeriod == 4 && !period.isStored(of: short))
    }

    /// Each key reaches a property of its own.
    @Test(arguments: ScenarioParameter.all)
    func keyReachesItsOwnProperty(parameter: ScenarioParameter) throws {
        let other: String
        switch parameter.domain {
        case .real(_, let range): other = range.contains(0.75) ? "0.75" : "1.5"
        case .integer: other = parameter.key == "max_months" ? "70" : "7"
        case .choice(_, let words): other = words.first { $0 != parameter.defaultText } ?? ""
        }
        let base = try readScenario(ScenarioText(parameter, parameter.text(in: readScenario(ScenarioText().text))).text)
        let changed = try readScenario(ScenarioText(parameter, other).text)
        #expect(parameter.text(in: changed) == other)
        let differing = ScenarioParameter.all.filter { $0.text(in: base) != $0.text(in: changed) }
        #expect(differing.map(\.dottedKey) == [parameter.dottedKey])
    }

    @Test func defaultsAreThoseOfTheTypes() throws {
        let scenario = try readScenario(ScenarioText().text)
        #expect(scenario.training == TrainingParameters())
        #expect(scenario.reward == RewardWeights())
        #expect(scenario.environment.investmentReturnType == .stochastic)
        for parameter in ScenarioParameter.all where !parameter.isRequired {
            #expect(parameter.defaultText == parameter.text(in: scenario), "\(parameter.dottedKey)")
        }
        #expect(ScenarioParameter.all.filter(\.isRequired).count == 9)
    }

    @Test(arguments: reals)
    func boundsOfRealsAreExact(parameter: ScenarioParameter) throws {
        guard case .real(let path, let range) = parameter.domain else { return }
        let below = range.excludesLower ? range.lower : range.lower.nextDown
        for value in [below, range.upper.nextUp, -.greatestFiniteMagnitude, .greatestFiniteMagnitude] {
            let message = try #require(problems(of: ScenarioText(parameter, "\(value)").text).first)
            #expect(message.contains("\(parameter.dottedKey): must be "), "\(value)")
            #expect(message.hasSuffix("found \(value)"), "\(message)")
        }
        // Values at the bounds may break a relation with other values, but never their own range.
        for value in [range.excludesLower ? range.lower.nextUp : range.lower, range.upper] {
            do {
                let scenario = try readScenario(ScenarioText(parameter, "\(value)").text)
                #expect(scenario[keyPath: path] == value)
            } catch {
                #expect(!error.problems.contains { if case .invalidValue = $0.kind { true } else { false } })
            }
        }
    }

    @Test(arguments: integers)
    func boundsOfIntegersAreExact(parameter: ScenarioParameter) throws {
        guard case .integer(let path, let range) = parameter.domain else { return }
        for value in [range.lowerBound, range.upperBound] {
            var text = ScenarioText(parameter, "\(value)")
            if parameter.key == "max_months" { text.rest = "training: {high_period: 1, segment: 1}\n" }
            #expect(try readScenario(text.text)[keyPath: path] == value)
        }
        let rejected = ["\(range.lowerBound - 1)", "\(range.upperBound + 1)", "12.5", "1e30", "-9223372036854775809"]
        for value in rejected {
            #expect(
                problems(of: ScenarioText(parameter, value).text).first?.hasSuffix(
                    "\(parameter.dottedKey): must be \(parameter.rule), found \(value)") == true)
        }
    }

    @Test func rangesAreThoseOfTheSpecification() {
        let rules = Dictionary(uniqueKeysWithValues: ScenarioParameter.all.map { ($0.dottedKey, $0.rule) })
        #expect(rules["environment.income"] == "0 or more")
        #expect(rules["environment.fixed_expenses"] == "0 or more")
        #expect(rules["environment.inflation"] == "greater than -1 and at most 1")
        #expect(rules["environment.max_months"] == "a whole number from 1 to 1200")
        #expect(rules["environment.risk_tolerance"] == "from 0 to 1")
        #expect(rules["environment.investment_return_type"] == "one of none, fixed, stochastic")
        #expect(rules["training.num_episodes"] == "a whole number from 1 to 100000000")
        #expect(rules["training.batch_size"] == "a whole number from 1 to 4096")
        // Ten times what is of any use: a training with it diverges, and says so.
        #expect(rules["training.learning_rate_low"] == "greater than 0 and at most 10")
        #expect(rules["training.clip_range_low"] == "0 or more")
        #expect(rules["training.shock_pairs"] == "a whole number from 0 to 32")
        #expect(rules["training.log_std_high"] == "from -10 to 2")
        #expect(rules["training.hidden"] == "a whole number from 1 to 1024")
        #expect(rules["reward.lambda_"] == "from 0 to 1000000")
    }
}
