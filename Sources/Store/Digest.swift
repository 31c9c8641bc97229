import COpenSSL
import Foundation
import GRDB

/// The bytes that hashes are taken over, unambiguous and easy to rebuild elsewhere: docs/journal.md.
///
/// A value is `LENGTH:BYTES,` with the length in decimal; an integer is its decimal digits; an absent value is `-,`.
struct CanonicalBytes {
  private(set) var bytes: [UInt8] = []

  init(after previous: some Collection<UInt8> = []) {
    bytes.reserveCapacity(512)
    bytes.append(contentsOf: previous)
  }

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
    var text = String(number)
    text.withUTF8 { _ = append($0) }
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
    // The greatest power of ten in it, then digit by digit: most have one or two.
    var power = 1
    while length / power >= 10 { power *= 10 }
    while power > 0 {
      bytes.append(UInt8(ascii: "0") + UInt8(length / power % 10))
      power /= 10
    }
    bytes.append(UInt8(ascii: ":"))
  }
}

enum Digest {
  static let size = 32

  /// Fetched once: OpenSSL 3 looks an algorithm up anew at each use of `EVP_sha256()`.
  private nonisolated(unsafe) static let algorithm = EVP_MD_fetch(nil, "SHA256", nil)

  static func sha256(_ bytes: [UInt8]) -> Data { Data(bytesOfSHA256(bytes)) }

  static func bytesOfSHA256(_ bytes: [UInt8]) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: size) { out, count in
      let done = EVP_Digest(bytes, bytes.count, out.baseAddress, nil, algorithm, nil)
      precondition(done == 1, "libcrypto cannot compute SHA-256")
      count = size
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
