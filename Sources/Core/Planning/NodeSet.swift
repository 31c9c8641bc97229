/// Nodes that wait for their turn, by their places in an order; a bit each.
struct NodeSet: Sendable {
  private var words: [UInt64]
  private var lowest: Int
  private var highest = -1

  init(count: Int) {
    words = [UInt64](repeating: 0, count: (count + 63) / 64)
    lowest = words.count
  }

  mutating func insert(_ place: Int) {
    let word = place >> 6
    words[word] |= 1 << UInt64(place & 63)
    lowest = min(lowest, word)
    highest = max(highest, word)
  }

  /// Takes out the first place; what is added meanwhile has its turn too.
  mutating func popFirst() -> Int? {
    while lowest <= highest {
      let bits = words[lowest]
      if bits != 0 {
        words[lowest] = bits & (bits - 1)
        return lowest << 6 | bits.trailingZeroBitCount
      }
      lowest += 1
    }
    (lowest, highest) = (words.count, -1)
    return nil
  }

  /// Takes out the last place.
  mutating func popLast() -> Int? {
    while lowest <= highest {
      let bits = words[highest]
      if bits != 0 {
        let bit = 63 - bits.leadingZeroBitCount
        words[highest] = bits & ~(1 << UInt64(bit))
        return highest << 6 | bit
      }
      highest -= 1
    }
    (lowest, highest) = (words.count, -1)
    return nil
  }
}
