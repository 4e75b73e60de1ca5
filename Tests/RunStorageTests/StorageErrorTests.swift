import RunStorage
import SystemPackage
import Testing

@Suite struct StorageErrorTests {
    private let path = FilePath("output/models/x.json")

    @Test func sayWhereAndWhatInOneLine() throws {
        let name = try RunName("bologna")
        let hashes = (ContentHash(of: [1]), ContentHash(of: [2]))
        let expected: [(StorageError, String)] = [
            (
                .invalidName("../x\n"),
                #""../x\n": is not a name: letters, digits, '.', '_' and '-', at most 100, a letter or digit first"#
            ),
            (.runNotFound(name), "bologna: there is no such run"),
            (.damaged(path, .missing), "output/models/x.json: is missing"),
            (
                .damaged(path, .hashDiffers(expected: hashes.0, found: hashes.1)),
                "output/models/x.json: is damaged: its SHA-256 is dbc1b4c9…, recorded is 4bf5122f…"
            ),
            (
                .operationFailed(.write, path, .noSpace),
                "output/models/x.json: cannot be written: No space left on device"
            ),
            (
                .damaged(path, .json(JSONError(problem: .tooDeep, offset: 7))),
                "output/models/x.json: byte 7: nested too deeply"
            ),
            (
                .unfinished(name, episodesDone: 300, episodes: 1000),
                "bologna: was begun with the same inputs and is unfinished: 300 of 1000 episodes saved"
            ),
        ]
        for (error, text) in expected { #expect(error.description == text) }
    }

    @Test func everyErrorIsOfItsKind() throws {
        let name = try RunName("bologna")
        #expect(StorageError.invalidName("").kind == .wrongUsage)
        #expect(StorageError.damaged(path, .missing).kind == .invalidData)
        #expect(StorageError.otherVersion(name, stored: "1", running: "2").kind == .invalidData)
        #expect(StorageError.runNotFound(name).kind == .notFound)
        #expect(StorageError.nameTaken(name, finished: true).kind == .cannotCreate)
        #expect(StorageError.operationFailed(.makeDirectory, path, .permissionDenied).kind == .cannotCreate)
        #expect(StorageError.operationFailed(.write, path, .noSpace).kind == .inputOutputFailed)
        #expect(StorageError.operationFailed(.read, path, .permissionDenied).kind == .inputOutputFailed)
        #expect(StorageError.locked(name, nil).kind == .alreadyRunning)
    }
}
