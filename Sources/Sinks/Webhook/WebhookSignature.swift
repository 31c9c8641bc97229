import COpenSSL

/// Signing by Standard Webhooks 1.0: HMAC-SHA256 over `ID.TIMESTAMP.BODY`.
struct WebhookSecret: Sendable {
  private let key: Secret

  /// - Parameter text: `whsec_` and the base64 of 24 to 64 bytes.
  init?(_ text: Secret) {
    let prefix = "whsec_"
    guard text.text.hasPrefix(prefix), let bytes = Base64.decode(text.text.dropFirst(prefix.count)),
      (24...64).contains(bytes.count)
    else { return nil }
    key = Secret(bytes: bytes)
  }

  /// `v1,` and the base64 of the signature.
  func signature(id: String, timestamp: Int64, body: [UInt8]) -> String {
    let signed = Array("\(id).\(timestamp).".utf8) + body
    var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
    var length: UInt32 = 0
    _ = HMAC(EVP_sha256(), key.bytes, Int32(key.bytes.count), signed, signed.count, &digest, &length)
    return "v1,\(Base64.string(digest[..<Int(length)]))"
  }
}
