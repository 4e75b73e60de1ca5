import Dispatch
import Glibc
import RunStorage
import Synchronization
import SystemPackage
import Testing

@Suite struct AtomicFileTests {
    private let directory: TemporaryDirectory
    private let old = Array("what was there before".utf8)
    private let new = (0..<5000).map { UInt8(truncatingIfNeeded: $0 &* 7) }

    init() throws {
        directory = try TemporaryDirectory()
    }

    private var path: FilePath { directory.path.appending("file.json") }

    @Test func writesWholeFilesAndNothingElse() throws {
        try DurableFiles().write(new, to: path)
        #expect(try tree(directory.path) == ["file.json": new])
        try DurableFiles().write(old, to: path)
        #expect(try tree(directory.path) == ["file.json": old])
    }

    @Test func goesOnAfterShortWrites() throws {
        var operations = FileOperations.posix
        operations.write = { descriptor, buffer in
            try FileOperations.posix.write(descriptor, UnsafeRawBufferPointer(rebasing: buffer.prefix(7)))
        }
        try DurableFiles(operations).write(new, to: path)
        #expect(try bytes(path) == new)
    }

    @Test func flushesTheFileBeforeAndTheDirectoryAfterTheRename() throws {
        let calls = Mutex<[String]>([])
        var operations = FileOperations.posix
        operations.synchronize = { descriptor in
            let kind = try FileOperations.posix.statusOfOpenFile(descriptor).kind
            calls.withLock { $0.append("flush \(kind)") }
        }
        operations.rename = { source, target in
            calls.withLock { $0.append("rename") }
            try FileOperations.posix.rename(source, target)
        }
        try DurableFiles(operations).write(new, to: path)
        #expect(calls.withLock { $0 } == ["flush file", "rename", "flush directory"])
    }

    @Test(arguments: [Errno.noSpace, .ioError, .permissionDenied])
    func keepsTheOldContentWhereAnyCallFails(_ number: Errno) throws {
        var failures = 0
        for call in 1... {
            try DurableFiles().write(old, to: path)
            let injector = FaultInjector(.once(number), atCall: call)
            do {
                try DurableFiles(injector.operations).write(new, to: path)
                if !injector.hasStruck { break }
            } catch let error as StorageError {
                failures += 1
                guard case .operationFailed(_, _, number) = error else {
                    Issue.record("\(error)")
                    break
                }
                #expect(error.kind == (number == .permissionDenied ? .cannotCreate : .inputOutputFailed))
                // After the rename the new content is there; its durability is what failed.
                let content = try tree(directory.path)
                #expect(content == ["file.json": old] || content == ["file.json": new])
            }
        }
        // Open, write, flush, rename, open the directory, flush it.
        #expect(failures == 6)
    }

    @Test func aKilledWriterLeavesTheOldContentAndTheNextOneCleansUp() throws {
        for call in 1... {
            try DurableFiles().write(old, to: path)
            let injector = FaultInjector(.death, atCall: call)
            do {
                try DurableFiles(injector.operations).write(new, to: path)
                break
            } catch is StorageError {
                let content = try bytes(path)
                #expect(content == old || content == new)
            }
            try DurableFiles().write(new, to: path)
            #expect(try tree(directory.path) == ["file.json": new])
        }
    }

    /// What has the name of a temporary file in our folder is replaced, not followed: a pipe would hang, a hard link
    /// lead to somebody's file.
    @Test(arguments: ["file", "link", "pipe", "directory"])
    func aTemporaryNameThatIsTakenDoesNoHarm(kind: String) throws {
        let (temporary, precious) = (directory.path.appending(".file.json.tmp"), directory.path.appending("precious"))
        try write(old, to: precious)
        switch kind {
        case "link": #expect(link(precious.string, temporary.string) == 0)
        case "pipe": #expect(mkfifo(temporary.string, 0o600) == 0)
        case "directory": try DurableFiles().makeDirectory(temporary.appending("deep"))
        default: try write(old, to: temporary)
        }
        try DurableFiles().write(new, to: path)
        #expect(try tree(directory.path) == ["file.json": new, "precious": old])
    }

    /// In a folder of others nothing of theirs is touched, whatever its name; and writers do not tear each other's
    /// file.
    @Test func besideOthersNothingOfTheirsIsTouched() throws {
        try write(old, to: directory.path.appending(".file.json.tmp"))
        try DurableFiles().writeBesideOthers(new, to: path)
        #expect(try tree(directory.path) == ["file.json": new, ".file.json.tmp": old])
        let (path, contents) = (path, (0..<8).map { Array(repeating: UInt8($0), count: 100_000) })
        DispatchQueue.concurrentPerform(iterations: 40) { index in
            try? DurableFiles().writeBesideOthers(contents[index % 8], to: path)
        }
        let content = try bytes(path)
        #expect(contents.contains(content))
        #expect(try tree(directory.path).count == 2)
    }

    /// Names of any bytes go with their directory.
    @Test func aNameThatIsNoTextIsRemoved() throws {
        let folder = directory.path.appending("output/models/checkpoints/a")
        try DurableFiles().makeDirectory(folder)
        let file = open(folder.string + "/caf\u{1}", O_CREAT | O_WRONLY, 0o600)
        close(file)
        let raw = Array(folder.string.utf8) + [UInt8(ascii: "/"), 0xE9, 0]
        let descriptor = raw.withUnsafeBufferPointer { bytes in
            bytes.withMemoryRebound(to: CChar.self) { open($0.baseAddress!, O_CREAT | O_WRONLY, 0o600) }
        }
        #expect(descriptor >= 0)
        close(descriptor)
        let output = Output(root: directory.path.appending("output"))
        try output.runs.delete(RunName("a"))
        #expect(!exists(folder))
    }

    @Test func makesDirectoriesThatAreMissing() throws {
        let deep = directory.path.appending("a/b/c")
        try DurableFiles().makeDirectory(deep)
        try DurableFiles().makeDirectory(deep)
        #expect(exists(deep))
        try write(old, to: directory.path.appending("file"))
        let error = #expect(throws: StorageError.self) {
            try DurableFiles().makeDirectory(directory.path.appending("file/under"))
        }
        #expect(error?.kind == .cannotCreate)
    }
}
