package import Core
import Glibc

/// Reads the rules of a time zone from the system's own TZif files.
package enum ZoneLoader {
  /// - Parameter name: `Asia/Shanghai`, looked up in `$TZDIR`, else in `/usr/share/zoneinfo`.
  /// - Throws: what is wrong, for a person.
  package static func load(name: String) throws(ZoneError) -> ZoneRules {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    guard !name.isEmpty, name.utf8.count <= 100, parts.allSatisfy({ !$0.isEmpty && !$0.hasPrefix(".") }),
      name.unicodeScalars.allSatisfy({ $0.isASCII && $0.value > 32 })
    else {
      throw ZoneError(description: "\"\(shortened(name))\" is no time zone; expected a name such as Asia/Shanghai.")
    }
    let directory = getenv("TZDIR").map { String(cString: $0) } ?? "/usr/share/zoneinfo"
    let findings = Findings()
    let file = SourceFile(path: "\(directory)/\(name)", name: name)
    guard let bytes = file.bytes(limit: 1 << 20, findings) else {
      let nearest = nearestZone(to: name, in: directory).map { " Did you mean \"\($0)\"?" } ?? ""
      throw ZoneError(description: "There is no time zone \"\(name)\" in \(directory).\(nearest)")
    }
    guard let rules = TZif(bytes)?.rules(name: name) else {
      throw ZoneError(description: "\(directory)/\(name) is no time zone file (TZif, version 2 or later).")
    }
    return rules
  }

  /// Among the zones of the same region, or the regions themselves.
  private static func nearestZone(to name: String, in directory: String) -> String? {
    let parts = name.split(separator: "/")
    guard let region = parts.first, let city = parts.last, parts.count > 1 else {
      return nearestName(to: name, among: Directory.names(in: directory) ?? [])
    }
    let cities = Directory.names(in: "\(directory)/\(region)") ?? []
    return nearestName(to: String(city), among: cities).map { "\(region)/\($0)" }
  }
}

package struct ZoneError: Error, Hashable, CustomStringConvertible {
  package var description: String
}
