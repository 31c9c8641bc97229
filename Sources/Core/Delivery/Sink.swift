/// A way out: carries one notice at a time to its peer and says how it went. It never throws and never retries.
package protocol Sink: Sendable {
  func deliver(_ notice: Notice) async -> DeliveryOutcome
  /// Several, in their order; after the first that fails for now the rest are not tried, and fail like it.
  func deliver(_ notices: [Notice]) async -> [DeliveryOutcome]
  /// The thread that talks to an address and never waits for it, where there is one: who delivers there had best run on it.
  func thread(to address: String) -> (any TaskExecutor)?
}

extension Sink {
  package func thread(to address: String) -> (any TaskExecutor)? { nil }

  package func deliver(_ notices: [Notice]) async -> [DeliveryOutcome] {
    var outcomes: [DeliveryOutcome] = []
    for notice in notices {
      let outcome = await deliver(notice)
      outcomes.append(outcome)
      if case .retry(let words, let after, _) = outcome {
        let rest = DeliveryOutcome.retry(words, after: after, mayHaveArrived: false)
        outcomes += Array(repeating: rest, count: notices.count - outcomes.count)
        break
      }
    }
    return outcomes
  }
}

package enum DeliveryOutcome: Hashable, Sendable {
  /// The peer accepted it: `250 2.0.0 Ok: queued as 4XyZ`.
  case delivered(String)
  /// Try again, not before `after` seconds if the peer said so. `mayHaveArrived`: the peer may have accepted it (the
  /// connection broke after the last byte), so the next attempt must be marked a possible duplicate.
  case retry(String, after: Int?, mayHaveArrived: Bool)
  /// Trying again is of no use.
  case rejected(String)
}
