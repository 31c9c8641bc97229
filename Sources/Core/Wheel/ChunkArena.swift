/// Owns the memory of all chunks of a wheel. Chunks come from blocks and go back to a free list, so that a wheel in
/// steady state allocates nothing. Memory goes back by the block: `setAside`, then `release`.
struct ChunkArena: ~Copyable {
  /// 256 KiB, of which only the pages in use become resident: the system takes back 64 pages for little more than one.
  static let chunksPerBlock = 128

  private var blocks: [UnsafeMutableRawPointer] = []
  private var firstFree: EntryChunk?
  /// Chunks of the last block never handed out.
  private var untouched = 0
  /// The first block set aside.
  private var kept = Int.max

  /// Chunks held by slots.
  private(set) var used = 0
  /// Chunks there is memory for.
  var reserved: Int { blocks.count &* Self.chunksPerBlock }

  deinit {
    for block in blocks { block.deallocate() }
  }

  /// An empty chunk. O(1).
  @inline(__always)
  mutating func take() -> EntryChunk {
    used &+= 1
    guard let chunk = firstFree else { return open() }
    firstFree = chunk.next
    chunk.next = nil
    chunk.count = 0
    return chunk
  }

  /// Takes back a chunk no slot holds any longer. O(1).
  @inline(__always)
  mutating func give(_ chunk: EntryChunk) {
    used &-= 1
    chunk.next = firstFree
    firstFree = chunk
  }

  @inline(never)
  private mutating func open() -> EntryChunk {
    if untouched == 0 {
      blocks.append(.allocate(byteCount: Self.chunksPerBlock * EntryChunk.byteCount, alignment: 64))
      untouched = Self.chunksPerBlock
    }
    let place = (Self.chunksPerBlock - untouched) * EntryChunk.byteCount
    untouched -= 1
    return EntryChunk(over: blocks[blocks.count - 1] + place, of: blocks.count - 1)
  }

  // MARK: Giving back

  /// Hands out no more of the blocks that are not needed for so many chunks, nor for those in use; false if all are needed.
  /// O(free chunks).
  ///
  /// The last ones: the first chunks of a slot are its oldest, so that there is least to be moved.
  mutating func setAside(allBut chunks: Int) -> Bool {
    kept = (max(chunks, used) + Self.chunksPerBlock - 1) / Self.chunksPerBlock
    guard kept < blocks.count else { return false }
    var next = firstFree
    firstFree = nil
    while let chunk = next {
      next = chunk.next
      if isSetAside(chunk) { continue }
      chunk.next = firstFree
      firstFree = chunk
    }
    untouched = 0
    return true
  }

  @inline(__always)
  func isSetAside(_ chunk: EntryChunk) -> Bool { chunk.block >= kept }

  /// A copy of a chunk set aside, in a block that is kept.
  mutating func copy(_ chunk: EntryChunk) -> EntryChunk {
    let copy = take()
    used &-= 1
    copy.entries.update(from: chunk.entries, count: chunk.count)
    copy.count = chunk.count
    copy.next = chunk.next
    return copy
  }

  /// Returns the blocks set aside, of which no slot may hold a chunk any longer.
  mutating func release() {
    for block in blocks[kept...] { block.deallocate() }
    blocks.removeSubrange(kept...)
  }
}
