import Foundation
import Testing

/// What Package.swift declares, beside what the sources import.
@Suite struct PackageTests {
    /// Modules that come with Swift and the system.
    private static let toolchain: Set = [
        "Dispatch", "Foundation", "FoundationEssentials", "FoundationXML", "Glibc", "Synchronization", "Testing",
    ]

    @Test func everyImportIsDeclaredAndEveryDeclarationImported() throws {
        let targets = try Self.targets()
        #expect(targets.count > 20)
        for target in targets {
            let imported = try Self.imports(of: target)
            #expect(imported.subtracting(target.dependencies).sorted() == [], "\(target.name) does not declare")
            #expect(target.dependencies.subtracting(imported).sorted() == [], "\(target.name) does not import")
        }
    }

    private struct Target {
        var name: String
        var folder: String
        var dependencies: Set<String>
    }

    /// The targets with Swift sources or C sources, but for system libraries.
    private static func targets() throws -> [Target] {
        let text = try String(contentsOf: Program.root.appending(path: "Package.swift"), encoding: .utf8)
        return text.matches(of: /\.(target|executableTarget|testTarget)\(\s*name: "(\w+)"/).map { match in
            let declaration = balanced(text[match.range.lowerBound...])
            let path = declaration.firstMatch(of: /path: "([^"]+)"/).map { String($0.1) }
            let list =
                declaration.firstRange(of: "dependencies: [").map { balanced(declaration[$0.lowerBound...]) } ?? ""
            // A product is written with its package, whose name is no module.
            let names = list.replacing(/package: "[^"]+"/, with: "").matches(of: /"(\w+)"/).map { String($0.1) }
            return Target(
                name: String(match.2), folder: path ?? "\(match.1 == "testTarget" ? "Tests" : "Sources")/\(match.2)",
                dependencies: Set(names))
        }
    }

    /// From the beginning to the bracket that closes the first one that opens.
    private static func balanced(_ text: Substring) -> Substring {
        var depth = 0
        for index in text.indices {
            switch text[index] {
            case "(", "[": depth += 1
            case ")", "]":
                depth -= 1
                if depth == 0 { return text[...index] }
            default: break
            }
        }
        return text
    }

    private static func imports(of target: Target) throws -> Set<String> {
        let folder = Program.root.appending(path: target.folder)
        var result: Set<String> = []
        for path in try FileManager.default.subpathsOfDirectory(atPath: folder.path) where path.hasSuffix(".swift") {
            let text = try String(contentsOf: folder.appending(path: path), encoding: .utf8)
            let line = /^(?:@\w+(?:\(\w+\))? )?(?:\w+ )?import (?:(?:class|enum|func|struct) )?(\w+)/
                .anchorsMatchLineEndings()
            result.formUnion(text.matches(of: line).map { String($0.1) })
        }
        return result.subtracting(toolchain)
    }
}
