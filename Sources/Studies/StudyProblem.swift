import ScenarioFiles

/// Everything that is wrong with one study's file.
package struct InvalidStudy: Error, Sendable, Equatable {
    /// As the user named it.
    package var file: String
    /// In the order of their lines; at least one.
    package var problems: [StudyProblem]

    package init(file: String, problems: [StudyProblem]) {
        self.file = file
        self.problems = problems
    }

    /// For each problem its message, `FILE:LINE: KEY: WHAT`, and where one helps a hint.
    package var messages: [(message: String, hint: String?)] {
        problems.map { problem in
            let place = problem.line.map { "\(file):\($0)" } ?? file
            return ([place, problem.key, problem.what].filter { !$0.isEmpty }.joined(separator: ": "), problem.hint)
        }
    }
}

/// One thing that is wrong with a study's file.
package struct StudyProblem: Sendable, Equatable {
    /// 1 for the first line; nil where the file as a whole is meant.
    package var line: Int?
    /// With its section; empty where no key is meant.
    package var key: String
    /// As a phrase.
    package var what: String
    /// What to do about it, where that is not plain from the message.
    package var hint: String?

    package init(line: Int?, key: String = "", _ what: String, hint: String? = nil) {
        self.line = line
        self.key = key
        self.what = what
        self.hint = hint
    }

    /// What is wrong with a scenario's file in the same way.
    init(line: Int?, key: String = "", _ kind: ScenarioProblem.Kind) {
        let problem = ScenarioProblem(line: line, key: key, kind)
        self.init(line: line, key: key, problem.what, hint: problem.hint)
    }
}
