import Core
import Dispatch
import Foundation
import Synchronization

/// All cores of the machine.
package struct EveryCore: Workers {
  package init() {}

  package func map<Piece: Sendable, Result: Sendable>(
    _ pieces: ArraySlice<Piece>, _ work: @Sendable (Piece) -> Result
  ) -> [Result] {
    Self.map(min(16, pieces.count), of: pieces) { $0.map(work) }.flatMap { $0 }
  }

  /// What is made of each of `chunks` runs of pieces, in their order.
  static func map<Piece: Sendable, Result: Sendable>(
    _ chunks: Int, of pieces: ArraySlice<Piece>, _ work: @Sendable (ArraySlice<Piece>) -> Result
  ) -> [Result] {
    if chunks <= 1 { return [work(pieces)] }
    let parts = Parts<Result>(chunks)
    withoutActuallyEscaping(work) { work in
      parts.fill { chunk in
        let start = pieces.startIndex
        return work(pieces[start + pieces.count * chunk / chunks..<start + pieces.count * (chunk + 1) / chunks])
      }
    }
    return parts.all
  }
}

/// Parts that several threads make: whoever asks for them, and helpers as far as there are processors to spare.
///
/// Not `concurrentPerform`: it sets libdispatch's pool going, which from then on wakes the process once a second.
private final class Parts<Part: Sendable>: Sendable {
  private let parts: Mutex<[Part?]>
  private let taken = Atomic(0)
  private let count: Int

  init(_ count: Int) {
    self.count = count
    parts = Mutex(Array(repeating: nil, count: count))
  }

  /// All of them, once they are filled.
  var all: [Part] { parts.withLock { $0.compactMap(\.self) } }

  func fill(_ make: @escaping @Sendable (Int) -> Part) {
    let helpers = Helpers.take(count - 1)
    let group = DispatchGroup()
    for helper in 0..<helpers {
      DispatchQueue(label: "daopai.reader.\(helper)").async(group: group) { self.work(make) }
    }
    work(make)
    group.wait()
    Helpers.giveBack(helpers)
  }

  private func work(_ make: (Int) -> Part) {
    while case let index = taken.add(1, ordering: .relaxed).oldValue, index < count {
      let part = make(index)
      parts.withLock { $0[index] = part }
    }
  }
}

/// How many more threads the machine has processors for; what is read within what is read side by side has none left.
private enum Helpers {
  private static let idle = Mutex(ProcessInfo.processInfo.activeProcessorCount - 1)

  static func take(_ wanted: Int) -> Int {
    idle.withLock { idle in
      let taken = min(idle, wanted)
      idle -= taken
      return taken
    }
  }

  static func giveBack(_ count: Int) { idle.withLock { $0 += count } }
}
