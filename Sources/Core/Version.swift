/// The one source of the version, of both programs.
package enum Version {
  package static let current = "0.1.0"
  /// This version was made after 2026-01-01T00:00:00Z: a clock that shows less is wrong. Move it up at a release.
  package static let earliestClock = Instant(seconds: 1_767_225_600)
}
