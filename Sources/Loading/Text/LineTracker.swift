/// Line and column of a byte in UTF-8, counted on from where they were last asked, so that a file costs one pass.
struct LineTracker {
  private(set) var line = 1
  private var counted = (index: 0, column: 1)

  /// The next line begins at `index`.
  mutating func newLine(at index: Int) {
    line += 1
    counted = (index, 1)
  }

  /// In characters, from 1. `index` is in the current line and never before one asked for earlier.
  mutating func column(of index: Int, in bytes: [UInt8]) -> Int {
    while counted.index < min(index, bytes.count) {
      if bytes[counted.index] & 0xC0 != 0x80 { counted.column += 1 }
      counted.index += 1
    }
    return counted.column
  }
}
