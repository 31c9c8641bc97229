import FoundationEssentials

extension ControlClient {
  /// Hands over the journal's records as they are written; returns when the daemon stops.
  package func follow(_ filter: Route.JournalFilter, record: (JournalMessage) -> Void) throws(ControlError) {
    let route = Route.events(filter)
    var transfer = try Transfer(socketPath: socketPath, timeoutSeconds: 0, responseLimit: responseLimit)
    var rest = Data()
    let response = try withoutActuallyEscaping(record) { record throws(ControlError) in
      try transfer.perform(method: route.method.rawValue, target: route.target, body: nil) { bytes in
        rest += bytes
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
          let line = rest[rest.startIndex..<end]
          rest = Data(rest[rest.index(after: end)...])
          guard line.starts(with: "data: ".utf8) else { continue }
          if let message = try? Wire.decode(JournalMessage.self, from: Data(line.dropFirst(6))) { record(message) }
        }
      }
    }
    guard response.status != 200 else { return }
    if let problem = try? Wire.decode(Problem.self, from: rest) { throw .refused(problem) }
    throw .garbage("status \(response.status) without a problem document")
  }
}
