import Reports

/// Templates: tags of every kind, in and out of place. What follows a line `%%` is a second template.
struct TemplateInput: FuzzedReader {
    func make(_ random: inout SplitMix) -> [UInt8] {
        var text = ""
        var open: [String] = []
        for _ in 0..<random.next(below: 24) {
            let name = random.pick(["title", "items", "item", "flag", "nothing", "unknown", "a.b", ".", "", " x y "])
            switch random.next(below: 14) {
            case 0: text += "{{\(name)}}"
            case 1: text += "{{{\(name)}}}"
            case 2, 3:
                text += "{{\(random.pick(["#", "^"]))\(name)}}"
                open.append(name)
            case 4, 5: text += "{{/\(open.popLast() ?? name)}}"
            case 6: text += "{{> \(random.pick(["part", "page", "../page", "missing", "*title"]))}}"
            case 7: text += "{{! \(name) }}"
            case 8: text += "{{=<% %>=}}<% title %><%={{ }}=%>"
            case 9:
                text += random.pick([
                    "{{", "}}", "{{&title}}", "{{$block}}x{{/block}}", "{{<part}}{{/part}}", "{{#f(x)}}",
                ])
            case 10: text += "\n%%\n"
            default: text += random.pick(["<p>", "</p>\n", "é", "\u{0}", "\r\n", " "])
            }
        }
        for name in open.reversed() where !random.oneIn(8) { text += "{{/\(name)}}" }
        return Array(text.utf8)
    }

    private static let record = PageRecord([
        "title": .text("<b>&\"'\u{1}"), "flag": .flag(true), "nothing": .absent,
        "items": .list([PageRecord(["item": .text("{{title}}")]), PageRecord(["item": .markup("<i>")])]),
    ])

    /// A template is used whole or refused with its place.
    func read(_ bytes: [UInt8]) throws -> Bool {
        let parts = String(decoding: bytes, as: UTF8.self)
            .split(separator: "\n%%\n", omittingEmptySubsequences: false).map(String.init)
        let sources = ["page.mustache": parts[0], "part.mustache": parts.dropFirst().joined(separator: "\n")]
        do {
            let templates = try TemplateSet(sources)
            _ = try templates.render("page", Self.record)
            return true
        } catch {
            if error.description.isEmpty { throw BenchmarkFailure("refused without a reason") }
            return false
        }
    }
}
