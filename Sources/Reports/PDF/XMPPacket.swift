import Charts

/// The metadata of a PDF as XMP: the same values as its information dictionary, PDF/A-3a and PDF/UA-1.
package enum XMPPacket {
    /// The packet as UTF-8; it must not be compressed.
    package static func bytes(_ information: DocumentInformation) -> [UInt8] {
        let lines = [
            "<?xpacket begin=\"\u{FEFF}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>",
            "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">",
            "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">",
            description(information), extensionSchema,
            "</rdf:RDF>", "</x:xmpmeta>", "<?xpacket end=\"w\"?>",
        ]
        return Array(lines.joined(separator: "\n").utf8)
    }

    private static func description(_ information: DocumentInformation) -> String {
        let namespaces = [
            ("dc", "http://purl.org/dc/elements/1.1/"), ("xmp", "http://ns.adobe.com/xap/1.0/"),
            ("pdf", "http://ns.adobe.com/pdf/1.3/"), ("pdfaid", "http://www.aiim.org/pdfa/ns/id/"),
            ("pdfuaid", "http://www.aiim.org/pdfua/ns/id/"),
        ]
        let properties = [
            element("pdfaid:part", "3"), element("pdfaid:conformance", "A"), element("pdfuaid:part", "1"),
            "<dc:title>\(alternatives(information.title))</dc:title>",
            "<dc:creator><rdf:Seq>\(element("rdf:li", information.author))</rdf:Seq></dc:creator>",
            "<dc:description>\(alternatives(information.subject))</dc:description>",
            "<dc:language><rdf:Bag>\(element("rdf:li", information.language))</rdf:Bag></dc:language>",
            element("xmp:CreatorTool", information.creator), element("xmp:CreateDate", information.date.iso),
            element("xmp:ModifyDate", information.date.iso), element("pdf:Producer", information.producer),
            element("pdf:Keywords", information.keywords),
        ]
        let declarations = namespaces.map { " xmlns:\($0.0)=\"\($0.1)\"" }.joined()
        return "<rdf:Description rdf:about=\"\"\(declarations)>\n" + properties.joined(separator: "\n")
            + "\n</rdf:Description>"
    }

    /// PDF/A wants every schema described that it does not know itself; PDF/UA's is one (ISO 19005-3, 6.6.2.3).
    private static var extensionSchema: String {
        let property = resource([
            ("pdfaProperty:name", "part"), ("pdfaProperty:valueType", "Integer"),
            ("pdfaProperty:category", "internal"),
            ("pdfaProperty:description", "Part of ISO 14289 to which the document conforms"),
        ])
        let schema =
            "<rdf:li rdf:parseType=\"Resource\">"
            + element("pdfaSchema:schema", "PDF/UA identification schema")
            + element("pdfaSchema:namespaceURI", "http://www.aiim.org/pdfua/ns/id/")
            + element("pdfaSchema:prefix", "pdfuaid")
            + "<pdfaSchema:property><rdf:Seq>\(property)</rdf:Seq></pdfaSchema:property></rdf:li>"
        return "<rdf:Description rdf:about=\"\" xmlns:pdfaExtension=\"http://www.aiim.org/pdfa/ns/extension/\""
            + " xmlns:pdfaSchema=\"http://www.aiim.org/pdfa/ns/schema#\""
            + " xmlns:pdfaProperty=\"http://www.aiim.org/pdfa/ns/property#\">"
            + "<pdfaExtension:schemas><rdf:Bag>\(schema)</rdf:Bag></pdfaExtension:schemas></rdf:Description>"
    }

    private static func resource(_ elements: [(String, String)]) -> String {
        "<rdf:li rdf:parseType=\"Resource\">" + elements.map { element($0.0, $0.1) }.joined() + "</rdf:li>"
    }

    private static func alternatives(_ text: String) -> String {
        "<rdf:Alt><rdf:li xml:lang=\"x-default\">\(text.escapedForXML())</rdf:li></rdf:Alt>"
    }

    private static func element(_ name: String, _ text: String) -> String {
        "<\(name)>\(text.escapedForXML())</\(name)>"
    }
}
