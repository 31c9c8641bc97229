import Core

/// An element of an XML document: its local name, attributes, children and text, and where it begins.
final class XMLNode {
  let name: String
  let attributes: [String: String]
  let place: Place
  fileprivate(set) var children: [XMLNode] = []
  fileprivate(set) var rawText = ""

  fileprivate init(name: String, attributes: [String: String], place: Place) {
    self.name = name
    self.attributes = attributes
    self.place = place
  }

  /// The text directly inside, trimmed.
  var text: String { trimmed(rawText) }

  func child(_ name: String) -> XMLNode? { children.first { $0.name == name } }

  func children(_ name: String) -> [XMLNode] { children.filter { $0.name == name } }

  /// The children of a list element: `Tasks/Task`.
  func list(_ list: String, _ item: String) -> [XMLNode] { child(list)?.children(item) ?? [] }

  /// The text of a child; nil where there is none or nothing in it.
  func text(_ name: String) -> String? {
    guard let text = child(name)?.text, !text.isEmpty else { return nil }
    return text
  }

  func place(of name: String) -> Place { child(name)?.place ?? place }
}

/// Grows the tree while a document is read.
struct XMLTree {
  private(set) var root: XMLNode?
  private var open: [XMLNode] = []

  var depth: Int { open.count }

  mutating func begin(_ name: String, _ attributes: [String: String], at place: Place) {
    let node = XMLNode(name: name, attributes: attributes, place: place)
    if let parent = open.last { parent.children.append(node) } else { root = node }
    open.append(node)
  }

  mutating func end() { open.removeLast() }

  func add(_ text: String) { open.last?.rawText += text }
}
