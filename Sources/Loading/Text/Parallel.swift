/// Reads many pieces on all cores. What is found is added in the order of the pieces, as if they had been read one by one.
///
/// - Parameter chunks: how many there are to share out; 1 where a thread would not be worth its while.
func readInParallel<Piece: Sendable, Result: Sendable>(
  _ pieces: [Piece], chunks: Int, _ findings: Findings, _ read: @Sendable (Piece, Findings) -> Result
) -> [Result] {
  if chunks <= 1 { return pieces.map { read($0, findings) } }
  var results: [Result] = []
  results.reserveCapacity(pieces.count)
  for part in readInRuns(pieces, chunks: chunks, findings, { run, findings in run.map { read($0, findings) } }) {
    results += part
  }
  return results
}

/// The same, with what is read of each run of pieces together.
func readInRuns<Piece: Sendable, Result: Sendable>(
  _ pieces: [Piece], chunks: Int, _ findings: Findings, _ read: @Sendable (ArraySlice<Piece>, Findings) -> Result
) -> [Result] {
  if chunks <= 1 { return [read(pieces[...], findings)] }
  let parts = EveryCore.map(chunks, of: pieces[...]) { run in
    let findings = Findings()
    return (result: read(run, findings), found: findings.found)
  }
  for part in parts { findings.add(part.found) }
  return parts.map(\.result)
}

extension Array where Element: Sendable {
  /// Elements of a document, or rows of a table; several thousand are read on all cores.
  func read<Result: Sendable>(_ findings: Findings, _ read: @Sendable (Element, Findings) -> Result) -> [Result] {
    readInParallel(self, chunks: chunks, findings, read)
  }

  /// How many runs they are read in.
  var chunks: Int { count < 2_000 ? 1 : 16 }
}
