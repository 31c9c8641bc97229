import Dispatch
import Synchronization

/// Reads many pieces on all cores. What is found is added in the order of the pieces, as if they had been read one by one.
///
/// - Parameter chunks: how many there are to share out; 1 where a thread would not be worth its while.
func readInParallel<Piece: Sendable, Result: Sendable>(
  _ pieces: [Piece], chunks: Int, _ findings: Findings, _ read: @Sendable (Piece, Findings) -> Result
) -> [Result] {
  if chunks <= 1 { return pieces.map { read($0, findings) } }
  let parts = Mutex<[(results: [Result], found: Findings.Found)?]>(Array(repeating: nil, count: chunks))
  withoutActuallyEscaping(read) { read in
    DispatchQueue.concurrentPerform(iterations: chunks) { chunk in
      let findings = Findings()
      let range = pieces.count * chunk / chunks..<pieces.count * (chunk + 1) / chunks
      let part = (pieces[range].map { read($0, findings) }, findings.found)
      parts.withLock { $0[chunk] = part }
    }
  }
  var results: [Result] = []
  results.reserveCapacity(pieces.count)
  for case let part? in parts.withLock({ $0 }) {
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
