/// The version of the program: runs remember by which they were trained.
enum ProgramVersion {
    static let current = "0.1.0"
}
