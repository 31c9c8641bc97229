package import Core
import FoundationEssentials

/// Asks the daemon over its Unix socket: one HTTP/1.1 exchange a question, blocking, never retried.
package struct ControlClient: Sendable {
  package var socketPath: String
  /// For connecting and answering together; loading and verifying may take longer than reading.
  package var timeoutSeconds: Int
  /// Longest answer taken, in bytes.
  package var responseLimit: Int
  /// In which the daemon explains what it does not take.
  package var language = Language.en

  package init(socketPath: String, timeoutSeconds: Int = 30, responseLimit: Int = 64 << 20) {
    self.socketPath = socketPath
    self.timeoutSeconds = timeoutSeconds
    self.responseLimit = responseLimit
  }

  /// Asks for a JSON value.
  package func ask<Answer: Decodable>(_ route: Route, as type: Answer.Type) throws(ControlError) -> Answer {
    try value(send(route, body: nil), as: type)
  }

  /// Sends a JSON value and reads one.
  package func ask<Answer: Decodable>(
    _ route: Route, body: some Encodable, as type: Answer.Type
  ) throws(ControlError) -> Answer {
    guard let bytes = try? Wire.encode(body) else { throw .garbage("the request cannot be written as JSON") }
    return try value(send(route, body: bytes), as: type)
  }

  /// Asks for text: `/metrics`.
  package func text(_ route: Route) throws(ControlError) -> String {
    String(decoding: try send(route, body: nil).body, as: UTF8.self)
  }

  /// All items of a paged list, up to `limit`; nil: every one.
  package func list<Item: Codable & Hashable & Sendable>(
    limit: Int? = nil, of type: Item.Type, page: (Route.Page) -> Route
  ) throws(ControlError) -> [Item] {
    var items: [Item] = []
    var next = Route.Page(limit: min(limit ?? .max, 500))
    while true {
      let answer = try ask(page(next), as: ListMessage<Item>.self)
      items += answer.items
      if let limit, items.count >= limit { return Array(items.prefix(limit)) }
      guard let cursor = answer.next else { return items }
      if cursor == next.cursor { throw .garbage("the list goes round in a circle") }
      next.cursor = cursor
    }
  }

  /// The journal from `filter.after` on, a page at a time, to its end.
  /// - Parameter page: returns whether to go on.
  package func journal(_ filter: Route.JournalFilter, page: ([JournalMessage]) throws -> Bool) throws {
    var filter = filter
    while true {
      let answer = try ask(.journal(filter, limit: Limits.listPage), as: ListMessage<JournalMessage>.self)
      guard try page(answer.items), answer.next != nil, let last = answer.items.last else { return }
      if last.sequence <= filter.after { throw ControlError.garbage("the journal goes round in a circle") }
      filter.after = last.sequence
    }
  }

  private func value<Answer: Decodable>(
    _ response: HTTPResponse, as type: Answer.Type
  ) throws(ControlError) -> Answer {
    do {
      return try Wire.decode(type, from: response.body)
    } catch {
      throw .garbage("the answer is not the JSON expected: \(String(describing: error).prefix(200))")
    }
  }

  private func send(_ route: Route, body: Data?) throws(ControlError) -> HTTPResponse {
    var transfer = try Transfer(socketPath: socketPath, timeoutSeconds: timeoutSeconds, responseLimit: responseLimit)
    transfer.language = language
    let response = try transfer.perform(method: route.method.rawValue, target: route.target, body: body)
    if (200..<300).contains(response.status) { return response }
    if let problem = try? Wire.decode(Problem.self, from: response.body) { throw .refused(problem) }
    throw .garbage("status \(response.status) without a problem document")
  }
}

struct HTTPResponse {
  var status: Int
  var body: Data
}
