import Core

/// A piece of a YAML or JSON document: text, a list or a mapping, each with its place.
///
/// Nothing is typed yet: `no` and `08:30` are texts. The readers of the documents say what they expect.
struct Element: Sendable {
  enum Content: Sendable {
    case text(String, isQuoted: Bool)
    case list([Element])
    case map([Entry])
  }

  struct Entry: Sendable {
    let key: String
    let place: Place
    let value: Element
  }

  let content: Content
  let place: Place

  /// Nothing is written there, or `~`, or `null`.
  var isNothing: Bool {
    if case .text(let text, isQuoted: false) = content { return text.isEmpty || text == "~" || text == "null" }
    return false
  }

  /// The text under a key of a mapping.
  func text(under key: String) -> String? {
    guard case .map(let entries) = content, let entry = entries.first(where: { $0.key == key }),
      case .text(let text, _) = entry.value.content, !text.isEmpty
    else { return nil }
    return text
  }

  /// How many elements stand under a key of a mapping; nil where something else than a list does.
  func count(under key: String) -> Int? {
    guard case .map(let entries) = content else { return nil }
    guard let value = entries.first(where: { $0.key == key })?.value, !value.isNothing else { return 0 }
    if case .list(let items) = value.content { return items.count }
    return nil
  }

  /// For messages: `a list`, `the text "x"`.
  var description: String {
    switch content {
    case .text(let text, _): isNothing ? "nothing" : "\"\(shortened(text))\""
    case .list: "a list"
    case .map: "a mapping (key: value)"
    }
  }
}

/// A text cut to what fits in a message.
func shortened(_ text: String, to limit: Int = 60) -> String {
  let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
  return line.count <= limit ? line : line.prefix(limit) + "…"
}
