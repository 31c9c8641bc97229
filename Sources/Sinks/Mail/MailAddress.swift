/// An address as it stands in an envelope, with the name that goes before it in a header.
struct MailAddress: Hashable, Sendable {
  var name: String
  /// `local@domain`, checked: ASCII, one `@`, nothing that could end a command or a header.
  var address: String

  /// - Parameter text: `重点项目服务中心 <daopai@example.gov.cn>`, or the bare address.
  init?(_ text: String) {
    guard !text.unicodeScalars.contains(where: PlainText.isControl) else { return nil }
    guard let open = text.lastIndex(of: "<") else {
      self.init(name: "", address: text)
      return
    }
    let rest = text[text.index(after: open)...]
    guard rest.last == ">" else { return nil }
    var name = String(text[..<open])
    while name.last == " " { name.removeLast() }
    if name.count >= 2, name.first == "\"", name.last == "\"" { name = String(name.dropFirst().dropLast()) }
    self.init(name: name, address: String(rest.dropLast()))
  }

  init?(name: String, address: String) {
    let parts = address.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, address.utf8.count <= 254, MailAddress.isDotAtom(parts[0], extra: "!#$%&'*+/=?^_`{|}~-"),
      MailAddress.isDotAtom(parts[1], extra: "-")
    else { return nil }
    self.name = name
    self.address = address
  }

  var domain: String { String(address[address.index(after: address.firstIndex(of: "@") ?? address.startIndex)...]) }

  private static func isDotAtom(_ text: Substring, extra: String) -> Bool {
    text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { atom in
      !atom.isEmpty
        && atom.utf8.allSatisfy { byte in
          switch byte {
          case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
          default: extra.utf8.contains(byte)
          }
        }
    }
  }
}
