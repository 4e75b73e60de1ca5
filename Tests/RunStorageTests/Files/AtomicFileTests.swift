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
