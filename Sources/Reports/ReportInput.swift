import Households
import Studies

/// Everything a report is made of: values only, so that the same input gives the same bytes anywhere.
package struct ReportInput: Sendable {
    /// Name of the run.
    package var runName: String
    /// The report's title; the scenario's name where nil.
    package var title: String?
    /// The sections to show, nil for all; they always come in the report's own order.
    package var sections: Set<ReportSection>?
    package var scenario: Scenario
    /// The scenario file as it was read, byte for byte; attached to the PDF.
    package var scenarioText: String
    package var history: TrainingHistory
    /// The stored history file, byte for byte; attached to the PDF.
    package var historyJSON: [UInt8]
    package var evaluation: Evaluation
    /// The evaluation as it is stored; attached to the PDF.
    package var evaluationJSON: [UInt8]
    /// In ascending order of their episodes.
    package var checkpoints: [CheckpointSummary]
    package var provenance: Provenance
    /// How the run stands among trainings like it; nil where there is no such study.
    package var study: StudyStanding?

    package init(
        runName: String, title: String? = nil, sections: Set<ReportSection>? = nil, scenario: Scenario,
        scenarioText: String, history: TrainingHistory, historyJSON: [UInt8], evaluation: Evaluation,
        evaluationJSON: [UInt8], checkpoints: [CheckpointSummary], provenance: Provenance, study: StudyStanding? = nil
    ) {
        self.runName = runName
        self.title = title
        self.sections = sections
        self.scenario = scenario
        self.scenarioText = scenarioText
        self.history = history
        self.historyJSON = historyJSON
        self.evaluation = evaluation
        self.evaluationJSON = evaluationJSON
        self.checkpoints = checkpoints
        self.provenance = provenance
        self.study = study
    }

    /// What the report calls itself.
    package var displayTitle: String { title ?? scenario.name }
}

/// Where the figures come from, and how to get them again.
package struct Provenance: Sendable, Equatable {
    package var seed: UInt64
    package var programVersion: String
    /// The run's identity, hexadecimal.
    package var identity: String
    /// Start of the training, the only date in a report: `2026-11-22T10:30:00Z`.
    package var startTime: String
    /// Hexadecimal.
    package var scenarioSHA256: String
    /// Hexadecimal.
    package var historySHA256: String
    /// Nil where nothing makes this run again, since a stop comes when it comes.
    package var reproduction: Reproduction?
    package var checkpoint: ReportedCheckpoint
    /// Episodes of the training up to the state that is reported on.
    package var episodesTrained: Int
    /// Episodes behind the weights that this state keeps: fewer where later policies did worse.
    package var policyEpisode: Int
    /// Episodes the run was planned for.
    package var totalEpisodes: Int

    package init(
        seed: UInt64, programVersion: String, identity: String, startTime: String, scenarioSHA256: String,
        historySHA256: String, reproduction: Reproduction?, checkpoint: ReportedCheckpoint, episodesTrained: Int,
        policyEpisode: Int? = nil, totalEpisodes: Int
    ) {
        self.seed = seed
        self.programVersion = programVersion
        self.identity = identity
        self.startTime = startTime
        self.scenarioSHA256 = scenarioSHA256
        self.historySHA256 = historySHA256
        self.reproduction = reproduction
        self.checkpoint = checkpoint
        self.episodesTrained = episodesTrained
        self.policyEpisode = policyEpisode ?? episodesTrained
        self.totalEpisodes = totalEpisodes
    }
}

/// How to make a run and its report again, byte for byte.
package struct Reproduction: Sendable, Equatable {
    package var command: String
    /// Name of the scenario's file that the command reads.
    package var scenarioFile: String
    /// The command that writes this file from what is stored with the run.
    package var exportCommand: String
    /// The run that has to be there, too, since the training started from it; nil for none.
    package var startedFrom: String?

    package init(command: String, scenarioFile: String, exportCommand: String, startedFrom: String? = nil) {
        self.command = command
        self.scenarioFile = scenarioFile
        self.exportCommand = exportCommand
        self.startedFrom = startedFrom
    }
}

/// Which state of a run is reported on.
package enum ReportedCheckpoint: Sendable, Equatable {
    case final
    case episode(Int)
    /// The newest state of a training that was stopped before its end, and of one that still goes on.
    case stopped(Int), unfinished(Int)
}
