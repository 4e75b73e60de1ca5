/// A number with its noun: `0 episodes`, `1 episode`, `2 episodes`.
///
/// - Parameters:
///   - noun: one whose plural only has an s more.
///   - digits: how the number is written.
package func counted(_ number: Int, _ noun: String, digits: (Int) -> String = { String($0) }) -> String {
    "\(digits(number)) \(noun)\(number == 1 ? "" : "s")"
}
