import CExpat
import Core

/// Reads XML with expat, hardened: a document type is refused, and with it every entity that is not built in; size,
/// depth and number of elements have limits.
final class XMLReader {
  private let parser: XML_Parser
  private let file: String
  private let skipped: Set<String>
  private var tree = XMLTree()
  private var count = 0
  /// Depth inside of what is passed over; 0: not inside.
  private var passing = 0
  private var fault: (code: String, message: String, place: Place)?

  static let depth = 64

  /// - Parameter skipping: names of elements that are passed over with all they hold.
  /// - Returns: the root, or nil with a diagnostic.
  static func read(_ file: SourceFile, skipping: Set<String>, _ findings: Findings) -> XMLNode? {
    guard let bytes = file.bytes(limit: Limits.xmlBytes, findings) else { return nil }
    var body = bytes
    var encoding: String?
    if isGB(bytes) {
      guard let converted = TextEncoding.gb18030.decode(bytes, of: file, findings) else { return nil }
      (body, encoding) = (converted, "UTF-8")
    }
    guard let parser = XML_ParserCreate(encoding) else {
      findings.error("xml.syntax", "Cannot be read: there is no memory for it.", at: file.place)
      return nil
    }
    return XMLReader(parser, file: file.name, skipping: skipping).run(body, findings)
  }

  /// Whether the declaration names an encoding of the GB family, which expat does not know.
  private static func isGB(_ bytes: [UInt8]) -> Bool {
    let line = String(decoding: bytes.prefix(100).prefix { $0 != UInt8(ascii: ">") }, as: UTF8.self).lowercased()
    return line.hasPrefix("<?xml")
      && ["\"gb", "'gb"].contains { line.replacing(" ", with: "").contains("encoding=\($0)") }
  }

  private init(_ parser: XML_Parser, file: String, skipping: Set<String>) {
    self.parser = parser
    self.file = file
    self.skipped = skipping
  }

  deinit { XML_ParserFree(parser) }

  private func run(_ bytes: [UInt8], _ findings: Findings) -> XMLNode? {
    XML_SetUserData(parser, Unmanaged.passUnretained(self).toOpaque())
    XML_SetElementHandler(
      parser, { user, name, attributes in reader(user)?.begin(name, attributes) }, { user, _ in reader(user)?.end() })
    XML_SetCharacterDataHandler(parser) { user, text, length in reader(user)?.characters(text, length) }
    XML_SetStartDoctypeDeclHandler(parser) { user, _, _, _, _ in
      reader(user)?.stop("xml.doctype", "A document type is refused: its entities could stand for anything.")
    }
    let status = withExtendedLifetime(self) {
      bytes.withUnsafeBytes {
        XML_Parse(parser, $0.bindMemory(to: CChar.self).baseAddress, Int32(bytes.count), 1)
      }
    }
    if let fault {
      findings.error(fault.code, fault.message, at: fault.place)
      return nil
    }
    guard status == XML_STATUS_OK else {
      let reason = XML_ErrorString(XML_GetErrorCode(parser)).map { String(cString: $0) } ?? "no XML"
      findings.error("xml.syntax", "Is no well-formed XML: \(reason).", at: place)
      return nil
    }
    return tree.root
  }

  private var place: Place {
    Place(
      file: file, line: Int(XML_GetCurrentLineNumber(parser)), column: Int(XML_GetCurrentColumnNumber(parser)) + 1)
  }

  private func stop(_ code: String, _ message: String) {
    if fault == nil { fault = (code, message, place) }
    XML_StopParser(parser, XML_Bool(0))
  }

  private func begin(_ name: UnsafePointer<CChar>?, _ attributes: UnsafeMutablePointer<UnsafePointer<CChar>?>?) {
    guard fault == nil, let name else { return }
    let local = XMLReader.local(String(cString: name))
    count += 1
    if count > Limits.yamlNodes { return stop("xml.tooMany", "Holds more than \(Limits.yamlNodes) elements.") }
    if tree.depth + passing >= XMLReader.depth {
      return stop("xml.tooDeep", "Is nested more than \(XMLReader.depth) levels deep.")
    }
    if passing > 0 || skipped.contains(local) {
      passing += 1
      return
    }
    var named: [String: String] = [:]
    var next = attributes
    while let pair = next, let key = pair[0], let value = pair[1] {
      named[XMLReader.local(String(cString: key))] = String(cString: value)
      next = pair + 2
    }
    tree.begin(local, named, at: place)
  }

  private func end() {
    guard fault == nil else { return }
    if passing > 0 { passing -= 1 } else { tree.end() }
  }

  private func characters(_ text: UnsafePointer<CChar>?, _ length: Int32) {
    guard fault == nil, passing == 0, let text else { return }
    let bytes = UnsafeRawBufferPointer(start: text, count: Int(length))
    tree.add(String(decoding: bytes, as: UTF8.self))
  }

  /// `Task` of `msp:Task`.
  private static func local(_ name: String) -> String {
    name.lastIndex(of: ":").map { String(name[name.index(after: $0)...]) } ?? name
  }
}

/// What expat hands back to its handlers.
private func reader(_ user: UnsafeMutableRawPointer?) -> XMLReader? {
  user.map { Unmanaged<XMLReader>.fromOpaque($0).takeUnretainedValue() }
}
