import Core
import Foundation
import Testing

@testable import Store

@Suite struct FlatJSONTests {
  static let lists: [[String?]] = [
    [], [nil], [""], ["a", nil, "b"], ["\"", "\\", "\\u0041", "\u{0}\u{1f}\n", "督办", "👩‍👩‍👧", "null", "[]", ","],
  ]

  @Test(arguments: lists) func listsComeBack(_ list: [String?]) throws {
    var bytes: [UInt8] = []
    FlatJSON.append(list: list, to: &bytes)
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(try FlatJSON.readList(text) == list)
    #expect(try JSONDecoder().decode([String?].self, from: Data(text.utf8)) == list)
  }

  @Test func objectsComeBackWithSortedKeys() throws {
    let object = ["b": "1", "a": "\"\n", "": "督"]
    var bytes: [UInt8] = []
    FlatJSON.append(object: NamedWords(object), to: &bytes)
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(text == #"{"":"督","a":"\"\u000a","b":"1"}"#)
    #expect(try FlatJSON.readObject(text) == object)
    #expect(try JSONDecoder().decode([String: String].self, from: Data(text.utf8)) == object)
  }

  @Test(arguments: [
    "", "[", "]", "[,]", "[\"a\"", "[\"a\",]", "[\"a\"]x", "[a]", "[nul]", "[\"a]", "[\"\\", "[\"\\u00", "{}",
    "[\"\\uzzzz\"]",
  ]) func anythingElseIsDamage(_ text: String) {
    #expect(throws: StoreError.self) { try FlatJSON.readList(text) }
  }

  @Test(arguments: ["{\"a\"}", "{\"a\":null}", "{\"a\":\"b\",\"c\"}", "{\"a\",\"b\"}", "[]"])
  func anythingElseIsDamageInAnObject(_ text: String) {
    #expect(throws: StoreError.self) { try FlatJSON.readObject(text) }
  }
}
