package import Core

/// Reads the rules of a time zone from the system's own TZif files.
package enum ZoneLoader {
  /// - Throws: what is wrong, for a person.
  package static func load(name: String) throws(ZoneError) -> ZoneRules {
    throw ZoneError(description: "not yet")
  }
}

package struct ZoneError: Error, Hashable, CustomStringConvertible {
  package var description: String
}
