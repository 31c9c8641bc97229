import CLinux

package enum Allocator {
  /// To be called before there are other threads.
  package static func returnLargeBlocks() { daopai_return_large_blocks() }
}
