/// A PDF file as Cairo writes it: one classic cross-reference table, objects of generation 0 outside of streams.
package struct PDFFile {
    package let bytes: [UInt8]
    package let trailer: PDFDictionary
    /// Where the cross-reference table begins.
    package let crossReferenceOffset: Int
    /// Offset of each object, by its number; nil for free ones.
    private let offsets: [Int?]

    /// - Throws: `ReportError.unexpectedPDF` for a file that is made in another way.
    package init(_ bytes: [UInt8]) throws(ReportError) {
        self.bytes = bytes
        crossReferenceOffset = try Self.startOfCrossReferences(in: bytes)
        var tokenizer = PDFTokenizer(bytes, at: crossReferenceOffset)
        try tokenizer.expect("xref")
        guard try tokenizer.integer() == 0 else {
            throw .unexpectedPDF(reason: "the cross-reference table is not whole", offset: tokenizer.position)
        }
        let count = try tokenizer.integer()
        var offsets: [Int?] = []
        for _ in 0..<max(0, count) {
            let offset = try tokenizer.integer()
            _ = try tokenizer.integer()
            if tokenizer.skip("n") {
                offsets.append(offset)
            } else {
                try tokenizer.expect("f")
                offsets.append(nil)
            }
        }
        self.offsets = offsets
        try tokenizer.expect("trailer")
        guard let trailer = try tokenizer.object().dictionaryValue else {
            throw .unexpectedPDF(reason: "the trailer is no dictionary", offset: tokenizer.position)
        }
        self.trailer = trailer
    }

    /// One more than the highest object number.
    package var objectCount: Int { offsets.count }

    /// Numbers of the objects in use.
    package var objectNumbers: [Int] { offsets.indices.filter { offsets[$0] != nil } }

    /// Reads an object; of a stream its dictionary.
    package func object(_ number: Int) throws(ReportError) -> PDFObject {
        guard offsets.indices.contains(number), let offset = offsets[number] else {
            throw .unexpectedPDF(reason: "there is no object \(number)", offset: crossReferenceOffset)
        }
        var tokenizer = PDFTokenizer(bytes, at: offset)
        guard try tokenizer.integer() == number else {
            throw .unexpectedPDF(reason: "expected object \(number)", offset: offset)
        }
        _ = try tokenizer.integer()
        try tokenizer.expect("obj")
        return try tokenizer.object()
    }

    /// Reads an object that has to be a dictionary.
    package func dictionary(_ number: Int) throws(ReportError) -> PDFDictionary {
        guard let dictionary = try object(number).dictionaryValue else {
            throw .unexpectedPDF(reason: "object \(number) is no dictionary", offset: offsets[number] ?? 0)
        }
        return dictionary
    }

    /// The object that `object` is or refers to; nil for nil.
    package func resolved(_ object: PDFObject?) throws(ReportError) -> PDFObject? {
        guard let number = object?.referenceValue else { return object }
        return try self.object(number)
    }

    static func startOfCrossReferences(in bytes: [UInt8]) throws(ReportError) -> Int {
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
}
