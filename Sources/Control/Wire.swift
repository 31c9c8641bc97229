package import FoundationEssentials

/// How values become bytes on the socket and on standard output: JSON with sorted keys, so that equal values are equal text.
package enum Wire {
  package static let json = "application/json"
  package static let text = "text/plain; charset=utf-8"

  package static func encode(_ value: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(value)
  }

  package static func decode<Value: Decodable>(_ type: Value.Type, from bytes: Data) throws -> Value {
    try JSONDecoder().decode(type, from: bytes)
  }
}

/// One page of a list, and the cursor of the next.
package struct ListMessage<Item: Codable & Hashable & Sendable>: Codable, Hashable, Sendable {
  package var items: [Item]
  /// Nil on the last page.
  @Null package var next: String?

  package init(items: [Item], next: String? = nil) {
    self.items = items
    self.next = next
  }
}
