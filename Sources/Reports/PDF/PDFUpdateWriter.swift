import Crypto

/// Collects new and replaced objects, and writes them behind a file as an incremental update.
package struct PDFUpdateWriter {
    private let file: PDFFile
    /// By object number; what stands between `obj` and `endobj`.
    private var objects: [(number: Int, body: [UInt8])] = []
    private var nextNumber: Int

    package init(file: PDFFile) {
        self.file = file
        nextNumber = file.objectCount
    }

    /// Replaces an object of the file.
    package mutating func replace(_ number: Int, with object: PDFObject) {
        var body: [UInt8] = []
        object.write(to: &body)
        objects.append((number, body))
    }

    /// Adds an object and gives its number.
    package mutating func add(_ object: PDFObject) -> Int {
        let number = nextNumber
        nextNumber += 1
        replace(number, with: object)
        return number
    }

    /// Adds a stream and gives its number.
    package mutating func addStream(
        _ entries: KeyValuePairs<String, PDFObject>, _ content: [UInt8], compressed: Bool = true
    ) -> Int {
        let data = compressed ? Deflate.compress(content) : content
        var dictionary = PDFDictionary(entries.map { ($0.key, $0.value) })
        if compressed { dictionary["Filter"] = .name("FlateDecode") }
        dictionary["Length"] = .integer(data.count)
        var body: [UInt8] = []
        PDFObject.dictionary(dictionary).write(to: &body)
        body += Array("\nstream\n".utf8)
        body += data
        body += Array("\nendstream".utf8)
        let number = nextNumber
        nextNumber += 1
        objects.append((number, body))
        return number
    }

    /// The file with the update behind it: objects, cross-references, trailer.
    package func bytes(root: Int, info: Int) -> [UInt8] {
        var output = file.bytes
        output.reserveCapacity(output.count + objects.reduce(4096) { $0 + $1.body.count + 64 })
        if output.last != UInt8(ascii: "\n") { output.append(UInt8(ascii: "\n")) }
        var offsets: [(number: Int, offset: Int)] = []
        for object in lastVersions() {
            offsets.append((object.number, output.count))
            output += Array("\(object.number) 0 obj\n".utf8)
            output += object.body
            output += Array("\nendobj\n".utf8)
        }
        let start = output.count
        writeCrossReferences(offsets, to: &output)
        let trailer = PDFObject.dictionary([
            "Size": .integer(nextNumber), "Root": .reference(root), "Info": .reference(info),
            "Prev": .integer(file.crossReferenceOffset),
            "ID": .array([.string(Self.fingerprint(file.bytes)), .string(Self.fingerprint(output))]),
        ])
        output += Array("trailer\n".utf8)
        trailer.write(to: &output)
        output += Array("\nstartxref\n\(start)\n%%EOF\n".utf8)
        return output
    }

    /// In ascending order of their numbers; of an object that was replaced twice what came last.
    private func lastVersions() -> [(number: Int, body: [UInt8])] {
        var versions: [Int: [UInt8]] = [:]
        for object in objects { versions[object.number] = object.body }
        return versions.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// Sections of consecutive numbers, entries of exactly twenty bytes (7.5.4).
    private func writeCrossReferences(_ offsets: [(number: Int, offset: Int)], to output: inout [UInt8]) {
        output += Array("xref\n".utf8)
        var start = 0
        while start < offsets.count {
            var end = start + 1
            while end < offsets.count, offsets[end].number == offsets[end - 1].number + 1 { end += 1 }
            output += Array("\(offsets[start].number) \(end - start)\n".utf8)
            for entry in offsets[start..<end] {
                let digits = String(entry.offset)
                output += Array((String(repeating: "0", count: 10 - digits.count) + digits + " 00000 n \n").utf8)
            }
            start = end
        }
    }

    private static func fingerprint(_ bytes: [UInt8]) -> [UInt8] {
        Array(SHA256.hash(data: bytes).prefix(16))
    }
}
