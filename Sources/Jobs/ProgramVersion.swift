/// The version of the program: runs remember by which they were trained.
package enum ProgramVersion {
    package static let current = "0.1.0"
}
