import Foundation

/// Where things are, unless the command line says otherwise: as systemd passes them, as a checkout has them, or as they
/// are installed.
package struct Places: Sendable {
  package let configuration: String
  package let state: String
  package let socket: String

  package init(configuration: String?, state: String?, socket: String?, environment: [String: String]) {
    let isCheckout = FileManager.default.fileExists(atPath: "config/daopai.yaml")
    func first(_ variable: String) -> String? {
      environment[variable]?.split(separator: ":").first.map(String.init)
    }
    self.configuration =
      configuration ?? first("CONFIGURATION_DIRECTORY") ?? (isCheckout ? "config" : "/etc/daopai")
    self.state = state ?? first("STATE_DIRECTORY") ?? (isCheckout ? "var" : "/var/lib/daopai")
    self.socket =
      socket ?? first("RUNTIME_DIRECTORY").map { "\($0)/control.sock" }
      ?? (isCheckout ? "\(self.state)/control.sock" : "/run/daopai/control.sock")
  }
}
