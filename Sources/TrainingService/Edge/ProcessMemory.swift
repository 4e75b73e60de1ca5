import CProcess
import Glibc

/// What this process gives back to the system.
enum ProcessMemory {
    /// What the allocator may keep for the next time, in bytes.
    private static let mostFree = 8 << 20

    /// Gives back what much work has left free, as a thousand lives that were read do.
    static func giveBackFree() {
        if mallinfo2().fordblks > mostFree { malloc_trim(0) }
    }

    /// Unmaps the code of the program and its libraries, most of which only starting needed: what runs next is mapped
    /// again out of the system's cache of files, some microseconds a piece.
    static func giveBackCode() {
        dl_iterate_phdr(
            { object, _, _ in
                guard let object = object?.pointee else { return 0 }
                let page = UInt(getpagesize())
                for header in UnsafeBufferPointer(start: object.dlpi_phdr, count: Int(object.dlpi_phnum))
                where header.p_type == PT_LOAD && header.p_flags & UInt32(PF_X | PF_W) == PF_X {
                    // Code that the loader does not relocate, as on this platform, is as it stands in the file.
                    let start = UInt(object.dlpi_addr) + UInt(header.p_vaddr)
                    let first = start / page * page
                    let length = Int(start - first + UInt(header.p_memsz))
                    madvise(UnsafeMutableRawPointer(bitPattern: first), length, MADV_DONTNEED)
                }
                return 0
            }, nil)
    }
}
