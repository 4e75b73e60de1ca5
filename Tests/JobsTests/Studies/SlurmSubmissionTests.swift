import Jobs
import RunStorage
import Studies
import Testing

@Suite struct SlurmSubmissionTests {
    private func submission(
        _ counts: [(role: StudyRole, chunks: Int)], firstChunk: Int = 0, seconds: Double = 600, maxRunning: Int? = nil,
        output: String = "/shared/output", options: [String] = [], reportOptions: [String] = []
    ) throws -> SlurmSubmission {
        SlurmSubmission(
            study: "clip", program: "/usr/local/bin/hrlreport", output: output,
            chunks: StudyChunks(
                counts.flatMap { count in
                    (0..<count.chunks).map { StudyChunk(role: count.role, trainings: [$0], seconds: seconds) }
                }, first: firstChunk),
            maxRunning: maxRunning, options: try options.map { try SlurmOption($0) },
            reportOptions: reportOptions, trainings: 200)
    }

    // MARK: - Scripts

    @Test func theScriptOfAnArray() throws {
        let job = try submission([(.search, 217)], maxRunning: 50).jobs(largest: 1001)[0]
        #expect(
            job.script == """
                #!/bin/bash
                #SBATCH --job-name=hrlreport_clip --array=0-216%50 --ntasks=1 --cpus-per-task=1 --mem=500M --time=00:45:00
                #SBATCH --requeue --open-mode=append --signal=B:TERM@60 --output=/shared/output/studies/clip/slurm/%A_%a.log
                exec /usr/local/bin/hrlreport study task clip --chunk $((SLURM_ARRAY_TASK_ID + 0)) --output /shared/output --quiet

                """)
    }

    @Test func theScriptThatCollects() throws {
        let jobs = try submission([(.search, 1)], reportOptions: ["--title", "Which range?"]).jobs(largest: 1001)
        #expect(jobs.count == 2)
        #expect(
            jobs[1].script == """
                #!/bin/bash
                #SBATCH --job-name=hrlreport_clip --ntasks=1 --cpus-per-task=1 --mem=506M --time=01:00:00
                #SBATCH --requeue --open-mode=append --output=/shared/output/studies/clip/slurm/%j.log
                cd /shared/output/studies/clip/slurm || exit
                /usr/local/bin/hrlreport study report clip --output /shared/output --quiet --title 'Which range?'
                code=$?
                [ -s "$SLURM_JOB_ID.log" ] || rm -f "$SLURM_JOB_ID.log"
                echo $code >collected_"$SLURM_JOB_ID"
                exit $code

                """)
    }

    @Test func pathsAreQuotedForSlurmAndForTheShell() throws {
        let script = try submission([(.search, 1)], output: #"/my "own" 50% it's"#).jobs(largest: 8)[0].script
        #expect(script.contains(#"--output="/my \"own\" 50%% it's/studies/clip/slurm/%A_%a.log""# + "\n"))
        #expect(script.contains(#"--output '/my "own" 50% it'\''s' --quiet"#))
        for path in [#"/a\b"#, "/a\nb"] {
            #expect(throws: SlurmError.pathImpossible(path)) {
                try submission([(.search, 1)], output: path).jobs(largest: 8)
            }
        }
    }

    @Test(arguments: [(1.0, "00:06:00"), (3600, "04:05:00"), (36_000, "1-16:05:00")])
    func theLimitFollowsTheEstimate(seconds: Double, limit: String) throws {
        let script = try submission([(.search, 1)], seconds: seconds).jobs(largest: 8)[0].script
        #expect(script.contains("--time=\(limit)\n"))
    }

    @Test func theUserSaysHowMuchMemoryThereIs() throws {
        let jobs = try submission([(.search, 1)], options: ["mem-per-cpu=2G", "account=x y"]).jobs(largest: 8)
        #expect(jobs.allSatisfy { !$0.script.contains("--mem") })
        #expect(jobs.allSatisfy { $0.options == ["--mem-per-cpu=2G", "--account=x y"] })
    }

    // MARK: - Arrays

    /// `MaxArraySize` bounds the index: eight tasks have the indices 0 to 7.
    @Test func largerArraysBecomeSeveral() throws {
        let double = SlurmDouble()
        let jobs = try submission([(.search, 17), (.confirm, 3)], firstChunk: 40).submit(to: double.slurm, largest: 8) {
            _ in
        }
        let scripts = double.calls.filter { $0.program == "sbatch" }
        func indices(_ script: String) -> String? {
            script.split(whereSeparator: \.isWhitespace).first { $0.hasPrefix("--array=") }.map(String.init)
        }
        #expect(
            scripts.map { indices($0.input) } == ["--array=0-7", "--array=0-7", "--array=0-0", "--array=0-2", nil])
        let offsets = [40, 48, 56, 57]
        for (script, offset) in zip(scripts, offsets) {
            #expect(script.input.contains("--chunk $((SLURM_ARRAY_TASK_ID + \(offset)))"))
        }
        #expect(jobs.arrays.map(\.firstChunk) == offsets)
        #expect(jobs.arrays.map(\.tasks) == [8, 8, 1, 3])
        #expect(jobs.arrays.map(\.role) == [.search, .search, .search, .confirm])
        #expect(jobs.ids == ["101", "102", "103", "104", "105"])
        #expect(jobs.collecting == "105")
        #expect(
            scripts.map(\.arguments) == [
                ["--parsable"], ["--parsable"], ["--parsable"], ["--parsable", "--dependency=afterany:101:102:103"],
                ["--parsable", "--dependency=afterany:101:102:103:104"],
            ])
    }

    @Test func noMoreTasksRunThanAreAllowed() throws {
        let double = SlurmDouble()
        _ = try submission([(.search, 9), (.confirm, 2)], maxRunning: 4).submit(to: double.slurm, largest: 8) { _ in }
        #expect(
            double.calls(of: "sbatch") == [
                ["--parsable"], ["--parsable", "--dependency=afterany:101"],
                ["--parsable", "--dependency=afterany:101:102"], ["--parsable", "--dependency=afterany:101:102:103"],
            ])
    }

    /// A hundred thousand trainings need three calls where a thousand tasks fit into an array.
    @Test func callsAreFew() throws {
        let double = SlurmDouble()
        _ = try submission([(.search, 1000), (.confirm, 20)]).submit(to: double.slurm, largest: 1001) { _ in }
        #expect(double.calls.map(\.program) == ["sbatch", "sbatch", "sbatch"])
    }

    // MARK: - Refusals

    /// What was submitted before is cancelled, and stays known.
    @Test func aRefusedJobIsAnErrorWithSlurmsWords() throws {
        let words =
            "sbatch: error: Batch job submission failed: Invalid account or account/partition combination specified"
        let double = SlurmDouble { call in
            call.input.contains("study report") ? Slurm.Answer(code: 1, errors: words + "\n") : nil
        }
        var noted: [SlurmJobs] = []
        #expect(throws: SlurmError.refused(words)) {
            _ = try submission([(.search, 9)]).submit(to: double.slurm, largest: 8) { noted.append($0) }
        }
        #expect(noted.map(\.ids) == [["101"], ["101", "102"]])
        #expect(double.calls(of: "scancel") == [["101", "102"]])
        #expect(Failure(SlurmError.refused(words)).entries.map(\.message) == ["Slurm: sbatch was refused: \(words)"])
        #expect(Failure(SlurmError.refused(words)).kind == .unavailable)
    }

    @Test func whatCannotBeNotedIsCancelled() throws {
        struct Full: Error {}
        let double = SlurmDouble()
        #expect(throws: Full.self) {
            _ = try submission([(.search, 9)]).submit(to: double.slurm, largest: 8) { _ in throw Full() }
        }
        #expect(double.calls(of: "scancel") == [["101"]])
    }

    @Test(arguments: ["", "Submitted batch job 7\n"])
    func anAnswerWithoutAnIdIsAnError(output: String) throws {
        let double = SlurmDouble { call in call.program == "sbatch" ? Slurm.Answer(output: output) : nil }
        #expect(throws: SlurmError.self) {
            _ = try submission([(.search, 1)]).submit(to: double.slurm, largest: 8) { _ in }
        }
    }

    @Test func aClustersNameMayFollowTheId() throws {
        let double = SlurmDouble { call in call.program == "sbatch" ? Slurm.Answer(output: "7;west\n") : nil }
        #expect(try submission([(.search, 1)]).submit(to: double.slurm, largest: 8) { _ in }.ids == ["7", "7"])
    }

    /// Scripts are kept before Slurm has them.
    @Test func scriptsAreKept() throws {
        let double = SlurmDouble()
        var kept: [String] = []
        _ = try submission([(.search, 9)], firstChunk: 5).submit(
            to: double.slurm, largest: 8,
            keeping: { script, name in
                #expect(double.calls.count == kept.count)
                #expect(script.hasPrefix("#!/bin/bash\n"))
                kept.append(name)
            }
        ) { _ in }
        #expect(kept == ["array_5.sh", "array_13.sh", "collect_5.sh"])
    }
}

