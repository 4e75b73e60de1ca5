import Households
import ScenarioFiles
import Testing

@Suite("The table of parameters")
struct ScenarioParameterTests {
    static let reals = ScenarioParameter.all.filter { if case .real = $0.domain { true } else { false } }
    /// Of the keys that mean something by themselves.
    static let rewarded = ScenarioParameter.all.filter { !$0.section.needsUtility }
    static let integers = rewarded.filter { if case .integer = $0.domain { true } else { false } }

    @Test func knowsEveryKeyOfTheTypesOnce() throws {
        let keys = ScenarioParameter.all.map(\.dottedKey)
        #expect(Set(keys).count == keys.count)
        // Every property of a section has its key.
        let scenario = try readScenario(ScenarioText().text)
        for (section, value) in [
            (ScenarioParameter.Section.environment, scenario.environment as Any), (.training, scenario.training),
            (.reward, scenario.reward), (.portfolio, scenario.portfolio), (.work, scenario.work),
            (.debt, scenario.debt),
        ] {
            #expect(ScenarioParameter.all(in: section).count == Mirror(reflecting: value).children.count)
        }
        // One key more than properties: which objective it is.
        #expect(ScenarioParameter.all(in: .objective).count == Mirror(reflecting: scenario.utility).children.count + 1)
        #expect(ScenarioParameter.goal(1).count == Mirror(reflecting: SavingsGoal()).children.count)
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
    @Test(arguments: rewarded)
    func keyReachesItsOwnProperty(parameter: ScenarioParameter) throws {
        let other: String
        switch parameter.domain {
        case .real(_, let range): other = range.contains(0.75) ? "0.75" : "1.5"
        case .integer: other = parameter.key == "max_months" ? "70" : "7"
        case .choice(_, let words): other = words.first { $0 != parameter.defaultText } ?? ""
        case .derivedReal, .history: return
        }
        let base = try readScenario(ScenarioText(parameter, parameter.text(in: readScenario(ScenarioText().text))).text)
        let changed = try readScenario(ScenarioText(parameter, other).text)
        #expect(parameter.text(in: changed) == other)
        let differing = Self.rewarded.filter { $0.text(in: base) != $0.text(in: changed) }
        #expect(differing.map(\.dottedKey) == [parameter.dottedKey])
    }

    @Test func defaultsAreThoseOfTheTypes() throws {
        let scenario = try readScenario(ScenarioText().text)
        #expect(scenario.training == TrainingParameters())
        #expect(scenario.reward == RewardWeights())
        #expect(scenario.environment.investmentReturnType == .stochastic)
        for parameter in ScenarioParameter.all where !parameter.isRequired {
            if case .derivedReal = parameter.domain { continue }
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
        let highest = range.excludesUpper ? range.upper.nextDown : range.upper
        for value in [range.excludesLower ? range.lower.nextUp : range.lower, highest] {
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
        #expect(rules["objective.kind"] == "one of reward, utility")
        #expect(rules["objective.risk_aversion"] == "from 0.1 to 20")
        #expect(rules["objective.discount_rate"] == "greater than -0.5 and at most 1")
        #expect(rules["objective.necessities"] == "greater than 0")
        #expect(rules["objective.ruin_months"] == "a whole number from 0 to 1200")
        #expect(rules["portfolio.distribution"] == "one of lognormal, student, normal, history")
        #expect(rules["portfolio.degrees_of_freedom"] == "greater than 2 and at most 100")
        #expect(rules["portfolio.crash_loss"] == "from 0 to 1")
        #expect(rules["portfolio.sale_cost"] == "from 0 to 0.5")
        #expect(rules["portfolio.gains_tax"] == "from 0 to 0.9")
        #expect(rules["portfolio.cash_interest"] == "greater than -1 and at most 1")
        #expect(rules["work.job_finding_probability"] == "greater than 0 and at most 1")
        #expect(rules["work.level_persistence"] == "0 or more and less than 1")
        #expect(rules["work.level_std"] == "from 0 to 2")
        #expect(rules["debt.overdraft_rate"] == "from 0 to 1")
        #expect(rules["debt.prepayment_fee"] == "from 0 to 0.5")
    }
}
