/// Finds the milestones of a project by their ids.
///
/// A hash table with open addressing (Knuth 6.4, algorithm L) over the bytes of the names. Two strings are one name to
/// Swift when they are canonically equivalent (é as one character or as two), which is dear to hash; names of the
/// characters that have only one form, such as ASCII and the Chinese characters, are equal when their bytes are. With
/// the first name beyond those, the table gives way to Swift's own dictionary.
///
/// Links mostly lead a few lines up in the ledger, so the names passed last are tried before the table: they are in the
/// cache, and the table of a large project is not.
struct NameTable {
  /// In the ledger's order, side by side.
  private(set) var ids: [MilestoneID] = []
  private var hashes: [UInt64] = []
  /// Index + 1; 0: free. At most two in three are taken.
  private var slots: [UInt32]
  /// Index + 1 of the milestone of such a hash that was passed last.
  private var recent = [UInt32](repeating: 0, count: 256)
  /// All that are inserted, once bytes are not enough.
  private var dictionary: [MilestoneID: Int32]?
  /// Differs from run to run, so that no ledger can be made to fill one place of the table.
  private static let seed = UInt64(truncatingIfNeeded: Hasher().finalize())

  init(capacity: Int) {
    var places = 8
    while places < capacity + capacity / 2 { places *= 2 }
    slots = [UInt32](repeating: 0, count: places)
    ids.reserveCapacity(capacity)
    hashes.reserveCapacity(capacity)
  }

  /// Adds the next milestone of the project.
  ///
  /// - Returns: the earlier milestone that has its name, which then keeps it.
  mutating func insert(_ id: MilestoneID) -> Int32? {
    guard dictionary == nil, let hash = hash(of: id.text) else {
      useDictionary()
      let first = dictionary?[id]
      if first == nil { dictionary?[id] = Int32(ids.count) }
      ids.append(id)
      return first
    }
    let place = place(of: id, hash)
    ids.append(id)
    hashes.append(hash)
    if slots[place] != 0 { return Int32(slots[place]) - 1 }
    slots[place] = UInt32(ids.count)
    return nil
  }

  /// Has a milestone tried first when the next names are looked up.
  mutating func pass(_ i: Int) {
    if dictionary == nil { recent[Int(truncatingIfNeeded: hashes[i] & 255)] = UInt32(i + 1) }
  }

  /// The milestone of that name among those inserted.
  mutating func index(of id: MilestoneID) -> Int32? {
    guard dictionary == nil, let hash = hash(of: id.text) else {
      useDictionary()
      return dictionary?[id]
    }
    let near = recent[Int(truncatingIfNeeded: hash & 255)]
    if near != 0 && isName(id, hash, of: near) { return Int32(near) - 1 }
    let slot = slots[place(of: id, hash)]
    return slot == 0 ? nil : Int32(slot) - 1
  }

  private func isName(_ id: MilestoneID, _ hash: UInt64, of slot: UInt32) -> Bool {
    hashes[Int(slot) - 1] == hash && ids[Int(slot) - 1].text == id.text
  }

  /// Where the name is, or the free place where it would be.
  private func place(of id: MilestoneID, _ hash: UInt64) -> Int {
    let mask = slots.count - 1
    var place = Int(truncatingIfNeeded: hash >> 8) & mask
    while slots[place] != 0 && !isName(id, hash, of: slots[place]) { place = (place + 1) & mask }
    return place
  }

  private mutating func useDictionary() {
    guard dictionary == nil else { return }
    dictionary = Dictionary(ids.indices.map { (ids[$0], Int32($0)) }) { first, _ in first }
  }

  /// Eight bytes at a time, multiplied and folded (after Wang Yi's wyhash); nil where bytes do not tell names apart.
  private func hash(of text: String) -> UInt64? {
    let hashed: UInt64?? = text.utf8.withContiguousStorageIfAvailable { bytes in
      let base = UnsafeRawBufferPointer(bytes)
      var hash = NameTable.seed ^ UInt64(bytes.count)
      var high: UInt64 = 0
      var at = 0
      while at + 8 <= bytes.count {
        let word = base.loadUnaligned(fromByteOffset: at, as: UInt64.self)
        high |= word
        hash = mix(hash ^ word)
        at += 8
      }
      var rest: UInt64 = 0
      while at < bytes.count {
        rest = rest << 8 | UInt64(bytes[at])
        at += 1
      }
      high |= rest
      hash = mix(hash ^ rest)
      return high & 0x8080_8080_8080_8080 == 0 || hasOneForm(bytes) ? hash : nil
    }
    return hashed ?? nil
  }

  private func mix(_ word: UInt64) -> UInt64 {
    let product = (word ^ 0xa076_1d64_78bd_642f).multipliedFullWidth(by: 0xe703_7ed1_a0b4_28db)
    return product.high ^ product.low
  }

  /// No character has another canonical form: Latin up to U+02FF composed, U+4000…U+9FFF, full-width U+FF00…U+FF7F.
  private func hasOneForm(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    var at = 0
    while at < bytes.count {
      switch bytes[at] {
      case ..<0x80: at += 1
      case ..<0xCC: at += 2
      case 0xE4...0xE9: at += 3
      case 0xEF where bytes[at + 1] == 0xBC || bytes[at + 1] == 0xBD: at += 3
      default: return false
      }
    }
    return true
  }
}
