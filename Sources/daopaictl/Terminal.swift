import Control
import Core
import FoundationEssentials
import Glibc

/// The language of this run: `--lang` wherever it stands, else the locale.
let language: Language = {
  let words = CommandLine.arguments
  for (index, word) in words.enumerated() {
    if word == "--lang", index + 1 < words.count, let chosen = Language(rawValue: words[index + 1]) { return chosen }
    if word.hasPrefix("--lang="), let chosen = Language(rawValue: String(word.dropFirst(7))) { return chosen }
  }
  return Language(environment: ProcessInfo.processInfo.environment)
}()

/// The text in the operator's language.
func say(_ zh: String, _ en: String) -> String { language.pick(zh, en) }

/// Standard output for data, standard error for messages.
enum Terminal {
  static let isTerminal = isatty(STDOUT_FILENO) == 1

  static let usesColour = isTerminal && (ProcessInfo.processInfo.environment["NO_COLOR"] ?? "").isEmpty

  /// What COLUMNS says, else what the terminal says; nil: no limit, since a program reads, which wants whole texts.
  static let width: Int? = {
    if let columns = ProcessInfo.processInfo.environment["COLUMNS"].flatMap({ Int($0) }), columns > 0 { return columns }
    guard isTerminal else { return nil }
    var size = winsize()
    return ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
  }()

  private static let output = StandardOutput(isTerminal: isTerminal)

  static func data(_ text: String) { output.put("\(text)\n") }

  /// A file's text, as it is.
  static func raw(_ text: String) { output.put(text) }

  static func data(json value: some Encodable) throws { data(String(decoding: try Wire.encode(value), as: UTF8.self)) }

  static func data(_ table: Table) {
    for line in table.lines(width: width, colour: usesColour) { data(line) }
  }

  /// `label: value` in two columns; what has no value is left out.
  static func data(fields: [(label: String, value: String?)]) {
    let widest = fields.reduce(0) { max($0, displayWidth($1.label)) }
    for case (let label, let value?) in fields where !value.isEmpty {
      data("\(label)\(String(repeating: " ", count: widest - displayWidth(label) + 2))\(printable(value))")
    }
  }

  /// Lets go what was said so far.
  /// - Returns: why not all of it could be written, now or before; nil: it was, or nobody reads it any more.
  @discardableResult static func flush() -> String? {
    guard let code = output.flush(), code != EPIPE else { return nil }
    return String(cString: strerror(code))
  }

  /// Whether what was said so far could not be written, for whatever reason.
  static var isBroken: Bool { output.flush() != nil }

  static func message(_ diagnostics: [Diagnostic]) {
    for diagnostic in diagnostics { message(printable(diagnostic.description)) }
  }

  static func message(_ text: String) {
    // What was said before comes before, also where both go to one file.
    flush()
    let bytes = Array("\(text)\n".utf8)
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
      if count <= 0 { return }
      sent += count
    }
  }
}

/// `2021-07-12T08:30:00+08:00` as `2021-07-12 08:30`; the office's own time.
func shortTime(_ iso: String) -> String { String(iso.prefix(16)).replacing("T", with: " ") }

/// Seconds as days, or as hours within two days; negative when past.
func shortSpan(_ seconds: Int64) -> String {
  abs(seconds) < 172_800
    ? say("\(seconds / 3600) 小时", "\(seconds / 3600) h") : say("\(seconds / 86_400) 天", "\(seconds / 86_400) d")
}

/// A list after its label, on as many lines as the terminal needs.
func wrapped(_ label: String, _ items: [String]) -> [String] {
  let indent = String(repeating: " ", count: displayWidth(label))
  // The blank after a comma may stand beyond the edge.
  let width = Terminal.width.map { $0 + (language == .zh ? 0 : 1) } ?? .max
  var lines: [String] = []
  var line = label
  for (index, item) in items.enumerated() {
    let word = item + (index + 1 < items.count ? say("、", ", ") : "")
    let isFirst = line == label || line == indent
    if !isFirst, displayWidth(line) + displayWidth(word) > width {
      lines.append(line)
      line = indent
    }
    line += word
  }
  return (lines + [line]).map { line in
    var line = line
    while line.last == " ", line != label { line.removeLast() }
    return line
  }
}

func yesNo(_ value: Bool) -> String { value ? say("是", "yes") : say("否", "no") }
