import Households

/// What checking everything that is stored has found.
package struct Verification: Sendable, Equatable {
    /// What is wrong, in the order in which it was found; one entry a file.
    package internal(set) var problems: [StorageError] = []
    package var checked = Counts()
    /// What lies in the output directory itself and is not this program's: names, not looked at any further.
    package var foreign: [String] = []
    /// What killed processes left under the output directory, of no use to anybody: names, relative to it.
    package var leftovers: [String] = []

    package var isIntact: Bool { problems.isEmpty }

    /// How much was looked at.
    package struct Counts: Sendable, Equatable, Encodable {
        package var runs = 0
        /// States of runs: checkpoints, and what was saved at stops.
        package var checkpoints = 0
        /// Reports of runs and of checkpoints.
        package var reports = 0
        package var simulations = 0
        package var studies = 0
        /// Documents in the archive.
        package var documents = 0

        package enum CodingKeys: String, CodingKey {
            case runs, checkpoints, reports, simulations, studies
            case documents = "archived_documents"
        }
    }
}

/// What a document of the archive says of itself.
package struct ArchivedData: Sendable, Equatable {
    /// Of the run or the study; nil where the document does not say.
    package var identity: ContentHash?
    /// What a document of a run carries of it; nil for that of a study.
    package var run: Run?

    /// What is attached, as it was stored.
    package struct Run: Sendable, Equatable {
        package var history: [UInt8]
        /// The scenario's file.
        package var scenario: [UInt8]

        package init(history: [UInt8], scenario: [UInt8]) {
            self.history = history
            self.scenario = scenario
        }
    }

    package init(identity: ContentHash?, run: Run?) {
        self.identity = identity
        self.run = run
    }

    /// Reads a document; throws `Damage` where it is not as it was written.
    package typealias Reader = ([UInt8]) throws -> ArchivedData
}
