import Foundation
import TestSupport

/// What reached one server, in the order it came.
struct Arrivals {
  struct Item {
    /// The Message-ID, or the webhook-id.
    var id: String
    var isMarked: Bool
    var isSigned: Bool
    /// The alert it tells of, where it says so.
    var alert: String?
    /// By the daemon's wall clock, of a webhook.
    var sentAt: Int64?
    /// All that it tells of.
    var alerts: [String] = []
  }

  private(set) var items: [Item] = []

  /// A server ended, or time was up, before enough had come.
  struct Missing: Error {
    var seen: Int
    var wanted: Int
  }

  var ids: Set<String> { Set(items.map(\.id)) }

  /// Everything after the first of its id.
  var repeats: [Item] {
    var seen: Set<String> = []
    return items.filter { !seen.insert($0.id).inserted }
  }

  mutating func take(_ event: PythonServer.Event) {
    switch event.name {
    case "message":
      let headers = event["headers"] as? [[String]] ?? []
      func header(_ name: String) -> String? { headers.first { $0.first == name }?.last }
      items.append(
        Item(
          id: header("Message-ID") ?? "", isMarked: header("X-Daopai-Possible-Duplicate") != nil, isSigned: true))
    case "request":
      let headers = event["headers"] as? [String: String] ?? [:]
      let data = (event["body"] as? [String: Any])?["data"] as? [String: Any] ?? [:]
      items.append(
        Item(
          id: headers["webhook-id"] ?? "", isMarked: data["possibleDuplicate"] as? Bool ?? false,
          isSigned: event["signed"] as? Bool ?? false, alert: data["alert"] as? String,
          sentAt: headers["webhook-timestamp"].flatMap { Int64($0) },
          alerts: (data["alerts"] as? [[String: Any]] ?? [data]).compactMap { $0["alert"] as? String }))
    default: break
    }
  }

  /// Reads until so many different messages have come.
  mutating func await(_ wanted: Int, from server: PythonServer) async throws {
    var seen = ids
    while seen.count < wanted {
      guard let event = await server.next() else { throw Missing(seen: seen.count, wanted: wanted) }
      take(event)
      if let last = items.last { seen.insert(last.id) }
    }
  }

  /// Ends the server and takes what it had not told yet.
  mutating func close(_ server: PythonServer) async {
    for event in await server.stop() { take(event) }
  }
}
