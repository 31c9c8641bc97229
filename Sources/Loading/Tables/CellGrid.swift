import Core

/// One cell of a table and where it begins.
struct Cell {
  var text: String
  var line: Int
  var column: Int
}

/// Where the text of a cell lies, between its quotes if it has any.
struct CellSpan: Sendable {
  private let start: UInt32
  private let bits: UInt32

  init(_ range: Range<Int>, isQuoted: Bool = false, hasDoubledQuotes: Bool = false) {
    start = UInt32(range.lowerBound)
    bits = UInt32(range.count) << 2 | (isQuoted ? 1 : 0) | (hasDoubledQuotes ? 2 : 0)
  }

  var range: Range<Int> { Int(start)..<Int(start) + Int(bits >> 2) }
  /// Where the cell begins: with its quote.
  var origin: Int { Int(start) - Int(bits & 1) }
  var hasDoubledQuotes: Bool { bits & 2 != 0 }
}

/// The rows of a table as they lie in its bytes. Texts, lines and columns are made of them when somebody wants them: of a
/// large table that is good from end to end nearly nobody does.
struct CellGrid: Sendable {
  struct Row: Sendable {
    /// Index of its first cell.
    fileprivate let first: UInt32
    /// Offset of its first byte, and the line that is in.
    fileprivate let start: UInt32
    fileprivate let line: Int32
    fileprivate var width: UInt16 = 0

    /// How many cells it has.
    var count: Int { Int(width) }
  }

  let bytes: [UInt8]
  private var spans: [CellSpan] = []
  private(set) var rows: [Row] = []

  init(bytes: [UInt8]) { self.bytes = bytes }

  // MARK: Building

  mutating func beginRow(at offset: Int, line: Int) {
    rows.append(Row(first: UInt32(spans.count), start: UInt32(offset), line: Int32(clamping: line)))
  }

  mutating func append(_ cell: CellSpan) { spans.append(cell) }

  /// - Returns: false where the row was nothing but one empty cell, and is dropped.
  mutating func endRow() -> Bool {
    let first = Int(rows[rows.count - 1].first)
    rows[rows.count - 1].width = UInt16(spans.count - first)
    if spans.count - first > 1 || !spans[first].range.isEmpty || spans[first].hasDoubledQuotes { return true }
    spans.removeLast()
    rows.removeLast()
    return false
  }

  // MARK: Reading

  func span(_ column: Int, of row: Row) -> CellSpan { spans[Int(row.first) + column] }

  func text(_ column: Int, of row: Row) -> String {
    let span = span(column, of: row)
    if !span.hasDoubledQuotes { return String(decoding: bytes[span.range], as: UTF8.self) }
    // Of two quotes the first is left out.
    var isSecond = true
    let text = bytes[span.range].filter { byte in
      isSecond = byte != UInt8(ascii: "\"") || !isSecond
      return isSecond
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Line and column of a cell, in characters from 1.
  func place(_ column: Int, of row: Row) -> (line: Int, column: Int) {
    let origin = span(column, of: row).origin
    var (line, start) = (Int(row.line), Int(row.start))
    for index in start..<origin {
      // A line may end inside quotes.
      let isEnd = bytes[index] == 0x0A || bytes[index] == 0x0D && bytes[index + 1] != 0x0A
      if isEnd { (line, start) = (line + 1, index + 1) }
    }
    return (line, bytes[start..<origin].count { $0 & 0xC0 != 0x80 } + 1)
  }

  func cells(of row: Row) -> [Cell] {
    (0..<row.count).map { column in
      let place = place(column, of: row)
      return Cell(text: text(column, of: row), line: place.line, column: place.column)
    }
  }
}
