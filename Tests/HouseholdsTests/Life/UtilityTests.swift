import Foundation
import Households
import Testing

@Suite struct UtilityTests {
    /// The whole numbers are computed without a power, the others with one: all are the same function.
    @Test(arguments: [0.1, 0.5, 1, 1.5, 2, 3, 4, 5, 5.5, 6, 20])
    func isCRRAInEuros(_ gamma: Double) {
        let utility = Utility(reference: 1200, riskAversion: gamma)
        #expect(utility(1200) == 0 && abs(utility.slope(1200) - 1) < 1e-15)
        for consumption in [150.0, 900, 1199, 1300, 9000] where gamma < 10 || consumption < 2000 {
            let share = consumption / 1200
            let expected = gamma == 1 ? 1200 * log(share) : 1200 / (1 - gamma) * (pow(share, 1 - gamma) - 1)
            #expect(agrees(utility(consumption), expected, scale: 1))
            #expect(agrees(utility.inverse(utility(consumption)), consumption))
            let slope = (utility(consumption * 1.00001) - utility(consumption / 1.00001)) / (consumption * 2e-5)
            #expect(abs(slope / utility.slope(consumption) - 1) < 1e-4)
        }
    }
}
