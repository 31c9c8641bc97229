import Core

/// The typed reader of one mapping: each document file says what it expects, this says what is wrong and where.
struct Fields {
  /// For messages: `a milestone`.
  let what: String
  let place: Place
  let findings: Findings
  /// Each key once. A few entries are looked through faster than they are hashed.
  private let entries: [Element.Entry]

  /// Nil with a diagnostic where `element` is no mapping. A key not among `keys` is an error that names the nearest.
  init?(_ element: Element, _ what: String, keys: [String], _ findings: Findings) {
    guard case .map(let entries) = element.content else {
      var (advice, place) = ("", element.place)
      if case .text(let text, isQuoted: false) = element.content, let slip = FullWidthSlip(inText: text) {
        advice = " \(capitalised(slip.advice))."
        place = place.moved(by: slip.offset)
      }
      findings.error(
        "yaml.type", "\(capitalised(what)) is a mapping (key: value), but \(element.description) stands here.\(advice)",
        at: place)
      return nil
    }
    self.what = what
    self.place = element.place
    self.findings = findings
    var known: [Element.Entry] = []
    known.reserveCapacity(entries.count)
    for entry in entries {
      if keys.contains(entry.key) {
        if known.contains(where: { $0.key == entry.key }) {
          findings.error(
            "yaml.duplicateKey", "The key \"\(entry.key)\" is given twice in one mapping.", at: entry.place)
        } else {
          known.append(entry)
        }
      } else {
        Fields.reportUnknown(entry, what, keys, findings)
      }
    }
    self.entries = known
  }

  private static func reportUnknown(_ entry: Element.Entry, _ what: String, _ keys: [String], _ findings: Findings) {
    let name = entry.key.lowercased().replacing("_", with: "").replacing("-", with: "")
    let secrets = ["password", "secret", "token", "apikey", "passphrase"]
    if let secret = secrets.first(where: { name.hasSuffix($0) }) {
      let fileKey = keys.first { $0.lowercased().hasSuffix(secret + "file") }
      findings.error(
        "secret.inline",
        "A \(secret) must not stand in the configuration. Put it into a file and name the file"
          + (fileKey.map { " with \"\($0)\"." } ?? "."),
        at: entry.place, nearest: fileKey)
      return
    }
    if let slip = FullWidthSlip(inText: entry.key) {
      findings.error(
        "yaml.unknownKey", "Unknown key \"\(shortened(entry.key))\" in \(what): \(slip.advice).",
        at: entry.place.moved(by: slip.offset))
      return
    }
    let nearest = nearestName(to: entry.key, among: keys)
    let known = nearest == nil ? " Known keys: \(keys.joined(separator: ", "))." : ""
    findings.error(
      "yaml.unknownKey", "Unknown key \"\(shortened(entry.key))\" in \(what).\(known)", at: entry.place,
      nearest: nearest)
  }

  private func value(_ key: String) -> Element? { entries.first { $0.key == key }?.value }

  /// What stands under `key`; nil where there is nothing.
  func element(_ key: String) -> Element? {
    guard let element = value(key), !element.isNothing else { return nil }
    return element
  }

  func has(_ key: String) -> Bool { element(key) != nil }

  func place(of key: String) -> Place { value(key)?.place ?? place }

  /// What stands under `key`; where there is nothing, nil with a diagnostic.
  func required(_ key: String) -> Element? {
    if let element = element(key) { return element }
    let reason = value(key) == nil ? "lacks \"\(key)\"" : "has nothing under \"\(key)\""
    findings.error("yaml.missingKey", "\(capitalised(what)) \(reason).", at: place(of: key))
    return nil
  }

  /// The elements of a list; one element that is no list counts as a list of one.
  func list(_ key: String) -> [Element] {
    guard let element = element(key) else { return [] }
    if case .list(let items) = element.content { return items }
    return [element]
  }

