import Foundation

/// Words that may not stand in some files, and the reason, which is what somebody who breaks the rule gets to read.
struct Rule {
  var words: [String]
  var because: String

  /// `words` are regular expressions; a word boundary is meant where they begin with a letter.
  init(_ words: [String], because: String) {
    self.words = words
    self.because = because
  }

  /// `path:line: what stands there`, for every line that breaks the rule.
  func violations(in files: [(path: String, lines: [String])]) throws -> [String] {
    let pattern = words.map { $0.first?.isLetter == true ? #"(?<![\w.])"# + $0 : $0 }.joined(separator: "|")
    let expression = try NSRegularExpression(pattern: pattern)
    return files.flatMap { file in
      file.lines.enumerated().compactMap { number, line in
        let all = NSRange(line.startIndex..., in: line)
        guard expression.firstMatch(in: line, range: all) != nil else { return nil }
        return "\(file.path):\(number + 1): \(line.trimmingCharacters(in: .whitespaces))"
      }
    }
  }

  func violations(inCodeOf files: [SourceTree.File]) throws -> [String] {
    try violations(in: files.map { ($0.path, $0.code) })
  }

  func violations(inTextOf files: [SourceTree.File]) throws -> [String] {
    try violations(in: files.map { ($0.path, $0.lines) })
  }
}

/// What a failing rule says: where, and why the rule is there.
func report(_ violations: [String], _ because: String) -> String {
  "\(because)\n" + violations.map { "  \($0)" }.joined(separator: "\n")
}
