import Core

/// The policies of a directory, each read over the one it names as its `base`.
struct PolicyFolder {
  private var roots: [(root: Element, id: String?)] = []
  private let findings: Findings

  init(_ findings: Findings) { self.findings = findings }

  mutating func add(_ root: Element) { roots.append((root, root.text(under: "id"))) }

  /// One element a policy, with what it inherits put in; nil where its base is at fault.
  func resolved() -> [Element?] { roots.map { resolve($0.root, seen: []) } }

  private func resolve(_ root: Element, seen: [String]) -> Element? {
    guard case .map(let entries) = root.content, let base = entries.first(where: { $0.key == "base" }),
      case .text(let name, _) = base.value.content
    else { return root }
    let path = seen + [root.text(under: "id") ?? ""]
    if path.contains(name) {
      findings.error(
        "policy.baseCycle", "The policy is its own base: \((path + [name]).joined(separator: " → ")).",
        at: base.value.place)
      return nil
    }
    guard let found = roots.first(where: { $0.id == name }) else {
      findings.error(
        "policy.unknownBase", "There is no policy \"\(shortened(name))\" to start from.", at: base.value.place,
        nearest: nearestName(to: name, among: roots.compactMap(\.id).sorted()))
      return nil
    }
    guard let parent = resolve(found.root, seen: path), case .map(let inherited) = parent.content else { return nil }
    return Element(content: .map(PolicyFolder.merged(entries, over: inherited)), place: root.place)
  }

  /// Own keys go before inherited ones; rungs are merged one by one. What a policy is for is not inherited.
  private static func merged(_ own: [Element.Entry], over base: [Element.Entry]) -> [Element.Entry] {
    let names = Set(own.map(\.key))
    var result = own.filter { $0.key != "base" && $0.key != "rungs" }
    result += base.filter { !names.contains($0.key) && !["id", "name", "applies", "rungs"].contains($0.key) }
    let inherited = base.first { $0.key == "rungs" }
    guard let rungs = own.first(where: { $0.key == "rungs" }) else { return result + [inherited].compactMap { $0 } }
    guard case .list(let overrides) = rungs.value.content, case .list(let known)? = inherited?.value.content
    else { return result + [rungs] }
    let list = Element(content: .list(merged(overrides, over: known)), place: rungs.value.place)
    return result + [Element.Entry(key: "rungs", place: rungs.place, value: list)]
  }

  /// A rung of the same id, or level, changes the inherited one key by key; any other is put in after the one before it.
  private static func merged(_ own: [Element], over base: [Element]) -> [Element] {
    var result = base
    var last: Int?
    for rung in own {
      guard let at = result.firstIndex(where: { name(of: $0) == name(of: rung) }) else {
        let place = last.map { $0 + 1 } ?? result.endIndex
        result.insert(rung, at: place)
        last = place
        continue
      }
      if rung.text(under: "remove") == "true" {
        result.remove(at: at)
        last = at > 0 ? at - 1 : nil
        continue
      }
      result[at] = merged(rung, over: result[at])
      last = at
    }
    return result
  }

  private static func merged(_ own: Element, over base: Element) -> Element {
    guard case .map(let mine) = own.content, case .map(let theirs) = base.content else { return own }
    var names = Set(mine.map(\.key))
    // The two ways to say when are one.
    if names.contains("when") || names.contains("each") { names.formUnion(["when", "each"]) }
    return Element(content: .map(mine + theirs.filter { !names.contains($0.key) }), place: own.place)
  }

  private static func name(of rung: Element) -> String? { rung.text(under: "id") ?? rung.text(under: "level") }
}