  /// The elements of what must be a list.
  func strictList(_ key: String) -> [Element] {
    guard let element = element(key) else { return [] }
    if case .list(let items) = element.content { return items }
    findings.error(
      "yaml.type", "\"\(key)\" is a list (- …), but \(element.description) stands here.", at: element.place)
    return []
  }

  func fields(_ key: String, _ what: String, keys: [String]) -> Fields? {
    element(key).flatMap { Fields($0, what, keys: keys, findings) }
  }

  /// The text of an element, trimmed.
  func text(of element: Element, _ key: String, limit: Int = Limits.nameCharacters) -> String? {
    guard case .text(let text, _) = element.content else {
      findings.error("yaml.type", "\"\(key)\" is a text, but \(element.description) stands here.", at: element.place)
      return nil
    }
    let trimmed = trimmed(text)
    // Bytes first: characters are slow to count, and there are never more of them.
    guard trimmed.utf8.count <= limit || trimmed.count <= limit else {
      findings.error(
        "limit.text", "\"\(key)\" has \(trimmed.count) characters; \(limit) are allowed.", at: element.place)
      return nil
    }
    return trimmed
  }

  func text(_ key: String, limit: Int = Limits.nameCharacters) -> String? {
    element(key).flatMap { text(of: $0, key, limit: limit) }.flatMap { $0.isEmpty ? nil : $0 }
  }

  func requiredText(_ key: String, limit: Int = Limits.nameCharacters) -> String? {
    guard let element = required(key), let text = text(of: element, key, limit: limit) else { return nil }
    if text.isEmpty {
      findings.error("yaml.missingKey", "\(capitalised(what)) has nothing under \"\(key)\".", at: element.place)
      return nil
    }
    return text
  }

  /// A text that `parse` understands.
  func value<Value>(
    of element: Element, _ key: String, expected: String, code: String = "value.form", _ parse: (String) -> Value?
  ) -> Value? {
    guard let text = text(of: element, key) else { return nil }
    if let value = parse(text) { return value }
    findings.error(code, "\"\(key)\" is \"\(shortened(text))\"; expected \(expected).", at: element.place)
    return nil
  }

  func value<Value>(_ key: String, expected: String, code: String = "value.form", _ parse: (String) -> Value?) -> Value?
  {
    element(key).flatMap { value(of: $0, key, expected: expected, code: code, parse) }
  }
}

/// A reader with the first letter large: `A milestone`.
func capitalised(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }

/// Without blanks at both ends; full-width and no-break spaces are blanks too.
func trimmed(_ text: some StringProtocol) -> String {
  if !mayBeginOrEndBlank(text) { return String(text) }
  let start = text.drop { $0.isWhitespace || $0 == "\u{FEFF}" }
  guard let last = start.lastIndex(where: { !$0.isWhitespace && $0 != "\u{FEFF}" }) else { return "" }
  return String(start[...last])
}

/// False for nearly every text of a ledger, by a look at a few bytes: the first and the last character are ASCII and no
/// blank, or between U+4000 and U+9FFF, where there is none.
private func mayBeginOrEndBlank(_ text: some StringProtocol) -> Bool {
  func isPrinted(_ byte: UInt8) -> Bool { (0x21...0x7E).contains(byte) }
  func leadsIdeograph(_ byte: UInt8) -> Bool { (0xE4...0xE9).contains(byte) }
  let isSolid = text.utf8.withContiguousStorageIfAvailable { bytes in
    guard let first = bytes.first, let last = bytes.last, isPrinted(first) || leadsIdeograph(first) else {
      return false
    }
    return last < 0x80 ? isPrinted(last) : bytes.count >= 3 && leadsIdeograph(bytes[bytes.count - 3])
  }
  return isSolid != true
}

/// Whether a text has a control character or one of these bytes: a cheap look before a dear one at its characters.
func holdsControl(orByte bytes: [UInt8], in text: String) -> Bool {
  text.utf8.contains { $0 < 0x20 || bytes.contains($0) }
}
