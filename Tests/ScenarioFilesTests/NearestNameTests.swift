import Households
import ScenarioFiles
import Testing

@Suite("Did you mean")
struct NearestNameTests {
    static let keys = ["income", "income_growth", "inflation", "max_months", "lambda_", "mu"]

    @Test(arguments: [
        ("incme", "income"), ("Income", "income"), ("inocme", "income"), ("max-months", "max_months"),
        ("maxMonths", "max_months"), ("lambda", "lambda_"), ("incomegrowth", "income_growth"), ("mi", "mu"),
    ])
    func slipsOfThePenAreFound(word: String, name: String) {
        #expect(NearestName.of(word, among: Self.keys) == name)
    }

    @Test(arguments: ["", "rent", "xyz", "months_of_holiday"])
    func whatIsFarHasNoNeighbour(word: String) {
        #expect(NearestName.of(word, among: Self.keys) == nil)
    }
}
