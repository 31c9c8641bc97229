/// An optional that is written as `null` rather than left out: every object of one kind has the same keys.
@propertyWrapper
package struct Null<Value: Codable & Hashable & Sendable>: Codable, Hashable, Sendable {
  package var wrappedValue: Value?
  package init(wrappedValue: Value?) { self.wrappedValue = wrappedValue }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    wrappedValue = container.decodeNil() ? nil : try container.decode(Value.self)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if let wrappedValue { try container.encode(wrappedValue) } else { try container.encodeNil() }
  }
}

extension KeyedDecodingContainer {
  /// A key left out reads as `null`. Found by the synthesized `init(from:)` in place of the standard overload.
  package func decode<Value>(_ type: Null<Value>.Type, forKey key: Key) throws -> Null<Value> {
    try decodeIfPresent(type, forKey: key) ?? Null(wrappedValue: nil)
  }
}
