/// A word as a shell takes it.
enum ShellWord {
    static func quoted(_ word: String) -> String {
        let plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-=,/+".utf8
        if !word.isEmpty, word.utf8.allSatisfy(plain.contains) { return word }
        return "'\(word.replacing("'", with: #"'\''"#))'"
    }
}
