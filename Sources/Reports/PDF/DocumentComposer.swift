import Charts

/// Makes pages of a report's content.
struct DocumentComposer {
    let content: ReportContent
    let typesetter: Typesetter

    func pages() -> [DocumentPage] {
        var flow = DocumentFlow(typesetter: typesetter)
        flow.titleBlock(content)
        let finding = content.sections.first { $0.isFinding }
        let others = content.sections.filter { !$0.isFinding }
        if let finding { section(finding, in: &flow) }
        if others.count > 1 {
            flow.space(DocumentGrid.paragraphSpace)
            flow.contents(others)
        }
        for other in others { section(other, in: &flow) }
        return flow.pages
    }

    private func section(_ section: ReportContent.Section, in flow: inout DocumentFlow) {
        flow.append(.begin(.section))
        flow.sectionHeading(
            section.title, destination: section.id,
            following: least(section.blocks[...], in: flow))
        for (index, block) in section.blocks.enumerated() {
            switch block {
            case .lead(let text):
                flow.paragraph(
                    text, DocumentStyle.lead, spacing: DocumentStyle.leadSpacing, after: DocumentGrid.blockSpace)
            case .paragraph(let text): flow.paragraph(text)
            case .note(let text): flow.paragraph(text, DocumentStyle.note, color: .mutedInk, spacing: 1.1)
            case .heading(let text):
                flow.subheading(text, following: least(section.blocks[(index + 1)...], in: flow))
            case .keyFigures(let figures): flow.keyFigures(figures)
            case .figures(let figures):
                flow.space(DocumentGrid.displaySpace)
                flow.figures(figures)
            case .tables(let tables):
                flow.space(DocumentGrid.displaySpace)
                flow.tables(tables)
            }
        }
        flow.append(.end(.section))
    }

    /// Height of what has to stand on one page with a heading: a paragraph and the beginning of what it introduces.
    private func least(_ blocks: ArraySlice<ReportContent.Block>, in flow: DocumentFlow) -> Double {
        guard let first = blocks.first else { return 0 }
        switch first {
        case .lead(let text): return flow.set(text, DocumentStyle.lead).height
        case .paragraph(let text):
            let height = flow.set(text, DocumentStyle.body, spacing: DocumentStyle.bodySpacing).height
            let next = least(blocks.dropFirst(), in: flow)
            return height + DocumentGrid.paragraphSpace + min(next, DocumentFlow.pageHeight / 2)
        case .note(let text): return flow.set(text, DocumentStyle.note).height
        case .heading: return 20 + least(blocks.dropFirst(), in: flow)
        case .keyFigures(let figures): return flow.height(of: figures)
        case .figures(let figures): return flow.leastHeight(of: figures)
        case .tables(let tables): return flow.leastHeight(of: tables)
        }
    }
}
