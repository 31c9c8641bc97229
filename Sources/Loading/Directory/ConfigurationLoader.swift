package import Core

/// Reads a configuration directory as a whole.
package enum ConfigurationLoader {
  package static func load(directory: String, today: CivilDate) -> LoadOutcome {
    LoadOutcome(configuration: nil, diagnostics: [])
  }
}
