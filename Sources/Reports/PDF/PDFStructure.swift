/// The parts of a tagged PDF that are told apart by their order: structure elements and link annotations.
package struct PDFStructure {
    /// A structure element: its object's number and what it is.
    package struct Element: Equatable {
        package var number: Int
        /// `Figure`, `TH`, …
        package var type: String
        /// Types of the elements of the same parent, this one included.
        package var siblings: [String]
    }

    /// Every structure element that is an object of its own, in reading order.
    package private(set) var elements: [Element] = []
    /// Pages in their order.
    package private(set) var pages: [Int] = []
    /// Link annotations by page and in the order in which they lie on it.
    package private(set) var links: [Int] = []

    private let file: PDFFile
    /// Deeper nesting would be a circle.
    private static let maximumDepth = 100

    package init(_ file: PDFFile, catalog: PDFDictionary) throws(ReportError) {
        self.file = file
        if let root = try file.resolved(catalog["StructTreeRoot"])?.dictionaryValue {
            _ = try visit(root["K"], depth: 0)
        }
        if let tree = catalog["Pages"]?.referenceValue {
            try visitPages(tree, depth: 0)
        }
    }

    /// Visits what a `/K` holds; gives the places in `elements` of the elements directly in it.
    private mutating func visit(_ kids: PDFObject?, depth: Int) throws(ReportError) -> [Int] {
        guard depth < Self.maximumDepth else {
            throw .unexpectedPDF(reason: "the structure tree is a circle", offset: 0)
        }
        switch kids {
        case .array(let objects):
            var places: [Int] = []
            for object in objects { places += try visit(object, depth: depth + 1) }
            return places
        case .reference(let number):
            guard case .dictionary(let element) = try file.object(number) else {
                return try visit(try file.object(number), depth: depth + 1)
            }
            guard let type = element["S"]?.nameValue else { return [] }
            let place = elements.count
            elements.append(Element(number: number, type: type, siblings: []))
            let children = try visit(element["K"], depth: depth + 1)
            let types = children.map { elements[$0].type }
            for child in children { elements[child].siblings = types }
            return [place]
        default:
            // Marked content and references to annotations lead no further.
            return []
        }
    }

    private mutating func visitPages(_ number: Int, depth: Int) throws(ReportError) {
        let node = try file.dictionary(number)
        guard node["Type"]?.nameValue == "Pages", depth < Self.maximumDepth else {
            pages.append(number)
            for annotation in try file.resolved(node["Annots"])?.arrayValue ?? [] {
                guard let reference = annotation.referenceValue else { continue }
                if try file.dictionary(reference)["Subtype"]?.nameValue == "Link" { links.append(reference) }
            }
            return
        }
        for kid in try file.resolved(node["Kids"])?.arrayValue ?? [] {
            if let reference = kid.referenceValue { try visitPages(reference, depth: depth + 1) }
        }
    }
}
