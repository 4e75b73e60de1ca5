import Crypto

/// What has to be appended to Cairo's file so that it conforms to PDF/A-3a and PDF/UA-1 and carries its data: one
/// incremental update (ISO 32000-1, 7.5.6). Cairo's own bytes stay as they are.
package struct ArchivalUpdate {
    package var information: DocumentInformation
    /// One for each figure, in reading order.
    package var alternativeTexts: [String]
    /// What each link leads to, in the order in which they were drawn.
    package var linkDescriptions: [String]
    package var attachments: [PDFAttachment]

    package init(
        information: DocumentInformation, alternativeTexts: [String], linkDescriptions: [String],
        attachments: [PDFAttachment]
    ) {
        self.information = information
        self.alternativeTexts = alternativeTexts
        self.linkDescriptions = linkDescriptions
        self.attachments = attachments
    }

    /// `pdf` with the update behind it.
    ///
    /// - Throws: `ReportError.unexpectedPDF` if `pdf` is not built as Cairo builds it, or its figures or links are not
    ///   as many as there are texts for them.
    package func appended(to pdf: [UInt8]) throws(ReportError) -> [UInt8] {
        let file = try PDFFile(pdf)
        guard let root = file.trailer["Root"]?.referenceValue, let info = file.trailer["Info"]?.referenceValue else {
            throw .unexpectedPDF(reason: "the trailer lacks catalog or information", offset: file.crossReferenceOffset)
        }
        var writer = PDFUpdateWriter(file: file)
        var catalog = try file.dictionary(root)
        let structure = try PDFStructure(file, catalog: catalog)
        try amendFonts(in: file, writer: &writer)
        try amendFigures(structure, in: file, writer: &writer)
        try amendTableHeaders(structure, in: file, writer: &writer)
        try amendLinks(structure, in: file, writer: &writer)
        var information = information
        information.producer = try file.dictionary(info)["Producer"]?.textValue ?? information.producer
        writer.replace(info, with: information.dictionary)
        addColors(to: &catalog, writer: &writer)
        try addAttachments(to: &catalog, in: file, writer: &writer)
        catalog["Metadata"] = .reference(
            writer.addStream(
                ["Type": .name("Metadata"), "Subtype": .name("XML")], XMPPacket.bytes(information), compressed: false))
        catalog["Lang"] = .text(information.language)
        catalog["ViewerPreferences"] = .dictionary(["DisplayDocTitle": .literal("true")])
        writer.replace(root, with: .dictionary(catalog))
        return writer.bytes(root: root, info: info)
    }

    /// TrueType fonts must say that glyphs are numbered as in the font (ISO 19005-3, 6.2.11.3.2).
    private func amendFonts(in file: PDFFile, writer: inout PDFUpdateWriter) throws(ReportError) {
        for number in file.objectNumbers {
            guard var font = try file.object(number).dictionaryValue,
                font["Subtype"]?.nameValue == "CIDFontType2", font["CIDToGIDMap"] == nil
            else { continue }
            font["CIDToGIDMap"] = .name("Identity")
            writer.replace(number, with: .dictionary(font))
        }
    }

    private func amendFigures(
        _ structure: PDFStructure, in file: PDFFile, writer: inout PDFUpdateWriter
    ) throws(ReportError) {
        let figures = structure.elements.filter { $0.type == "Figure" }
        guard figures.count == alternativeTexts.count else {
            throw .unexpectedPDF(
                reason: "\(figures.count) figures for \(alternativeTexts.count) alternative texts", offset: 0)
        }
        for (figure, text) in zip(figures, alternativeTexts) {
            var element = try file.dictionary(figure.number)
            element["Alt"] = .text(text.replacingControlCharacters.replacingNoBreakSpaces)
            writer.replace(figure.number, with: .dictionary(element))
        }
    }

    /// A header cell among other cells heads its row, one in a row of header cells its column.
    private func amendTableHeaders(
        _ structure: PDFStructure, in file: PDFFile, writer: inout PDFUpdateWriter
    ) throws(ReportError) {
        let headers = structure.elements.filter { $0.type == "TH" }
        guard !headers.isEmpty else { return }
        func attribute(scope: String) -> PDFObject {
            .reference(writer.add(.dictionary(["O": .name("Table"), "Scope": .name(scope)])))
        }
        let (row, column) = (attribute(scope: "Row"), attribute(scope: "Column"))
        for header in headers {
            var element = try file.dictionary(header.number)
            element["A"] = header.siblings.contains("TD") ? row : column
            writer.replace(header.number, with: .dictionary(element))
        }
    }

    /// Links print, say where they lead, and are reached in the order of the structure.
    private func amendLinks(
        _ structure: PDFStructure, in file: PDFFile, writer: inout PDFUpdateWriter
    ) throws(ReportError) {
        guard structure.links.count == linkDescriptions.count else {
            throw .unexpectedPDF(
                reason: "\(structure.links.count) links for \(linkDescriptions.count) descriptions", offset: 0)
        }
        for (link, text) in zip(structure.links, linkDescriptions) {
            var annotation = try file.dictionary(link)
            annotation["F"] = .integer(4)
            annotation["Contents"] = .text(text.replacingControlCharacters)
            writer.replace(link, with: .dictionary(annotation))
        }
        for page in structure.pages {
            var dictionary = try file.dictionary(page)
            guard dictionary["Annots"] != nil else { continue }
            dictionary["Tabs"] = .name("S")
            writer.replace(page, with: .dictionary(dictionary))
        }
    }

    private func addColors(to catalog: inout PDFDictionary, writer: inout PDFUpdateWriter) {
        let profile = writer.addStream(["N": .integer(3)], ColorProfile.sRGB)
        let intent = writer.add(
            .dictionary([
                "Type": .name("OutputIntent"), "S": .name("GTS_PDFA1"), "OutputConditionIdentifier": .text("sRGB"),
                "Info": .text("sRGB IEC61966-2.1"), "DestOutputProfile": .reference(profile),
            ]))
        catalog["OutputIntents"] = .array([.reference(intent)])
    }

    private func addAttachments(
        to catalog: inout PDFDictionary, in file: PDFFile, writer: inout PDFUpdateWriter
    ) throws(ReportError) {
        guard !attachments.isEmpty else { return }
        // Names in a name tree are in ascending order of their bytes.
        let ordered = attachments.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        let specifications = ordered.map { attachment in
            let stream = writer.addStream(attachment.streamEntries(date: information.date), attachment.bytes)
            return writer.add(attachment.specification(stream: stream))
        }
        let names = zip(ordered, specifications).flatMap { [PDFObject.text($0.name), .reference($1)] }
        let tree = PDFObject.dictionary(["Names": .array(names)])
        var nameDictionary = try file.resolved(catalog["Names"])?.dictionaryValue ?? PDFDictionary()
        nameDictionary["EmbeddedFiles"] = tree
        if let number = catalog["Names"]?.referenceValue {
            writer.replace(number, with: .dictionary(nameDictionary))
        } else {
            catalog["Names"] = .dictionary(nameDictionary)
        }
        catalog["AF"] = .array(specifications.map { .reference($0) })
    }
}

extension String {
    /// Read aloud, a no-break space is a space; as such it fits into PDF's own encoding.
    fileprivate var replacingNoBreakSpaces: String {
        String(String.UnicodeScalarView(unicodeScalars.map { $0 == "\u{A0}" ? " " : $0 }))
    }
}
