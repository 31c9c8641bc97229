import COpenSSL
import Foundation
import GRDB

/// The bytes that hashes are taken over, unambiguous and easy to rebuild elsewhere: docs/journal.md.
///
/// A value is `LENGTH:BYTES,` with the length in decimal; an integer is its decimal digits; an absent value is `-,`.
struct CanonicalBytes {
  private(set) var bytes: [UInt8] = []

  init(after previous: some Collection<UInt8> = []) {
    bytes.reserveCapacity(1024)
    bytes.append(contentsOf: previous)
  }

  mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

  mutating func append(raw more: [UInt8]) { bytes.append(contentsOf: more) }

  /// The first `count` columns of a row.
  init(_ row: Row, count: Int, after previous: Data) {
    self.init(after: previous)
    for index in 0..<count { append(row[index] as DatabaseValue) }
  }

  mutating func append(_ value: DatabaseValue) {
    switch value.storage {
    case .null: appendNull()
    case .int64(let number): append(Int(number))
    case .string(var text): text.withUTF8 { _ = append($0) }
    case .blob(let data): data.withUnsafeBytes { _ = append($0.bindMemory(to: UInt8.self)) }
    case .double(let number):
      var text = String(number)
      text.withUTF8 { _ = append($0) }
    }
  }

  mutating func appendNull() {
    bytes.append(UInt8(ascii: "-"))
    bytes.append(UInt8(ascii: ","))
  }

  mutating func append(_ number: Int) {
    var left = number.magnitude
    var count = number < 0 ? 2 : 1
    while left >= 10 {
      left /= 10
      count += 1
    }
    append(length: count)
    if number < 0 { bytes.append(UInt8(ascii: "-")) }
    append(digits: number.magnitude)
    bytes.append(UInt8(ascii: ","))
  }

  /// - Returns: where the content begins.
  mutating func append(_ content: UnsafeBufferPointer<UInt8>) -> Int {
    append(length: content.count)
    let start = bytes.count
    bytes.append(contentsOf: content)
    bytes.append(UInt8(ascii: ","))
    return start
  }

  private mutating func append(length: Int) {
    append(digits: length.magnitude)
    bytes.append(UInt8(ascii: ":"))
  }

  private mutating func append(digits number: UInt) {
    if number < 10 { return bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number)) }
    // The greatest power of ten in it, then digit by digit: most have one or two.
    var power: UInt = 1
    while number / power >= 10 { power *= 10 }
    while power > 0 {
      bytes.append(UInt8(ascii: "0") + UInt8(number / power % 10))
      power /= 10
    }
  }
}

enum Digest {
  static let size = 32

  static func sha256(_ bytes: [UInt8]) -> Data {
    var digest = [UInt8](repeating: 0, count: size)
    sha256(bytes, into: &digest, at: 0)
    return Data(digest)
  }

  /// Of the bytes from `first` on. Writes 32 bytes into `digests`, which must have room for them.
  static func sha256(_ bytes: [UInt8], from first: Int = 0, into digests: inout [UInt8], at place: Int) {
    precondition(digests.count >= place + size && bytes.count >= first)
    digests.withUnsafeMutableBufferPointer { out in
      bytes.withUnsafeBufferPointer { bytes in
        let start = bytes.baseAddress.map { $0 + first }
        if let out = out.baseAddress { daopai_sha256(start, bytes.count - first, out + place) }
      }
    }
  }

  /// Of the columns of a row, in their order.
  static func row(_ values: some Sequence<DatabaseValue>) -> Data {
    var canonical = CanonicalBytes()
    for value in values { canonical.append(value) }
    return sha256(canonical.bytes)
  }
}

extension Data {
  var hex: String { map { padded($0) }.joined() }
  private func padded(_ byte: UInt8) -> String { (byte < 16 ? "0" : "") + String(byte, radix: 16) }
}
