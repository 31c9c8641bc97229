/// What MSPDI has no place for, in a custom text field of our own: `id=m01 kind=finish notStartAfter=2026-01-05`.
///
/// Only our export writes it. Whoever edits the file in MS Project keeps it, since a custom field stays with its task.
struct MSProjectRules {
  static let alias = "daopai"
  /// Text30, the last of the custom texts: the least likely to be in use.
  static let field = "188744016"
  static let fieldName = "Text30"

  private(set) var values: [(key: String, value: String)] = []

  init() {}

  init(_ text: String) {
    for pair in text.split(separator: " ") {
      let parts = pair.split(separator: "=", maxSplits: 1)
      if parts.count == 2 { values.append((String(parts[0]), String(parts[1]))) }
    }
  }

  subscript(key: String) -> String? {
    get { values.first { $0.key == key }?.value }
    set {
      values.removeAll { $0.key == key }
      if let newValue { values.append((key, newValue)) }
    }
  }

  var text: String { values.map { "\($0.key)=\($0.value)" }.joined(separator: " ") }
}

/// Numbers that MSPDI uses for what has names here.
enum MSProjectCode {
  static let linkKinds: [Int: String] = [0: "FF", 1: "FS", 2: "SF", 3: "SS"]

  /// Formats of durations and lags whose amounts are elapsed time; those that are estimated are 32 more.
  static func isElapsed(_ format: Int) -> Bool { [4, 6, 8, 10, 12, 20, 36, 38, 40, 42, 44, 52].contains(format) }

  static func isPercent(_ format: Int) -> Bool { [19, 20, 51, 52].contains(format) }

  static let days = 7
  static let elapsedDays = 8
}
