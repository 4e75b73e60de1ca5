/// A PDF file with its incremental updates: the newest version of each object. Reads what `ArchivalUpdate` writes, and
/// bounds what it believes of anything else.
struct PDFRevisions {
    let bytes: [UInt8]
    /// Of the newest revision.
    let trailer: PDFDictionary
    private let offsets: [Int: Int]

    /// Revisions that are followed back, at most; ours have two.
    private static let longestChain = 8

    /// - Throws: `ReportError.unexpectedPDF`.
    init(_ bytes: [UInt8]) throws(ReportError) {
        self.bytes = bytes
        var offsets: [Int: Int] = [:]
        var trailers: [PDFDictionary] = []
        var next: Int? = try PDFFile.startOfCrossReferences(in: bytes)
        while let start = next {
            guard bytes.indices.contains(start), trailers.count < Self.longestChain else {
                throw .unexpectedPDF(reason: "the revisions do not follow each other", offset: start)
            }
            var tokenizer = PDFTokenizer(bytes, at: start)
            try Self.readCrossReferences(&tokenizer, into: &offsets)
            guard let trailer = try tokenizer.object().dictionaryValue else {
                throw .unexpectedPDF(reason: "the trailer is no dictionary", offset: tokenizer.position)
            }
            trailers.append(trailer)
            next = trailer["Prev"]?.integerValue
        }
        self.offsets = offsets
        trailer = trailers.first ?? PDFDictionary()
    }

    /// Reads the sections of one table, and the word behind them; what is known of an object already is newer.
    private static func readCrossReferences(
        _ tokenizer: inout PDFTokenizer, into offsets: inout [Int: Int]
    ) throws(ReportError) {
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
        }
    }

    /// The dictionary that `object` is or refers to.
    func dictionary(_ object: PDFObject?, _ what: String) throws(ReportError) -> PDFDictionary {
        var found = object
        if let number = object?.referenceValue { found = try read(number).object }
        guard let dictionary = found?.dictionaryValue else {
            throw .unexpectedPDF(reason: "there is no \(what)", offset: 0)
        }
        return dictionary
    }

    /// A stream's dictionary and its bytes as they are stored.
    func stream(_ object: PDFObject?, _ what: String) throws(ReportError) -> (PDFDictionary, ArraySlice<UInt8>) {
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
