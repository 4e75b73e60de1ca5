import Crypto

/// A file inside the PDF.
package struct PDFAttachment: Equatable, Sendable {
    /// How the file stands to the document (ISO 32000-2, 14.13).
    package enum Relationship: String, Sendable {
        case data = "Data"
        case source = "Source"
    }

    package var name: String
    /// `text/csv`.
    package var mediaType: String
    package var description: String
    package var relationship: Relationship
    package var bytes: [UInt8]

    package init(
        name: String, mediaType: String, description: String, relationship: Relationship, bytes: [UInt8]
    ) {
        self.name = name
        self.mediaType = mediaType
        self.description = description
        self.relationship = relationship
        self.bytes = bytes
    }

    /// Entries of the embedded file stream besides those of its compression.
    func streamEntries(date: DocumentDate) -> KeyValuePairs<String, PDFObject> {
        let checksum = Array(Insecure.MD5.hash(data: bytes))
        return [
            // A slash in a name is written #2F.
            "Type": .name("EmbeddedFile"), "Subtype": .name(mediaType.replacing("/", with: "#2F")),
            "Params": .dictionary([
                "Size": .integer(bytes.count), "ModDate": .text(date.pdf), "CheckSum": .string(checksum),
            ]),
        ]
    }

    /// The file specification that names the embedded file.
    func specification(stream: Int) -> PDFObject {
        .dictionary([
            "Type": .name("Filespec"), "F": .text(name), "UF": .text(name),
            "AFRelationship": .name(relationship.rawValue), "Desc": .text(description),
            "EF": .dictionary(["F": .reference(stream), "UF": .reference(stream)]),
        ])
    }
}
