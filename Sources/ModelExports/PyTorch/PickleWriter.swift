/// Writes values as a pickle of protocol 2: the few opcodes that a PyTorch state dictionary consists of.
///
/// The opcodes: https://github.com/python/cpython/blob/main/Lib/pickletools.py
struct PickleWriter {
    /// So far; a value is complete after `end`.
    private(set) var bytes: [UInt8] = [0x80, 2]

    /// A class or function, by module and name.
    mutating func global(_ module: String, _ name: String) {
        append("c")
        bytes += Array("\(module)\n\(name)\n".utf8)
    }

    mutating func string(_ text: String) {
        append("X")
        let utf8 = Array(text.utf8)
        bytes.append(littleEndian: UInt32(utf8.count))
        bytes += utf8
    }

    mutating func integer(_ value: Int) {
        append("J")
        bytes.append(littleEndian: Int32(value))
    }

    mutating func no() { bytes.append(0x89) }

    /// A tuple of what `content` writes.
    mutating func tuple(_ content: (inout PickleWriter) -> Void) {
        append("(")
        content(&self)
        append("t")
    }

    /// A dictionary of the keys and values that `content` writes in turn.
    mutating func dictionary(_ content: (inout PickleWriter) -> Void) {
        append("}")
        append("(")
        content(&self)
        append("u")
    }

    /// Calls what was written last but one with the tuple that was written last.
    mutating func call() { append("R") }

    /// Makes the tuple that was written last a reference to something outside the pickle.
    mutating func persistent() { append("Q") }

    mutating func end() { append(".") }

    private mutating func append(_ opcode: Unicode.Scalar) { bytes.append(UInt8(ascii: opcode)) }
}
