/// "Did you mean": the known name that somebody most likely meant.
package enum NearestName {
    /// The candidate with the fewest slips of the pen from `word`, if few for its length; the first of equals.
    package static func of(_ word: String, among candidates: [String]) -> String? {
        let word = normalised(word)
        let tolerated = max(1, word.count / 3)
        var best: (name: String, distance: Int)?
        for candidate in candidates {
            let distance = distance(word, normalised(candidate))
            if distance <= tolerated, distance < best?.distance ?? Int.max { best = (candidate, distance) }
        }
        return best?.name
    }

    /// Letter case and the kind of dash are no slips.
    private static func normalised(_ word: String) -> [Character] {
        word.prefix(100).lowercased().map { $0 == "-" || $0 == " " ? "_" : $0 }
    }

    /// Letters to insert, delete, replace, or swap with their neighbour (optimal string alignment).
    static func distance(_ a: [Character], _ b: [Character]) -> Int {
        if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
        var beforePrevious = [Int](repeating: 0, count: b.count + 1)
        var previous = Array(0...b.count)
        for i in 1...a.count {
            var current = [i] + [Int](repeating: 0, count: b.count)
            for j in 1...b.count {
                let replaced = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
                current[j] = min(replaced, previous[j] + 1, current[j - 1] + 1)
                if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
                    current[j] = min(current[j], beforePrevious[j - 2] + 1)
                }
            }
            (beforePrevious, previous) = (previous, current)
        }
        return previous[b.count]
    }
}
