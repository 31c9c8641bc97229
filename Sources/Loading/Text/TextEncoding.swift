import Core
import Glibc

/// Bytes to text: UTF-8 with or without its mark, and GB18030, which Excel writes on a Chinese Windows.
enum TextEncoding: String, CaseIterable {
  case auto
  case utf8 = "utf-8"
  case gb18030

  /// UTF-8 bytes without a byte-order mark, or nil with a diagnostic.
  func decode(_ bytes: [UInt8], of file: SourceFile, _ findings: Findings) -> [UInt8]? {
    if ForeignFile.isWorkbook(bytes) {
      findings.error(
        "text.workbook", "Is a workbook, whatever its name says: \(ForeignFile.saveAsCSV).", at: file.place)
      return nil
    }
    let marked = bytes.starts(with: [0xEF, 0xBB, 0xBF])
    let body = marked ? Array(bytes.dropFirst(3)) : bytes
    if self != .gb18030 {
      guard let fault = TextEncoding.firstInvalidUTF8(body) else { return body }
      if self == .utf8 || marked {
        let place = TextEncoding.place(ofByte: fault, in: body, file: file.name)
        findings.error(
          "text.encoding", "Is not UTF-8: byte \(hex(body[fault])) cannot stand here. Save it as UTF-8.", at: place)
        return nil
      }
    }
    switch TextEncoding.fromGB18030(bytes) {
    case .success(let converted): return converted
    case .failure(let fault):
      let place = TextEncoding.place(ofByte: fault.offset, in: bytes, file: file.name)
      let tried = self == .auto ? "neither UTF-8 nor GB18030" : "not GB18030"
      findings.error("text.encoding", "Is \(tried): byte \(hex(bytes[fault.offset])) cannot stand here.", at: place)
      return nil
    }
  }

  private struct Fault: Error { let offset: Int }

  private static func fromGB18030(_ bytes: [UInt8]) -> Result<[UInt8], Fault> {
    guard !bytes.isEmpty else { return .success([]) }
    guard let handle = iconv_open("UTF-8", "GB18030"), handle != iconv_t(bitPattern: -1) else {
      return .failure(Fault(offset: 0))
    }
    defer { iconv_close(handle) }
    var input = bytes.map { CChar(bitPattern: $0) }
    // A byte becomes at most three (0x80 alone never stands; two bytes become at most four).
    var output = [CChar](repeating: 0, count: bytes.count * 3)
    let (outcome, read, written) = input.withUnsafeMutableBufferPointer { source in
      output.withUnsafeMutableBufferPointer { target in
        var from = source.baseAddress
        var to = target.baseAddress
        var (left, room) = (source.count, target.count)
        let outcome = iconv(handle, &from, &left, &to, &room)
        return (outcome, source.count - left, target.count - room)
      }
    }
    guard outcome != Int(bitPattern: UInt.max), read == bytes.count else {
      return .failure(Fault(offset: min(read, bytes.count - 1)))
    }
    return .success(output.prefix(written).map { UInt8(bitPattern: $0) })
  }

  /// Offset of the first byte that is not valid UTF-8; nil where all are.
  static func firstInvalidUTF8(_ bytes: [UInt8]) -> Int? {
    // The common case at the speed of the standard library; the offset only where it is needed.
    if String(validating: bytes, as: UTF8.self) != nil { return nil }
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    var offset = 0
    while true {
      switch decoder.decode(&iterator) {
      case .scalarValue(let scalar): offset += String(scalar).utf8.count
      case .emptyInput, .error: return min(offset, bytes.count - 1)
      }
    }
  }

  /// Line and column (in characters, as far as they decode) of a byte.
  static func place(ofByte offset: Int, in bytes: [UInt8], file: String) -> Place {
    var line = 1
    var lineStart = 0
    for index in 0..<min(offset, bytes.count) where bytes[index] == 0x0A {
      line += 1
      lineStart = index + 1
    }
    let column = String(decoding: bytes[lineStart..<min(offset, bytes.count)], as: UTF8.self).unicodeScalars.count + 1
    return Place(file: file, line: line, column: column)
  }
}

/// `0xB4`.
private func hex(_ byte: UInt8) -> String {
  "0x" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
}
