import NumericKernels
import RunStorage

/// Safetensors files: headers that claim what is not there.
struct SafetensorsInput: FuzzedReader {
    func make(_ random: inout SplitMix) -> [UInt8] {
        var entries: [String] = []
        var end = 0
        for index in 0..<random.next(below: 4) {
            let shape = (0..<random.next(below: 3)).map { _ in random.next(below: 4) }
            let size = shape.reduce(4, *)
            let (start, stop) = (end, end + size)
            end = stop
            let claimedShape = random.oneIn(12) ? claim(&random) : shape.map(String.init).joined(separator: ",")
            let offsets = random.oneIn(12) ? claim(&random) : "\(start),\(stop)"
            let type = random.oneIn(20) ? random.pick(["F64", "f32", "I8", ""]) : "F32"
            let name = random.oneIn(20) ? random.pick(["__metadata__", "t0", "\\u0000", "../x"]) : "t\(index)"
            entries.append(
                "\"\(name)\":{\"dtype\":\"\(type)\",\"shape\":[\(claimedShape)],\"data_offsets\":[\(offsets)]}")
        }
        if random.oneIn(3) {
            entries.append("\"__metadata__\":{\"format_version\":\"\(random.pick(["1", "2", "x"]))\"}")
        }
        let header = Array("{\(entries.joined(separator: ","))}".utf8)
        let length = random.oneIn(10) ? random.nextBits() >> UInt64(random.next(below: 64)) : UInt64(header.count)
        let data = (0..<end).map { index in
            index % 4 == 3 ? random.pick([0x3F, 0x00, 0x80, 0x7F, 0xFF]) : UInt8(truncatingIfNeeded: random.nextBits())
        }
        return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * UInt64($0))) } + header + data
    }

    /// Numbers of terabytes and worse.
    private func claim(_ random: inout SplitMix) -> String {
        random.pick([
            "1099511627776", "9007199254740992,9007199254740992", "-1", "0.5", "1e308", "0,18446744073709551616", "4,0",
            "\"1\"", "null", "9223372036854775807,2",
        ])
    }

    /// What is accepted is finite, and reads back as the same when it is written.
    func read(_ bytes: [UInt8]) throws -> Bool {
        let decoded = try accepted(unless: SafetensorsError.self) { try Safetensors.decode(bytes) }
        guard let tensors = decoded else { return false }
        if try Safetensors.decode(Safetensors.encode(tensors)) != tensors {
            throw BenchmarkFailure("is read again as other tensors")
        }
        return true
    }
}
