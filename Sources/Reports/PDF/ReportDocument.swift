import Charts

/// The report as a PDF/A-3a and PDF/UA-1 document that carries its data.
struct ReportDocument {
    let content: ReportContent
    let attachments: [PDFAttachment]
    /// Of the run that the document is on; nil where there are several.
    let identity: String?
    let typesetter: Typesetter

    /// - Throws: `ReportError`, `ChartsError`.
    func bytes() throws -> [UInt8] {
        let information = try self.information()
        let canvas = try PDFCanvas(metadata: information.metadata, typesetter: typesetter)
        let painter = DocumentPainter(
            canvas: canvas, typesetter: typesetter,
            pages: DocumentComposer(content: content, typesetter: typesetter).pages(),
            footer: "\(information.date.iso) · \(information.title)")
        try painter.draw()
        let drawn = try canvas.finish()
        let update = ArchivalUpdate(
            information: information, alternativeTexts: content.figures.map(\.alternativeText),
            linkDescriptions: painter.linkDescriptions, attachments: attachments)
        return try update.appended(to: drawn)
    }

    private var keywords: [String] {
        ["household budget, hierarchical reinforcement learning", content.runName]
            + (identity.map { [ArchivedDocument.keyword(identity: $0)] } ?? [])
    }

    private func information() throws(ReportError) -> DocumentInformation {
        let program = "hrlreport \(content.programVersion)"
        return DocumentInformation(
            title: content.title, author: program, subject: content.finding,
            keywords: keywords.joined(separator: ", "), creator: program,
            producer: "Cairo", date: try DocumentDate(iso: content.startTime),
            language: ReportContent.language)
    }
}

extension DocumentInformation {
    /// What Cairo is told; the update replaces it by the same values in the form that PDF/A wants.
    fileprivate var metadata: PDFMetadata {
        // Of the first revision only: the second has the title as it is, written so that it cannot pass for markup.
        PDFMetadata(
            title: title.replacing("<", with: "‹").replacing(">", with: "›"), author: author, subject: subject,
            keywords: keywords, creator: creator, date: date.iso)
    }
}
