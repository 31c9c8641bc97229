package import Core

/// What went wrong, for people and programs: RFC 9457 `application/problem+json`.
package struct Problem: Codable, Hashable, Sendable, Error {
  package static let contentType = "application/problem+json"

  /// The stable part. Programs tell problems apart by this, never by the words.
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    case badRequest = "bad-request"
    case notAllowed = "not-allowed"
    case notFound = "not-found"
    case methodNotAllowed = "method-not-allowed"
    /// Right in itself, but not as things stand: an answer to a closed alert.
    case conflict = "conflict"
    case tooLarge = "too-large"
    /// The configuration has errors and was not taken; `diagnostics` has them all.
    case invalidConfiguration = "invalid-configuration"
    case tooManyRequests = "too-many-requests"
    case internalError = "internal-error"
    /// Starting, stopping, or the store refuses writes.
    case unavailable = "unavailable"

    package var type: String { "urn:daopai:problem:\(rawValue)" }

    package var status: Int {
      switch self {
      case .badRequest: 400
      case .notAllowed: 403
      case .notFound: 404
      case .methodNotAllowed: 405
      case .conflict: 409
      case .tooLarge: 413
      case .invalidConfiguration: 422
      case .tooManyRequests: 429
      case .internalError: 500
      case .unavailable: 503
      }
    }

    var title: String {
      switch self {
      case .badRequest: "The request is not valid"
      case .notAllowed: "Not allowed"
      case .notFound: "There is no such thing"
      case .methodNotAllowed: "The method is not allowed here"
      case .conflict: "Not possible as things stand"
      case .tooLarge: "The request is too large"
      case .invalidConfiguration: "The configuration has errors; nothing was changed"
      case .tooManyRequests: "Too many requests"
      case .internalError: "Internal error"
      case .unavailable: "Not available now"
      }
    }
  }

  package var type: String
  package var title: String
  package var status: Int
  package var detail: String
  package var diagnostics: [DiagnosticMessage]

  package init(_ kind: Kind, _ detail: String, diagnostics: [Diagnostic] = []) {
    type = kind.type
    title = kind.title
    status = kind.status
    self.detail = detail
    self.diagnostics = diagnostics.map(DiagnosticMessage.init)
  }

  package init(_ refusal: Route.Refusal) {
    switch refusal {
    case .notFound: self.init(.notFound, "no such path")
    case .methodNotAllowed(let allowed): self.init(.methodNotAllowed, "use \(allowed.rawValue)")
    case .badParameter(let name, let expected): self.init(.badRequest, "\(name): expected \(expected)")
    case .malformedTarget: self.init(.badRequest, "the request target is malformed")
    }
  }

  /// Nil for a type this version does not know.
  package var kind: Kind? { Kind.allCases.first { $0.type == type } }

  /// Other daemons, other proxies: everything but `status` may be left out (RFC 9457 §3.1).
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    type = try container.decodeIfPresent(String.self, forKey: .type) ?? "about:blank"
    title = try container.decodeIfPresent(String.self, forKey: .title) ?? ""
    status = try container.decode(Int.self, forKey: .status)
    detail = try container.decodeIfPresent(String.self, forKey: .detail) ?? ""
    diagnostics = try container.decodeIfPresent([DiagnosticMessage].self, forKey: .diagnostics) ?? []
  }
}
