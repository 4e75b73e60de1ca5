import Glibc

/// The machines that share an output, as they tell each other apart.
package enum Host {
    /// The name of this one.
    package static let name: String = {
        var system = utsname()
        guard uname(&system) == 0 else { return "unknown" }
        return withUnsafeBytes(of: &system.nodename) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }()
}

/// A process that says in a lock's file who it is.
package protocol LockingProcess {
    var processID: Int32 { get }
    /// The machine that it runs on; nil where it does not say.
    var host: String? { get }
}

extension LockingProcess {
    /// The machine that it runs on, where that is another one: it can neither be looked at nor signalled from here.
    package var otherHost: String? { host == Host.name ? nil : host }

    /// `process 4711`, or `process 4711 on node7`.
    package var processWords: String {
        "process \(processID)" + (otherHost.map { " on \($0)" } ?? "")
    }
}
