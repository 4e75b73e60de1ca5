import Testing
import Jobs

@Suite("Where the folders are that come with the program")
struct ResourceFoldersTests {
    private func locate(
        _ present: Set<String>, executable: String = "/opt/h/.build/x86_64/release/hrlreport", given: String? = nil
    ) throws(JobError) -> String {
        try ResourceFolders(
            currentDirectory: "/home/me", executable: executable, isFolder: { present.contains($0) },
            isFile: { present.contains($0) }
        ).locate(.scenarios, given: given)
    }

    @Test func theOrderIsFlagCurrentDirectoryPackageInstallation() throws {
        let package: Set = ["/opt/h/Package.swift", "/opt/h/scenarios"]
        #expect(try locate(package) == "/opt/h/scenarios")
        #expect(try locate(package.union(["/home/me/scenarios"])) == "scenarios")
        #expect(try locate(package.union(["/home/me/scenarios", "mine"]), given: "mine") == "mine")
        #expect(
            try locate(["/usr/local/share/hrlreport/scenarios"], executable: "/usr/local/bin/hrlreport")
                == "/usr/local/share/hrlreport/scenarios")
    }

    @Test func whatIsNowhereIsAnError() {
        #expect(throws: JobError.folderNotFound(.scenarios, given: nil)) { try locate([]) }
        #expect(throws: JobError.folderNotFound(.scenarios, given: "mine")) {
            try locate(["/home/me/scenarios"], given: "mine")
        }
    }
}
