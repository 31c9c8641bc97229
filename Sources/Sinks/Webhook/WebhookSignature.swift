import COpenSSL

/// Signing by Standard Webhooks 1.0: HMAC-SHA256 over `ID.TIMESTAMP.BODY`.
struct WebhookSecret: Sendable {
  /// The key taken in, to be copied for each message.
  private let hmac: daopai_hmac

  /// - Parameter text: `whsec_` and the base64 of 24 to 64 bytes.
  init?(_ text: Secret) {
    let prefix = "whsec_"
    guard text.text.hasPrefix(prefix), let bytes = Base64.decode(text.text.dropFirst(prefix.count)),
      (24...64).contains(bytes.count)
    else { return nil }
    hmac = daopai_hmac_make(bytes, bytes.count)
  }

  /// `v1,` and the base64 of the signature.
  func signature(id: String, timestamp: Int64, body: [UInt8]) -> String {
    var hmac = hmac
    var head = "\(id).\(timestamp)."
    head.withUTF8 { daopai_hmac_add(&hmac, $0.baseAddress, $0.count) }
    daopai_hmac_add(&hmac, body, body.count)
    let digest = [UInt8](unsafeUninitializedCapacity: Int(SHA256_DIGEST_LENGTH)) { out, count in
      if let start = out.baseAddress { daopai_hmac_finish(&hmac, start) }
      count = Int(SHA256_DIGEST_LENGTH)
    }
    return "v1,\(Base64.string(digest[...]))"
  }
}

extension WebhookSecret: CustomStringConvertible, CustomReflectable {
  var description: String { "***" }
  var customMirror: Mirror { Mirror(self, children: []) }
}
