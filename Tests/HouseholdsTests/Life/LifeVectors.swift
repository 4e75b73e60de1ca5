import Foundation
import Households
import TestSupport
import Testing

/// What an independent implementation of the household computed: the files of `Vectors/Life`.
enum LifeVectors {
    static func decode<Value: Decodable>(_ name: String, as type: Value.Type = Value.self) throws -> Value {
        let url = try #require(
            Bundle.module.url(forResource: name, withExtension: "json", subdirectory: "Vectors/Life"))
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(Value.self, from: Data(contentsOf: url))
    }

    struct Shock: Decodable {
        let eps, ue, uw, xi, uc, z: Double
        let h: Int

        var shock: LifeShock {
            LifeShock(
                expense: eps, investmentReturn: z, income: xi, emergency: ue, crash: uc, work: uw, historyMonth: h)
        }
    }

    struct Decision: Decodable {
        let consume, trade, prepay: Double

        var decision: LifeDecision { LifeDecision(consume: consume, trade: trade, prepay: prepay) }
    }

    /// A life with the decisions and shocks that are given.
    struct Trajectory: Decodable, CustomTestStringConvertible {
        struct Derived: Decodable {
            let necessities, ruinConsumption, xRef, beta, monthsDiscounted: Double
            let workFactors: [Double]
            let workTransitions: [[Double]]
        }

        struct Month: Decodable {
            let month: Int
            let action: Decision
            let shock: Shock
            let income, instalment, money, portfolioAtDecision, loanAtDecision: Double
            let goalShare: Double?
            let consumed, bought, sold, prepaid, variable, emergency, grossNetReturn, forcedSale: Double
            let ruin: Bool
            let cash, portfolio, loan: Double
            let work: Int
            let factor, reward, sum: Double

            enum CodingKeys: String, CodingKey {
                case month, action, shock, income, instalment, money, portfolioAtDecision, loanAtDecision, goalShare
                case consumed, bought, sold, prepaid, variable, emergency, grossNetReturn, forcedSale, ruin
                case cash, portfolio, loan, work, factor
                case reward = "R"
                case sum = "sumR"
            }
        }

        let name: String
        let household: LifeVectorHousehold
        let derived: Derived
        let rows: [Month]

        var testDescription: String { name }
    }
}
