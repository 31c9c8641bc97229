/// A timer as a slot holds it: sixteen bytes. It is stale once the table has moved on from its generation.
struct WheelEntry {
  let deadline: UInt64
  let handle: TimerHandle
}

/// A piece of a slot: 2 KiB of entries in order of arrival, and the piece that follows.
///
///     [ next | count | entry 0 | entry 1 | ... | entry 126 ]
struct EntryChunk: Equatable {
  struct Header {
    var next: EntryChunk?
    var count: Int
  }

  static let byteCount = 2048
  static let capacity = (byteCount - MemoryLayout<Header>.stride) / MemoryLayout<WheelEntry>.stride

  let header: UnsafeMutablePointer<Header>

  /// Lays an empty chunk over `byteCount` raw bytes.
  init(over memory: UnsafeMutableRawPointer) {
    header = memory.bindMemory(to: Header.self, capacity: 1)
    header.initialize(to: Header(next: nil, count: 0))
    (memory + MemoryLayout<Header>.stride).bindMemory(to: WheelEntry.self, capacity: Self.capacity)
  }

  @inline(__always)
  var entries: UnsafeMutablePointer<WheelEntry> {
    (UnsafeMutableRawPointer(header) + MemoryLayout<Header>.stride).assumingMemoryBound(to: WheelEntry.self)
  }
}
