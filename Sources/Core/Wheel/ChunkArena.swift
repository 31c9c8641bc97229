/// Owns the memory of all chunks of a wheel. Chunks come from blocks and go back to a free list, so that a wheel in
/// steady state allocates nothing. Blocks are returned all together, when the arena dies.
struct ChunkArena: ~Copyable {
  /// 128 KiB, of which only the pages in use become resident.
  static let chunksPerBlock = 64

  private var blocks: [UnsafeMutableRawPointer] = []
  /// Blocks of another arena that died, to be used before any is asked for.
  private var spare: [UnsafeMutableRawPointer] = []
  private var firstFree: EntryChunk?
  /// Chunks of the last block never handed out.
  private var untouched = 0

  /// Chunks held by slots.
  private(set) var used = 0
  /// Chunks there is memory for.
  private(set) var reserved = 0

  deinit {
    for block in blocks { block.deallocate() }
    for block in spare { block.deallocate() }
  }

  /// Takes over blocks of one that holds no chunk any longer, until there is memory for so many chunks here.
  mutating func inherit(from other: inout ChunkArena, upTo chunks: Int) {
    while reserved &+ Self.chunksPerBlock <= chunks, let block = other.blocks.popLast() {
      spare.append(block)
      reserved &+= Self.chunksPerBlock
    }
  }

  /// An empty chunk. O(1).
  @inline(__always)
  mutating func take() -> EntryChunk {
    used &+= 1
    guard let chunk = firstFree else { return open() }
    firstFree = chunk.header.pointee.next
    chunk.header.pointee = EntryChunk.Header(next: nil, count: 0)
    return chunk
  }

  /// Takes back a chunk no slot holds any longer. O(1).
  @inline(__always)
  mutating func give(_ chunk: EntryChunk) {
    used &-= 1
    chunk.header.pointee.next = firstFree
    firstFree = chunk
  }

  @inline(never)
  private mutating func open() -> EntryChunk {
    if untouched == 0 {
      if let block = spare.popLast() {
        blocks.append(block)
      } else {
        blocks.append(.allocate(byteCount: Self.chunksPerBlock * EntryChunk.byteCount, alignment: 64))
        reserved += Self.chunksPerBlock
      }
      untouched = Self.chunksPerBlock
    }
    let chunk = EntryChunk(over: blocks[blocks.count - 1] + (Self.chunksPerBlock - untouched) * EntryChunk.byteCount)
    untouched -= 1
    return chunk
  }
}
