import Dispatch
import Foundation
import Synchronization

/// Reads many pieces on all cores. What is found is added in the order of the pieces, as if they had been read one by one.
///
/// - Parameter chunks: how many there are to share out; 1 where a thread would not be worth its while.
func readInParallel<Piece: Sendable, Result: Sendable>(
  _ pieces: [Piece], chunks: Int, _ findings: Findings, _ read: @Sendable (Piece, Findings) -> Result
) -> [Result] {
  if chunks <= 1 { return pieces.map { read($0, findings) } }
  let parts = Parts<(results: [Result], found: Findings.Found)>(chunks)
  withoutActuallyEscaping(read) { read in
    parts.fill { chunk in
      let findings = Findings()
      let range = pieces.count * chunk / chunks..<pieces.count * (chunk + 1) / chunks
      return (pieces[range].map { read($0, findings) }, findings.found)
    }
  }
  var results: [Result] = []
  results.reserveCapacity(pieces.count)
  for part in parts.all {
    results += part.results
    findings.add(part.found)
  }
  return results
}

extension Array where Element: Sendable {
  /// Elements of a document, or rows of a table; several thousand are read on all cores.
  func read<Result: Sendable>(_ findings: Findings, _ read: @Sendable (Element, Findings) -> Result) -> [Result] {
    readInParallel(self, chunks: count < 2_000 ? 1 : 16, findings, read)
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
