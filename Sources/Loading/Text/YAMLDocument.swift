import Core
import Yams

/// Reads one YAML document into an `Element`, refusing what settings do not need: anchors, aliases, tags.
///
/// An alias bomb of 330 bytes keeps a composer busy for seconds, so aliases must be found *before* composing. Yams shows
/// no events; but without a `*` there is no alias, and without an `&` none can be resolved. A file with both (in texts,
/// as a rule) is first composed with each `*` turned into `&`: every alias becomes an anchor on nothing, the places stay
/// the same, nothing is expanded, and an anchor in the result means that there was one or the other. Nodes hold their
/// anchors weakly: the parser must live as long as anybody looks.
struct YAMLDocument {
  let file: String
  let findings: Findings

  static func read(_ bytes: [UInt8], of file: SourceFile, _ findings: Findings) -> Element? {
    guard let text = TextEncoding.utf8.decode(bytes, of: file, findings) else { return nil }
    let reader = YAMLDocument(file: file.name, findings: findings)
    return reader.read(text)
  }

  private init(file: String, findings: Findings) {
    self.file = file
    self.findings = findings
  }

  private func read(_ bytes: [UInt8]) -> Element? {
    guard isOfBearableSize(bytes) else { return nil }
    if bytes.contains(UInt8(ascii: "*")), bytes.contains(UInt8(ascii: "&")) {
      let harmless = bytes.map { $0 == UInt8(ascii: "*") ? UInt8(ascii: "&") : $0 }
      var isHarmless = false
      composed(String(decoding: harmless, as: UTF8.self)) { root in
        if let anchored = firstAnchor(in: root) {
          refuse("anchor or alias (& or *)", at: anchored)
        } else {
          isHarmless = true
        }
      }
      guard isHarmless else { return nil }
    }
    var result: Element?
    composed(String(decoding: bytes, as: UTF8.self)) { result = element($0, depth: 1) }
    return result
  }

  /// Every node needs one of `, [ { : - ?`, so counting these bounds the nodes before any is made.
  private func isOfBearableSize(_ bytes: [UInt8]) -> Bool {
    var signs = 0
    var previous = UInt8(ascii: "\n")
    for byte in bytes {
      switch byte {
      case UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: ":"): signs += 1
      case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"):
        if previous == UInt8(ascii: "-") || previous == UInt8(ascii: "?") { signs += 1 }
      default: break
      }
      previous = byte
    }
    if signs <= Limits.yamlNodes { return true }
    findings.error(
      "yaml.tooMany", "Holds more than \(Limits.yamlNodes) entries; mass data belongs in CSV files.",
      at: Place(file: file))
    return false
  }

  private func composed(_ text: String, _ body: (Node) -> Void) {
    do {
      let parser = try Yams.Parser(yaml: text, resolver: .basic, encoding: .utf8)
      if let root = try parser.singleRoot() { return withExtendedLifetime(parser) { body(root) } }
      findings.error("yaml.empty", "Is empty; a mapping (key: value) was expected.", at: Place(file: file))
    } catch let error as YamlError {
      report(error, in: text)
    } catch {
      findings.error("yaml.syntax", "\(error)", at: Place(file: file))
    }
  }

  private func firstAnchor(in node: Node) -> Mark? {
    if node.anchor != nil { return node.mark }
    switch node {
    case .mapping(let mapping):
      for (key, value) in mapping {
        if let found = firstAnchor(in: key) ?? firstAnchor(in: value) { return found }
      }
    case .sequence(let sequence):
      for item in sequence {
        if let found = firstAnchor(in: item) { return found }
      }
    case .scalar, .alias: break
    }
    return nil
  }

  func place(_ mark: Mark?) -> Place {
    mark.map { Place(file: file, line: $0.line, column: $0.column) } ?? Place(file: file)
  }

  func refuse(_ what: String, at mark: Mark?) {
    findings.error(
      "yaml.alias",
      "An \(what) stands here; they are refused. Write the value out; a text that begins so needs quotes.",
      at: place(mark))
  }

  private func element(_ node: Node, depth: Int) -> Element? {
    let here = place(node.mark)
    guard depth <= Limits.yamlDepth else {
      findings.error("yaml.tooDeep", "Is nested more than \(Limits.yamlDepth) levels deep.", at: here)
      return nil
    }
    if node.anchor != nil {
      refuse("anchor (&)", at: node.mark)
      return nil
    }
    switch node {
    case .scalar(let scalar):
      guard isUntagged(scalar.tag, quoted: scalar.style != .plain, at: here) else { return nil }
      return Element(content: .text(scalar.string, isQuoted: scalar.style != .plain), place: here)
    case .sequence(let sequence):
      guard isUntagged(sequence.tag, quoted: false, at: here) else { return nil }
      var items: [Element] = []
      for item in sequence {
        guard let item = element(item, depth: depth + 1) else { return nil }
        items.append(item)
      }
      return Element(content: .list(items), place: here)
    case .mapping(let mapping):
      guard isUntagged(mapping.tag, quoted: false, at: here) else { return nil }
      var entries: [Element.Entry] = []
      for (key, value) in mapping {
        guard case .scalar(let name) = key, key.anchor == nil else {
          findings.error("yaml.key", "A key must be a plain text.", at: place(key.mark))
          return nil
        }
        guard let value = element(value, depth: depth + 1) else { return nil }
        entries.append(Element.Entry(key: name.string, place: place(key.mark), value: value))
      }
      return Element(content: .map(entries), place: here)
    case .alias(let alias):
      refuse("alias (*)", at: alias.mark)
      return nil
    }
  }

  private func isUntagged(_ tag: Tag, quoted: Bool, at place: Place) -> Bool {
    let name = tag.description
    if name.isEmpty || name == "!" || quoted && name == "tag:yaml.org,2002:str" { return true }
    findings.error(
      "yaml.tag", "The tag \"\(name)\" stands here; tags (!…) are refused. A text that begins with ! needs quotes.",
      at: place)
    return false
  }
}
