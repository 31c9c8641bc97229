/// A few words by name, in the order of their names: what else a line of the journal says.
///
/// A list and no dictionary: most lines have one or two, and every alert comes with several lines.
package struct NamedWords: Hashable, Sendable, ExpressibleByDictionaryLiteral {
  package struct Item: Hashable, Sendable {
    package let name: String
    package var words: String
  }

  package private(set) var items: [Item] = []

  package init(dictionaryLiteral elements: (String, String)...) {
    items.reserveCapacity(elements.count + 1)
    for (name, words) in elements { self[name] = words }
  }

  package init(_ words: [String: String]) {
    items = words.map { Item(name: $0.key, words: $0.value) }.sorted { $0.name < $1.name }
  }

  package var dictionary: [String: String] {
    Dictionary(uniqueKeysWithValues: items.lazy.map { ($0.name, $0.words) })
  }

  package subscript(name: String) -> String? {
    get { items.first { $0.name == name }?.words }
    set {
      let place = items.firstIndex { $0.name >= name } ?? items.count
      let isThere = place < items.count && items[place].name == name
      switch newValue {
      case let words? where isThere: items[place].words = words
      case let words?: items.insert(Item(name: name, words: words), at: place)
      case nil: if isThere { items.remove(at: place) }
      }
    }
  }
}
