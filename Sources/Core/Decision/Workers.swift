/// Who does many pieces of pure work. The core has no threads of its own: the shell lends it some.
package protocol Workers: Sendable {
  /// What `work` makes of each piece, in their order.
  func map<Piece: Sendable, Result: Sendable>(
    _ pieces: ArraySlice<Piece>, _ work: @Sendable (Piece) -> Result
  ) -> [Result]
}

/// The caller alone.
package struct OneWorker: Workers {
  package init() {}

  package func map<Piece: Sendable, Result: Sendable>(
    _ pieces: ArraySlice<Piece>, _ work: @Sendable (Piece) -> Result
  ) -> [Result] {
    pieces.map(work)
  }
}
