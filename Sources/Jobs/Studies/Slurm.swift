/// The programs of Slurm that are called; tests put others in their place.
///
/// `sacct` and `sacctmgr` are never called: many sites keep no accounting database, and a study's rows say what is
/// done.
package struct Slurm: Sendable {
    /// Arguments and standard input in; exit code and what was printed out.
    package typealias Program = @Sendable (_ arguments: [String], _ input: String) throws -> Answer

    package struct Answer: Sendable, Equatable {
        package var code: Int32
        package var output: String
        package var errors: String

        package init(code: Int32 = 0, output: String = "", errors: String = "") {
            self.code = code
            self.output = output
            self.errors = errors
        }

        /// What the program said went wrong, without the ends of its lines.
        var words: String {
            let lines = (errors.isEmpty ? output : errors).split(whereSeparator: \.isNewline)
            return lines.isEmpty ? "it says nothing" : lines.joined(separator: "; ")
        }
    }

    package var sbatch, squeue, scancel, scontrol: Program

    package init(
        sbatch: @escaping Program, squeue: @escaping Program, scancel: @escaping Program, scontrol: @escaping Program
    ) {
        self.sbatch = sbatch
        self.squeue = squeue
        self.scancel = scancel
        self.scontrol = scontrol
    }

    /// How many tasks an array may have: `MaxArraySize` bounds their indices, which begin at 0.
    ///
    /// - Throws: `SlurmError`.
    package func largestArray() throws -> Int {
        let answer = try scontrol(["show", "config"], "")
        guard answer.code == 0 else { throw SlurmError.failed("scontrol", answer.words) }
        for line in answer.output.split(whereSeparator: \.isNewline) {
            let parts = line.split(separator: "=", maxSplits: 1).map { $0.trimming(while: \.isWhitespace) }
            guard parts.count == 2, parts[0] == "MaxArraySize" else { continue }
            guard let size = Int(parts[1]), size > 0 else { throw SlurmError.noArrays }
            return size
        }
        throw SlurmError.notUnderstood("scontrol", "no MaxArraySize in its configuration")
    }

    /// Hands a script to Slurm.
    ///
    /// - Returns: the id of the job.
    /// - Throws: `SlurmError.refused` with Slurm's own words.
    func submit(_ script: String, options: [String]) throws -> String {
        let answer = try sbatch(["--parsable"] + options, script)
        guard answer.code == 0 else { throw SlurmError.refused(answer.words) }
        // A cluster's name may follow the id.
        let id = answer.output.prefix { $0 != ";" && !$0.isNewline }
        guard !id.isEmpty, id.utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains) else {
            throw SlurmError.notUnderstood("sbatch", answer.words)
        }
        return String(id)
    }
}

extension Substring {
    /// Without the characters at both ends that fulfil the condition.
    fileprivate func trimming(while condition: (Character) -> Bool) -> Substring {
        guard let first = firstIndex(where: { !condition($0) }), let last = lastIndex(where: { !condition($0) }) else {
            return ""
        }
        return self[first...last]
    }
}
