import Control
import Core
import Store

/// The journal as it is written, for whoever follows it.
extension ControlHarness {
  /// Sends every record after `filter.after` (0: those still to come) as a server-sent event, until the peer hangs up or
  /// the daemon stops. Looks once a second, and only while somebody follows.
  func follow(_ filter: Route.JournalFilter, send: (String) async throws -> Void) async throws {
    var after = filter.after == 0 ? Int(try store.head().sequence) : Int(filter.after)
    var quiet = 0
    // So that the peer knows at once that it is heard.
    try await send(": daopai\n\n")
    while !Task.isCancelled {
      let records = try store.journal(after: after, limit: Limits.listPage, duty: filter.duty)
      if let last = records.last {
        let zone = await engine.portfolio.zone
        for record in records {
          let message = JournalMessage(record.entry, sequence: Int64(record.sequence), hash: record.hash, zone: zone)
          let data = String(decoding: try Wire.encode(message), as: UTF8.self)
          try await send("id: \(record.sequence)\nevent: \(message.kind)\ndata: \(data)\n\n")
        }
        (after, quiet) = (Int(last.sequence), 0)
      } else {
        quiet += 1
        // Keeps the connection from being taken for dead.
        if quiet.isMultiple(of: 10) { try await send(":\n\n") }
        await Alarm.wait(.seconds(1))
      }
    }
  }
}
