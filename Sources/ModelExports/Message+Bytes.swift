import SwiftProtobuf

extension Message {
    /// Only a message with required fields, or of two gigabytes, cannot be written.
    var bytes: [UInt8] {
        do {
            return try serializedBytes()
        } catch {
            preconditionFailure("a \(Self.self) cannot be written: \(error)")
        }
    }
}
