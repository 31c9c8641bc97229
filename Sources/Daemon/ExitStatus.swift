package import Core
package import Store

/// What ends the daemon, and the exit status that tells systemd and scripts.
package enum Failure: Error, Sendable {
  /// 78 (EX_CONFIG): restarting is of no use until somebody mends the files.
  case badConfiguration([Diagnostic])
  /// 75 (EX_TEMPFAIL): another daemon has the state directory.
  case locked(String)
  /// 70: anything else.
  case broken(String)

  package init(_ error: StoreError) {
    switch error {
    case .locked: self = .locked("\(error)")
    case .unusable, .newer, .notDurable: self = .badPlace("\(error)")
    default: self = .broken("\(error)")
    }
  }

  /// The state directory is not one for this run.
  static func badPlace(_ why: String) -> Failure {
    .badConfiguration([Diagnostic(code: "state.unusable", why, at: Place(file: "--state"))])
  }

  package var status: Int32 {
    switch self {
    case .badConfiguration: 78
    case .locked: 75
    case .broken: 70
    }
  }
}
