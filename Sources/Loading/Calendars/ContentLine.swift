import Core

/// One line of an iCalendar file (RFC 5545), unfolded: `NAME;PARAMETER=VALUE:VALUE`.
struct ContentLine {
  let name: String
  let parameters: [String: String]
  let value: String
  let place: Place

  /// The lines of a file; what is none is an error. Long lines are folded: those that begin with a blank go on.
  static func read(_ text: [UInt8], file: String, _ findings: Findings) -> [ContentLine] {
    var unfolded: [(number: Int, text: String)] = []
    let lines = text.split(separator: 0x0A, omittingEmptySubsequences: false)
    for (number, raw) in lines.enumerated() {
      let line = raw.last == 0x0D ? raw.dropLast() : raw
      if let first = line.first, first == 0x20 || first == 0x09, !unfolded.isEmpty {
        unfolded[unfolded.count - 1].text += String(decoding: line.dropFirst(), as: UTF8.self)
      } else if !line.isEmpty {
        unfolded.append((number + 1, String(decoding: line, as: UTF8.self)))
      }
    }
    return unfolded.compactMap { number, text in
      let place = Place(file: file, line: number, column: 1)
      if let line = ContentLine(text, place) { return line }
      findings.error("ics.syntax", "Is no line of the form NAME:VALUE: \"\(shortened(text))\".", at: place)
      return nil
    }
  }

  private init?(_ text: String, _ place: Place) {
    var parts: [String] = [""]
    var value: Substring?
    var isQuoted = false
    for (index, character) in zip(text.indices, text) {
      if character == "\"" {
        isQuoted.toggle()
      } else if character == ":", !isQuoted {
        value = text[text.index(after: index)...]
        break
      } else if character == ";", !isQuoted {
        parts.append("")
      } else {
        parts[parts.count - 1].append(character)
      }
    }
    guard let value, !parts[0].isEmpty else { return nil }
    name = parts[0].uppercased()
    var parameters: [String: String] = [:]
    for part in parts.dropFirst() {
      let pair = part.split(separator: "=", maxSplits: 1)
      if pair.count == 2 { parameters[pair[0].uppercased()] = String(pair[1]) }
    }
    self.parameters = parameters
    self.value = String(value)
    self.place = place
  }

  /// The value with its backslashes resolved: `\,` `\;` `\\` `\n`.
  var text: String {
    var result = ""
    var isEscaped = false
    for character in value {
      if isEscaped {
        result.append(character == "n" || character == "N" ? "\n" : character)
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else {
        result.append(character)
      }
    }
    return result
  }
}
