import Foundation
import Statistics
import Testing

@Suite("Means and their errors")
struct MeanEstimateTests {
    /// `numpy.mean`, and `scipy.stats.sem`.
    @Test func agreeWithSciPy() {
        #expect(MeanEstimate(of: [7]) == MeanEstimate(mean: 7, standardError: 0))
        let estimate = MeanEstimate(of: [2, 4, 4, 4, 5, 5, 7, 9])
        #expect(estimate.mean == 5)
        #expect(abs(estimate.standardError - 0.7559289460184544) < 1e-15)
    }

    @Test func storedNamesStay() throws {
        let stored = #"{"mean":1.5,"standard_error":0.25}"#
        #expect(
            try JSONDecoder().decode(MeanEstimate.self, from: Data(stored.utf8))
                == MeanEstimate(mean: 1.5, standardError: 0.25))
    }
}