@Suite struct SlurmLimitTests {
    @Test func theLargestArrayIsAskedFor() throws {
        #expect(try SlurmDouble().slurm.largestArray() == 8)
        let down = SlurmDouble { _ in
            Slurm.Answer(
                code: 1, errors: "slurm_load_ctl_conf error: Unable to contact slurm controller (connect failure)\n")
        }
        #expect(
            throws: SlurmError.failed(
                "scontrol", "slurm_load_ctl_conf error: Unable to contact slurm controller (connect failure)")
        ) { try down.slurm.largestArray() }
    }

    @Test(arguments: [
        ("MaxArraySize = 0\n", SlurmError.noArrays),
        ("x = 1\n", .notUnderstood("scontrol", "no MaxArraySize in its configuration")),
    ])
    func withoutArraysNothingCanBeSubmitted(output: String, error: SlurmError) {
        let double = SlurmDouble { _ in Slurm.Answer(output: output) }
        #expect(throws: error) { try double.slurm.largestArray() }
    }
}

@Suite struct SlurmOptionTests {
    @Test(arguments: ["partition=long", "mem=2G", "time-min=10", "gres=gpu:0", "comment=a = b", "qos=x"])
    func othersAreHandedOn(text: String) throws {
        let option = try SlurmOption(text)
        #expect("\(option.key)=\(option.value)" == text)
    }

    /// `sbatch` takes the beginning of a long name for the name.
    @Test(arguments: [
        "array=0-9", "arr=0-9", "output=/x", "time=1", "signal=USR1", "open-mode=truncate", "no-requeue=1", "wrap=true",
        "dependency=afterok:1", "job-name=x", "parsable=1", "clusters=a", "cpus-per-task=2",
    ])
    func thoseThatAreSetAlreadyAreRefused(text: String) {
        let key = String(text.prefix { $0 != "=" })
        #expect(throws: SlurmError.optionReserved(key)) { try SlurmOption(text) }
    }

    @Test(arguments: ["partition", "=x", "p=long", "--partition=long", "partition=", "a b=c", "comment=a\nb", "Qos=x"])
    func othersAreNoOptions(text: String) {
        #expect(throws: SlurmError.optionMalformed(text)) { try SlurmOption(text) }
    }
}
