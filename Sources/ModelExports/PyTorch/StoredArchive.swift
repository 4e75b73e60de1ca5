/// A ZIP archive of files that are stored as they are, each beginning at a multiple of 64 bytes, so that a reader can
/// map it into memory.
///
/// The format: APPNOTE.TXT of PKWARE, sections 4.3.7, 4.3.12 and 4.3.16.
struct StoredArchive {
    private static let alignment = 64
    /// 1 January 1980: the files have no date.
    private static let date: UInt16 = 1 << 5 | 1
    /// Version 2.0 of the format.
    private static let version: UInt16 = 20
    /// "FB": what PyTorch calls the field that pads.
    private static let paddingField: UInt16 = 0x4246

    private var files: [UInt8] = []
    private var directory: [UInt8] = []
    private var count: UInt16 = 0

    /// Adds a file.
    ///
    /// - Precondition: the archive stays below 4 GiB.
    mutating func add(_ name: String, _ content: [UInt8]) {
        let offset = files.count
        precondition(offset + content.count < Int(UInt32.max) - 1 << 20 && count < .max)
        var entry: [UInt8] = []
        // Stored; time and date.
        entry += LittleEndian.bytes(of: [Self.version, 0, 0, 0, Self.date])
        let size = UInt32(content.count)
        entry += LittleEndian.bytes(of: [CyclicRedundancyCheck.zip.of(content), size, size])
        entry.append(littleEndian: UInt16(name.utf8.count))

        files.append(littleEndian: UInt32(0x0403_4b50))
        files += entry
        let headerEnd = files.count + 2 + name.utf8.count
        let padding = (Self.alignment - (headerEnd + 4) % Self.alignment) % Self.alignment
        files.append(littleEndian: UInt16(4 + padding))
        files += Array(name.utf8)
        files += LittleEndian.bytes(of: [Self.paddingField, UInt16(padding)])
        files += [UInt8](repeating: UInt8(ascii: "Z"), count: padding)
        files += content

        directory.append(littleEndian: UInt32(0x0201_4b50))
        directory.append(littleEndian: Self.version)
        directory += entry
        // No extra field, comment or attributes; on the first disk.
        directory += [UInt8](repeating: 0, count: 12)
        directory.append(littleEndian: UInt32(offset))
        directory += Array(name.utf8)
        count += 1
    }

    /// The whole archive.
    var bytes: [UInt8] {
        var result = files + directory
        result.append(littleEndian: UInt32(0x0605_4b50))
        result += LittleEndian.bytes(of: [0, 0, count, count])
        result += LittleEndian.bytes(of: [UInt32(directory.count), UInt32(files.count)])
        result.append(littleEndian: UInt16(0))
        return result
    }
}
