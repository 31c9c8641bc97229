/// FNV-1a, 64 bits: the same on every machine and in every run, unlike `Hasher`. For jitter and thread names, not secrets.
package func stableHash(_ text: String) -> UInt64 {
  text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
}

/// The 64 bits as 16 hexadecimal digits.
package func stableName(_ text: String) -> String {
  let digits = String(stableHash(text), radix: 16)
  return String(repeating: "0", count: 16 - digits.utf8.count) + digits
}
