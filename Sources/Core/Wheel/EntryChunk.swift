/// A timer as a slot holds it: sixteen bytes. It is stale once the table has moved on from its generation.
struct WheelEntry {
  let deadline: UInt64
  let handle: TimerHandle
}

/// A piece of a slot: 2 KiB of entries in order of arrival, and the piece that follows.
///
///     [ next | count, block | entry 0 | entry 1 | ... | entry 126 ]
struct EntryChunk: Equatable {
  private struct Header {
    var next: EntryChunk?
    var count: UInt32
    let block: UInt32
  }

  static let byteCount = 2048
  static let capacity = (byteCount - MemoryLayout<Header>.stride) / MemoryLayout<WheelEntry>.stride

  private let header: UnsafeMutablePointer<Header>

  /// Lays an empty chunk over `byteCount` raw bytes of the arena's block of this number.
  init(over memory: UnsafeMutableRawPointer, of block: Int) {
    header = memory.bindMemory(to: Header.self, capacity: 1)
    header.initialize(to: Header(next: nil, count: 0, block: UInt32(truncatingIfNeeded: block)))
    (memory + MemoryLayout<Header>.stride).bindMemory(to: WheelEntry.self, capacity: Self.capacity)
  }

  /// The block of the arena that it is a part of.
  var block: Int { Int(header.pointee.block) }

  @inline(__always)
  var next: EntryChunk? {
    get { header.pointee.next }
    nonmutating set { header.pointee.next = newValue }
  }

  /// Entries in it, the first ones.
  @inline(__always)
  var count: Int {
    get { Int(truncatingIfNeeded: header.pointee.count) }
    nonmutating set { header.pointee.count = UInt32(truncatingIfNeeded: newValue) }
  }

  @inline(__always)
  var entries: UnsafeMutablePointer<WheelEntry> {
    (UnsafeMutableRawPointer(header) + MemoryLayout<Header>.stride).assumingMemoryBound(to: WheelEntry.self)
  }
}
