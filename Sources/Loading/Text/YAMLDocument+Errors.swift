import Core
import Yams

extension YAMLDocument {
  /// Yams's own error as a diagnostic with line and column.
  func report(_ error: YamlError, in text: String) {
    switch error {
    case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _):
      if let (slip, place) = slip(near: [mark, context?.mark].compactMap { $0 }, in: text) {
        return syntax("The YAML cannot be read: \(slip.advice).", at: place)
      }
      let about = context.map { " (\($0.text), line \($0.mark.line))" } ?? ""
      syntax("The YAML cannot be read: \(problem)\(about).\(remedy(for: problem, in: text, mark))", at: place(mark))
    case .composer(_, let problem, let mark, _) where problem.contains("alias"):
      refuse("alias (*)", at: mark)
    case .composer(_, _, let mark, _):
      syntax("A second document begins here; a file holds one.", at: place(mark))
    case .reader(let problem, let offset, let value, _):
      let before = offset.map { text.prefix($0) } ?? ""
      let line = before.reduce(1) { $1.isNewline ? $0 + 1 : $0 }
      let column = (before.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).last?.count ?? 0) + 1
      let code = value >= 0 ? " (U+\(String(value, radix: 16, uppercase: true)))" : ""
      syntax("The YAML cannot be read: \(problem)\(code).", at: Place(file: file, line: line, column: column))
    case .duplicatedKeysInMapping(let keys, let context):
      reportDuplicates(keys, first: context.mark, in: text)
    default:
      syntax("The YAML cannot be read: \(error).", at: Place(file: file))
    }
  }

  /// A sign that the parser took for a part of a word, and stumbled over what follows: in a line that it names, or in the
  /// one before, blank ones and comments aside.
  private func slip(near marks: [Mark], in text: String) -> (FullWidthSlip, Place)? {
    guard text.utf8.contains(0xEF) else { return nil }
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for mark in marks {
      let last = min(mark.line, lines.count)
      let before = (0..<max(0, last - 1)).last { index in
        lines[index].first { $0 != " " }.map { $0 != "#" } ?? false
      }
      for index in [last - 1, before].compactMap({ $0 }) where index >= 0 {
        if let slip = FullWidthSlip(inLine: lines[index]) {
          return (slip, Place(file: file, line: index + 1, column: slip.offset + 1))
        }
      }
    }
    return nil
  }

  /// What usually mends it, in words of somebody who types ledgers; empty where we do not know.
  private func remedy(for problem: String, in text: String, _ mark: Mark) -> String {
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    let line = lines.indices.contains(mark.line - 1) ? lines[mark.line - 1] : ""
    if line.prefix(while: { $0 == " " || $0 == "\t" }).contains("\t") || problem.contains("tab character") {
      return " Indent with blanks, not with tabs."
    }
    if problem.contains("cannot start any token") { return " A text that begins with this sign needs quotes." }
    if problem.contains("unexpected end of stream") { return " A quotation mark or bracket is not closed." }
    if problem.contains("mapping values are not allowed") {
      return " A text that holds a colon and a blank needs quotes; or this line is indented too far."
    }
    if problem.contains("expected '-' indicator") || problem.contains("expected <block end>")
      || problem.contains("could not find expected ':'") || problem.contains("expected key")
    {
      return " Check the indentation: keys of one entry begin in the same column, with a colon and a blank behind each."
    }
    if problem.contains("expected ',' or") { return " A comma or the closing bracket is missing before this place." }
    return ""
  }

  /// Yams marks only the first of two equal keys; the clerk wants the second.
  private func reportDuplicates(_ keys: [String], first: Mark, in text: String) {
    let key = keys.first ?? ""
    let second = placeOfRepeat(of: key, after: first, in: text)
    findings.error(
      "yaml.duplicateKey", "The key \"\(key)\" is given twice in one mapping; the first is in line \(first.line).",
      at: second ?? place(first))
  }

  /// The next line with the key in the same column, or, in a flow mapping, the next `key:`.
  private func placeOfRepeat(of key: String, after first: Mark, in text: String) -> Place? {
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    guard lines.indices.contains(first.line - 1) else { return nil }
    for index in first.line..<max(first.line, lines.count) {
      let line = lines[index]
      let indent = line.prefix { $0 == " " || $0 == "-" }.count
      let rest = line.dropFirst(first.column - 1)
      if indent >= first.column - 1, key.isEmpty == false, startsWithKey(rest, key) {
        return Place(file: file, line: index + 1, column: first.column)
      }
    }
    let opening = lines[first.line - 1].dropFirst(first.column - 1 + key.count)
    guard let found = opening.indices.first(where: { startsWithKey(opening[$0...], key) }) else { return nil }
    let before = lines[first.line - 1][..<found]
    return Place(file: file, line: first.line, column: before.unicodeScalars.count + 1)
  }

  private func startsWithKey(_ text: Substring, _ key: String) -> Bool {
    for spelt in [key, "\"\(key)\"", "'\(key)'"] where text.hasPrefix(spelt) {
      if text.dropFirst(spelt.count).drop(while: { $0 == " " }).first == ":" { return true }
    }
    return false
  }

  private func syntax(_ message: String, at place: Place) {
    findings.error("yaml.syntax", message, at: place)
  }
}
