import COpenSSL
import Foundation
import GRDB

/// The bytes that hashes are taken over, unambiguous and easy to rebuild elsewhere: docs/journal.md.
///
/// A value is `LENGTH:BYTES,` with the length in decimal; an integer is its decimal digits; an absent value is `-,`.
struct CanonicalBytes {
  private(set) var bytes: [UInt8] = []

  init(after previous: Data? = nil) {
    bytes.reserveCapacity(512)
    if let previous { bytes.append(contentsOf: previous) }
  }

  /// The first `count` columns of a row.
  init(_ row: Row, count: Int, after previous: Data) {
    self.init(after: previous)
    for value in row.databaseValues.prefix(count) { append(value) }
  }

  mutating func append(_ value: DatabaseValue) {
    switch value.storage {
    case .null:
      bytes.append(UInt8(ascii: "-"))
      bytes.append(UInt8(ascii: ","))
    case .int64(let number): append(text: String(number))
    case .string(let text): append(text: text)
    case .blob(let data): append(Array(data))
    case .double(let number): append(text: String(number))
    }
  }

  private mutating func append(text: String) {
    var text = text
    text.withUTF8 { append($0) }
  }

  private mutating func append(_ content: some Collection<UInt8>) {
    bytes.append(contentsOf: String(content.count).utf8)
    bytes.append(UInt8(ascii: ":"))
    bytes.append(contentsOf: content)
    bytes.append(UInt8(ascii: ","))
  }
}

enum Digest {
  static let size = 32

  /// Fetched once: OpenSSL 3 looks an algorithm up anew at each use of `EVP_sha256()`.
  private nonisolated(unsafe) static let algorithm = EVP_MD_fetch(nil, "SHA256", nil)

  static func sha256(_ bytes: [UInt8]) -> Data {
    var digest = Data(count: size)
    let done = digest.withUnsafeMutableBytes { out in
      EVP_Digest(bytes, bytes.count, out.bindMemory(to: UInt8.self).baseAddress, nil, algorithm, nil)
    }
    precondition(done == 1, "libcrypto cannot compute SHA-256")
    return digest
  }

  /// Of the columns of a row, in their order.
  static func row(_ values: some Sequence<DatabaseValue>, after previous: Data? = nil) -> Data {
    var canonical = CanonicalBytes(after: previous)
    for value in values { canonical.append(value) }
    return sha256(canonical.bytes)
  }
}

extension Data {
  var hex: String { map { padded($0) }.joined() }
  private func padded(_ byte: UInt8) -> String { (byte < 16 ? "0" : "") + String(byte, radix: 16) }
}
