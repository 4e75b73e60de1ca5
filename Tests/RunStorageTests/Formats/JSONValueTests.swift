import RunStorage
import Testing

@Suite struct JSONValueTests {
    @Test func readsEveryKindOfValue() throws {
        let text = #" {"b":[1,-2.5e3,0.1,true,false,null],"a":"\"\\\/\b\f\n\r\t\u00e8\ud83d\ude00é","":{}} "#
        let value = try JSONValue(parsing: Array(text.utf8))
        #expect(value["b"] == .array([.number(1), .number(-2500), .number(0.1), .bool(true), .bool(false), .null]))
        #expect(value["a"] == .string("\"\\/\u{8}\u{c}\n\r\tè😀é"))
        #expect(value[""] == .object([]))
        #expect(value["c"] == nil)
    }

    @Test func hasOneCanonicalText() throws {
        let value = try JSONValue(parsing: Array(#"{ "b" : [1, 1e-7], "a" : "\u0001\"è" , "B":3200}"#.utf8))
        #expect(String(decoding: value.canonical, as: UTF8.self) == #"{"B":3200.0,"a":"\u0001\"è","b":[1.0,1e-07]}"#)
        #expect(try JSONValue(parsing: value.canonical).canonical == value.canonical)
    }

    /// Whether its keys are in order or not.
    @Test(arguments: [
        #"{"a":[1, 1e-7, -0, 5.0, []], "b":{"c":"è\"\\u0001", "d":null}, "é":true}"#, #"{"b":1,"a":{"d":2,"c":false}}"#,
        #"{"a":{"z":1,"b":2},"b":[{"y":1,"x":2}]}"#, #"[{},"a"]"#, " 1e3 ", #"{"\u0061":1,"b":"\ud83d\ude00"}"#, "{}",
        #"{"b":0}"#,
    ])
    func theHashOfATextIsThatOfItsCanonicalForm(_ text: String) throws {
        let bytes = Array(text.utf8)
        let value = try JSONValue(parsing: bytes)
        #expect(try CanonicalText.hash(of: bytes) == ContentHash(of: value.canonical))
        guard case .object(let members) = value else { return }
        let without = JSONValue.object(members.filter { $0.key != "b" })
        #expect(try CanonicalText.hash(of: bytes, without: "b") == ContentHash(of: without.canonical))
    }

    @Test(arguments: [
        "", " ", "{", "[1,]", "[1 2]", #"{"a":1,}"#, #"{"a" 1}"#, #"{a:1}"#, "01", "1.", ".5", "-", "+1", "1e", "1e+",
        "NaN",
        "Infinity", "tru", "nulls", "\"", "\"\u{1}\"", #""\x""#, #""\u12""#, #""\u12g4""#, #""\ud800""#, #""\udc00""#,
        #""\ud800\u0041""#, "1 1", "1e999", "-1e999", #"{"a":1,"a":1}"#, "\u{FEFF}1",
    ])
    func refusesWhatIsNoJSON(_ text: String) {
        #expect(throws: JSONError.self) { try JSONValue(parsing: Array(text.utf8)) }
        #expect(throws: JSONError.self) { try CanonicalText.hash(of: Array(text.utf8)) }
    }

    @Test func refusesBytesThatAreNoText() {
        #expect(throws: JSONError.self) { try JSONValue(parsing: [0x22, 0xC3, 0x22]) }
        #expect(throws: JSONError.self) { try JSONValue(parsing: [0x22, 0xED, 0xA0, 0x80, 0x22]) }
    }

    @Test func refusesDeepNestingWithoutRecursingIntoIt() {
        let deep = [UInt8](repeating: UInt8(ascii: "["), count: 1_000_000)
        #expect(throws: JSONError(problem: .tooDeep, offset: 33)) { try JSONValue(parsing: deep) }
        #expect(throws: JSONError(problem: .tooDeep, offset: 33)) { try CanonicalText.hash(of: deep) }
    }
}
