import Core

/// A byte-level reader of CSV (RFC 4180): quotes, quotes doubled, newlines inside quotes, CRLF, LF or CR.
///
/// Broken quotes are faults with a place, never guessed at: a reader that guesses moves every cell after them.
struct CSVReader {
  enum Fault: Error {
    case at(line: Int, column: Int, code: String, message: String)
  }

  /// The rows read so far.
  private(set) var grid: CellGrid
  private let separator: UInt8
  private var index = 0
  private var line = 1
  private var lineStart = 0

  /// - Parameter bytes: UTF-8 without a byte-order mark.
  init(_ bytes: [UInt8], separator: UInt8 = UInt8(ascii: ",")) {
    grid = CellGrid(bytes: bytes)
    self.separator = separator
  }

  private var bytes: [UInt8] { _read { yield grid.bytes } }

  /// All rows, as they lie in the bytes.
  static func read(_ bytes: [UInt8], separator: UInt8) throws(Fault) -> CellGrid {
    var reader = CSVReader(bytes, separator: separator)
    while try reader.nextRow() {}
    return reader.grid
  }

  /// The next row, nil at the end. Rows of nothing but one empty cell are skipped.
  mutating func next() throws(Fault) -> [Cell]? {
    guard try nextRow(), let row = grid.rows.last else { return nil }
    return grid.cells(of: row)
  }

  /// - Returns: false at the end.
  private mutating func nextRow() throws(Fault) -> Bool {
    while index < bytes.count {
      grid.beginRow(at: index, line: line)
      var count = 0
      var ended = false
      while !ended {
        let cell = try readCell()
        grid.append(cell)
        count += 1
        guard count <= Limits.csvColumns else {
          throw fault("csv.columns", "The row has more than \(Limits.csvColumns) columns.")
        }
        ended = endOfRow()
      }
      if grid.endRow() { return true }
    }
    return false
  }

  /// Past a separator: false. Past a line end or at the end of the file: true.
  private mutating func endOfRow() -> Bool {
    guard index < bytes.count else { return true }
    let byte = bytes[index]
    index += 1
    if byte == separator { return false }
    if byte == 0x0D, index < bytes.count, bytes[index] == 0x0A { index += 1 }
    newLine()
    return true
  }

  private mutating func newLine() {
    line += 1
    lineStart = index
  }

  private mutating func readCell() throws(Fault) -> CellSpan {
    if index < bytes.count, bytes[index] == UInt8(ascii: "\"") { return try readQuoted() }
    let start = index
    while index < bytes.count, bytes[index] != separator, bytes[index] != 0x0A, bytes[index] != 0x0D {
      if bytes[index] == UInt8(ascii: "\"") {
        throw fault(
          "csv.quote", "A quote stands inside a cell that does not begin with one; quote the whole cell and double it.")
      }
      index += 1
    }
    try check(start..<index)
    return CellSpan(start..<index)
  }

  private mutating func readQuoted() throws(Fault) -> CellSpan {
    let (startLine, startColumn) = (line, column)
    index += 1
    let first = index
    var start = index
    var hasDoubledQuotes = false
    while true {
      guard index < bytes.count else {
        throw Fault.at(
          line: startLine, column: startColumn, code: "csv.quote", message: "The quote that opens here is never closed."
        )
      }
      let byte = bytes[index]
      if byte == UInt8(ascii: "\"") {
        try check(start..<index)
        index += 1
        if index < bytes.count, bytes[index] == UInt8(ascii: "\"") {
          hasDoubledQuotes = true
          index += 1
          start = index
          continue
        }
        break
      }
      index += 1
      if byte == 0x0A || byte == 0x0D && !(index < bytes.count && bytes[index] == 0x0A) { newLine() }
    }
    if index < bytes.count, bytes[index] != separator, bytes[index] != 0x0A, bytes[index] != 0x0D {
      throw fault("csv.quote", "Text follows the closing quote of a cell; a quote inside a cell must be doubled.")
    }
    return CellSpan(first..<index - 1, isQuoted: true, hasDoubledQuotes: hasDoubledQuotes)
  }

  private func check(_ range: Range<Int>) throws(Fault) {
    guard range.count <= Limits.csvFieldBytes else {
      throw fault("csv.field", "The cell has \(range.count) bytes; \(Limits.csvFieldBytes) are allowed.")
    }
  }

  /// Of where the reader is, in characters.
  private var column: Int { bytes[lineStart..<min(index, bytes.count)].count { $0 & 0xC0 != 0x80 } + 1 }

  private func fault(_ code: String, _ message: String) -> Fault {
    Fault.at(line: line, column: column, code: code, message: message)
  }
}
