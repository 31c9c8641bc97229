import Core

/// One cell of a table and where it begins.
struct Cell {
  var text: String
  var line: Int
  var column: Int
}

/// A byte-level reader of CSV (RFC 4180): quotes, quotes doubled, newlines inside quotes, CRLF, LF or CR.
///
/// Broken quotes are faults with a place, never guessed at: a reader that guesses moves every cell after them.
struct CSVReader {
  enum Fault: Error {
    case at(line: Int, column: Int, code: String, message: String)
  }

  private let bytes: [UInt8]
  private let separator: UInt8
  private var index = 0
  private var lines = LineTracker()

  /// - Parameter bytes: UTF-8 without a byte-order mark.
  init(_ bytes: [UInt8], separator: UInt8 = UInt8(ascii: ",")) {
    self.bytes = bytes
    self.separator = separator
  }

  /// The next row, nil at the end. Rows of nothing but one empty cell are skipped.
  mutating func next() throws(Fault) -> [Cell]? {
    while index < bytes.count {
      var row: [Cell] = []
      var ended = false
      while !ended {
        let cell = try readCell()
        row.append(cell)
        guard row.count <= Limits.csvColumns else {
          throw fault("csv.columns", "The row has more than \(Limits.csvColumns) columns.")
        }
        ended = endOfRow()
      }
      if row.count > 1 || !row[0].text.isEmpty { return row }
    }
    return nil
  }

  /// Past a separator: false. Past a line end or at the end of the file: true.
  private mutating func endOfRow() -> Bool {
    guard index < bytes.count else { return true }
    let byte = bytes[index]
    index += 1
    if byte == separator { return false }
    if byte == 0x0D, index < bytes.count, bytes[index] == 0x0A { index += 1 }
    lines.newLine(at: index)
    return true
  }

  private mutating func column() -> Int { lines.column(of: index, in: bytes) }

  private mutating func readCell() throws(Fault) -> Cell {
    let (startLine, startColumn) = (lines.line, column())
    if index < bytes.count, bytes[index] == UInt8(ascii: "\"") { return try readQuoted(startLine, startColumn) }
    let start = index
    while index < bytes.count, bytes[index] != separator, bytes[index] != 0x0A, bytes[index] != 0x0D {
      if bytes[index] == UInt8(ascii: "\"") {
        throw fault(
          "csv.quote", "A quote stands inside a cell that does not begin with one; quote the whole cell and double it.")
      }
      index += 1
    }
    return Cell(text: try text(start..<index), line: startLine, column: startColumn)
  }

  private mutating func readQuoted(_ startLine: Int, _ startColumn: Int) throws(Fault) -> Cell {
    index += 1
    var start = index
    var text = ""
    while true {
      guard index < bytes.count else {
        throw Fault.at(
          line: startLine, column: startColumn, code: "csv.quote", message: "The quote that opens here is never closed."
        )
      }
      let byte = bytes[index]
      if byte == UInt8(ascii: "\"") {
        text += try self.text(start..<index)
        index += 1
        if index < bytes.count, bytes[index] == UInt8(ascii: "\"") {
          text += "\""
          index += 1
          start = index
          continue
        }
        break
      }
      index += 1
      if byte == 0x0A || byte == 0x0D && !(index < bytes.count && bytes[index] == 0x0A) { lines.newLine(at: index) }
    }
    if index < bytes.count, bytes[index] != separator, bytes[index] != 0x0A, bytes[index] != 0x0D {
      throw fault("csv.quote", "Text follows the closing quote of a cell; a quote inside a cell must be doubled.")
    }
    return Cell(text: text, line: startLine, column: startColumn)
  }

  private mutating func text(_ range: Range<Int>) throws(Fault) -> String {
    guard range.count <= Limits.csvFieldBytes else {
      throw fault("csv.field", "The cell has \(range.count) bytes; \(Limits.csvFieldBytes) are allowed.")
    }
    return String(decoding: bytes[range], as: UTF8.self)
  }

  private mutating func fault(_ code: String, _ message: String) -> Fault {
    Fault.at(line: lines.line, column: column(), code: code, message: message)
  }
}
