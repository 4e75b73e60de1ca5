/// A PDF file as Cairo writes it, with the incremental updates behind it: the newest version of each object. It has
/// classic cross-reference tables, and objects of generation 0 outside of streams; what it says otherwise is believed
/// within bounds.
package struct PDFFile {
    package let bytes: [UInt8]
    /// Of the newest revision.
    package let trailer: PDFDictionary
    /// Where the newest cross-reference table begins.
    package let crossReferenceOffset: Int
    /// One more than the highest object number.
    package private(set) var objectCount = 0
    /// Where each object in use begins, by its number.
    private var offsets: [Int: Int] = [:]

    /// Revisions that are followed back, at most; ours have two.
    private static let longestChain = 8

    /// - Throws: `ReportError.unexpectedPDF` for a file that is made in another way.
    package init(_ bytes: [UInt8]) throws(ReportError) {
        self.bytes = bytes
        crossReferenceOffset = try Self.startOfCrossReferences(in: bytes)
        var tokenizer = PDFTokenizer(bytes, at: crossReferenceOffset)
        trailer = try Self.readRevision(&tokenizer, into: &offsets, &objectCount)
        var next = trailer["Prev"]?.integerValue
        for _ in 1..<Self.longestChain {
            guard let start = next else { return }
            guard bytes.indices.contains(start) else { break }
            tokenizer = PDFTokenizer(bytes, at: start)
            next = try Self.readRevision(&tokenizer, into: &offsets, &objectCount)["Prev"]?.integerValue
        }
        if let next { throw .unexpectedPDF(reason: "the revisions do not follow each other", offset: next) }
    }

    /// Reads the sections of one table and gives the trailer behind them; what is known of an object already is newer.
    private static func readRevision(
        _ tokenizer: inout PDFTokenizer, into offsets: inout [Int: Int], _ objectCount: inout Int
    ) throws(ReportError) -> PDFDictionary {
        try tokenizer.expect("xref")
        while !tokenizer.skip("trailer") {
            let (first, count) = (try tokenizer.integer(), try tokenizer.integer())
            guard first >= 0, count >= 0, count < Int.max - first else {
                throw .unexpectedPDF(reason: "the cross-reference table is malformed", offset: tokenizer.position)
            }
            for number in first..<first + count {
                let offset = try tokenizer.integer()
                _ = try tokenizer.integer()
                if tokenizer.skip("n") {
                    if offsets[number] == nil { offsets[number] = offset }
                } else {
                    try tokenizer.expect("f")
                }
            }
            objectCount = max(objectCount, first + count)
        }
        guard let trailer = try tokenizer.object().dictionaryValue else {
            throw .unexpectedPDF(reason: "the trailer is no dictionary", offset: tokenizer.position)
        }
        return trailer
    }

    private static func startOfCrossReferences(in bytes: [UInt8]) throws(ReportError) -> Int {
        let word = Array("startxref".utf8)
        var position = bytes.count - word.count
        while position >= 0, !bytes[position...].starts(with: word) { position -= 1 }
        guard position >= 0 else {
            throw .unexpectedPDF(reason: "there is no cross-reference table", offset: bytes.count)
        }
        var tokenizer = PDFTokenizer(bytes, at: position + word.count)
        let offset = try tokenizer.integer()
        guard bytes.indices.contains(offset) else {
            throw .unexpectedPDF(reason: "the cross-reference table lies outside of the file", offset: position)
        }
        return offset
    }

    /// Numbers of the objects in use, ascending.
    package var objectNumbers: [Int] { offsets.keys.sorted() }

    /// Reads an object; of a stream its dictionary.
    package func object(_ number: Int) throws(ReportError) -> PDFObject { try read(number).object }

    /// Reads an object that has to be a dictionary.
    package func dictionary(_ number: Int) throws(ReportError) -> PDFDictionary {
        try dictionary(.reference(number), "dictionary \(number)")
    }

    /// The dictionary that `object` is or refers to; `what` says in an error what is missing.
    package func dictionary(_ object: PDFObject?, _ what: String) throws(ReportError) -> PDFDictionary {
        guard let dictionary = try resolved(object)?.dictionaryValue else {
            throw .unexpectedPDF(reason: "there is no \(what)", offset: 0)
        }
        return dictionary
    }

    /// The object that `object` is or refers to; nil for nil.
    package func resolved(_ object: PDFObject?) throws(ReportError) -> PDFObject? {
        guard let number = object?.referenceValue else { return object }
        return try self.object(number)
    }

    /// A stream's dictionary and its bytes as they are stored.
    package func stream(_ object: PDFObject?, _ what: String) throws(ReportError) -> (PDFDictionary, ArraySlice<UInt8>)
    {
        guard let number = object?.referenceValue else {
            throw .unexpectedPDF(reason: "there is no \(what)", offset: 0)
        }
        let (object, end) = try read(number)
        var tokenizer = PDFTokenizer(bytes, at: end)
        try tokenizer.expect("stream\n")
        let start = tokenizer.position
        guard let dictionary = object.dictionaryValue, let length = dictionary["Length"]?.integerValue, length >= 0,
            length <= bytes.count - start
        else { throw .unexpectedPDF(reason: "the \(what) is no stream", offset: start) }
        return (dictionary, bytes[start..<start + length])
    }

    private func read(_ number: Int) throws(ReportError) -> (object: PDFObject, end: Int) {
        guard let offset = offsets[number], bytes.indices.contains(offset) else {
            throw .unexpectedPDF(reason: "there is no object \(number)", offset: offsets[number] ?? 0)
        }
        var tokenizer = PDFTokenizer(bytes, at: offset)
        guard try tokenizer.integer() == number else {
            throw .unexpectedPDF(reason: "expected object \(number)", offset: offset)
        }
        _ = try tokenizer.integer()
        try tokenizer.expect("obj")
        return (try tokenizer.object(), tokenizer.position)
    }
}
