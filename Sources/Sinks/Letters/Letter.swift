import Core

/// A letter ready to be sent: its subject, and its body as blocks that become plain text or HTML.
struct Letter: Hashable, Sendable {
  enum Block: Hashable, Sendable {
    case title(String)
    case heading(String)
    case paragraph(String)
    case item(String)
    /// Set to the right: document number, signature, date.
    case right(String)
    /// Rows that follow one another make a table.
    case row([String], isHeading: Bool)
    case notice(String)
    case gap
  }

  var subject: String
  var blocks: [Block]

  /// Reads a rendered template: the first line is the subject (`主题：…` or `Subject: …`), then one block a line.
  ///
  ///     # title    ## heading    - item    > set to the right    | cells | of a row    || of a heading row
  ///     anything else: a paragraph
  init?(rendered: String) {
    var lines = PlainText.paragraphs(rendered).split(separator: "\n", omittingEmptySubsequences: false)
    while let first = lines.first, Letter.isBlank(first) { lines.removeFirst() }
    guard let first = lines.first, let mark = Letter.subjectMarks.first(where: { first.hasPrefix($0) }) else {
      return nil
    }
    subject = Letter.trimmed(first.dropFirst(mark.count))
    blocks = []
    for line in lines.dropFirst() {
      if let text = Letter.rest(of: line, after: "## ") {
        blocks.append(.heading(text))
      } else if let text = Letter.rest(of: line, after: "# ") {
        blocks.append(.title(text))
      } else if let text = Letter.rest(of: line, after: "- ") {
        blocks.append(.item(text))
      } else if let text = Letter.rest(of: line, after: "> ") {
        blocks.append(.right(text))
      } else if let text = Letter.rest(of: line, after: "|| ") {
        blocks.append(.row(Letter.cells(text), isHeading: true))
      } else if let text = Letter.rest(of: line, after: "| ") {
        blocks.append(.row(Letter.cells(text), isHeading: false))
      } else if !Letter.isBlank(line) {
        // A full-width indent belongs to the paragraph.
        blocks.append(.paragraph(String(line)))
      } else if let last = blocks.last, last != .gap {
        blocks.append(.gap)
      }
    }
    while blocks.last == .gap { blocks.removeLast() }
    let hasText = blocks.contains { if case .paragraph = $0 { true } else if case .item = $0 { true } else { false } }
    guard !subject.isEmpty, hasText else { return nil }
  }

  init(subject: String, blocks: [Block]) {
    self.subject = subject
    self.blocks = blocks
  }

  static let subjectMarks = ["主题：", "主题:", "Subject:"]

  private static func rest(of line: Substring, after mark: String) -> String? {
    line.hasPrefix(mark) ? trimmed(line.dropFirst(mark.count)) : nil
  }

  private static func cells(_ text: String) -> [String] {
    text.split(separator: " | ", omittingEmptySubsequences: false).map { trimmed($0) }
  }

  private static func trimmed(_ text: Substring) -> String {
    var text = text
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }

  private static func isBlank(_ line: Substring) -> Bool { line.allSatisfy(\.isWhitespace) }
}
