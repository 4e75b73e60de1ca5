import Households
import SystemPackage

/// What repairing a run did.
package struct Repair: Sendable, Encodable {
    /// Episodes of the states that are part of the run again, ascending.
    package internal(set) var listed: [Int] = []
    /// States that are not what was written, and stay outside: where, and what is wrong.
    package internal(set) var damaged: [String] = []
    /// Whether the evaluation is part of the run; where it is not, the next report makes it again.
    package internal(set) var hasEvaluation = false

    enum CodingKeys: String, CodingKey {
        case listed = "listed_episodes"
        case damaged
        case hasEvaluation = "has_evaluation"
    }
}

extension Runs {
    /// Makes a run's manifest and list anew, from the checkpoints that are intact by their own lists: a bit that is
    /// flipped in either takes no training with it. Only an evaluation that nothing vouches for is removed, and an
    /// optimum: they are made again; and what is published of a run whose end is not intact.
    /// - Throws: `StorageError.runNotFound`, `.locked`, `.operationFailed`; `.damaged` where no checkpoint is intact.
    package func repair(_ name: RunName) throws -> Repair {
        let home = layout.run(name)
        guard try files.isDirectory(home) else { throw StorageError.runNotFound(name) }
        let lock = try lock(name)
        var result = Repair()
        var intact: [(name: CheckpointName, state: StoredCheckpoint)] = []
        var first: StorageError?
        for state in try files.list(home).compactMap(CheckpointName.init).sorted(by: { $0.episode < $1.episode }) {
            do {
                let checkpoint = try StoredCheckpoint(path: home.appending(state.text), files: files)
                try checkpoint.verify()
                guard checkpoint.metadata.run.name == name, checkpoint.episode == state.episode else {
                    throw StorageError.damaged(home.appending(state.text), .belongsElsewhere("another run"))
                }
                intact.append((state, checkpoint))
            } catch let error as StorageError {
                if case .operationFailed = error { throw error }
                first = first ?? error
                result.damaged.append("\(error)")
            }
        }
        guard let run = intact.last?.state.metadata.run else {
            throw first ?? StorageError.damaged(home, .document("holds no checkpoint from which it could be repaired"))
        }
        let manifest = try JSONDocument.encode(Manifest(run: run))
        var sums = Checksums()
        sums[name: Manifest.fileName] = ContentHash(of: manifest)
        for (state, checkpoint) in intact {
            guard checkpoint.metadata.run == run else {
                let path = home.appending(state.text)
                result.damaged.append("\(StorageError.damaged(path, .belongsElsewhere("another training")))")
                continue
            }
            sums[name: state.listedName] = checkpoint.contentHash
            result.listed.append(state.episode)
        }
        if let evaluation = try publishedEvaluation(of: name, in: home) {
            sums[name: RunDirectory.evaluationName] = ContentHash(of: evaluation)
            result.hasEvaluation = true
        }
        try files.write(manifest, to: home.appending(Manifest.fileName))
        try files.write(sums.bytes, to: home.appending(Checksums.fileName))
        if !result.hasEvaluation { try files.removeTree(home.appending(RunDirectory.evaluationName)) }
        try files.removeTree(home.appending(RunDirectory.optimumName))
        let directory = try RunDirectory(path: home, name: name, files: files)
        if directory.isFinished {
            try publish(directory, onlyMissing: false, lock)
        } else {
            let listed = manifestName(name)
            try list.setIfReadable(listed, to: nil)
            for file in PublishedFile.allCases { try files.removeTree(layout.published(file, name)) }
        }
        return result
    }

    /// The evaluation that lies in a run, where the published copy says the same: no list vouches for it.
    private func publishedEvaluation(of name: RunName, in home: FilePath) throws -> [UInt8]? {
        let (own, published) = (home.appending(RunDirectory.evaluationName), layout.published(.evaluation, name))
        guard try files.status(own)?.kind == .file, try files.status(published)?.kind == .file,
            try files.hash(own) == files.hash(published)
        else { return nil }
        return try files.read(own, limit: 1 << 30)
    }
}
