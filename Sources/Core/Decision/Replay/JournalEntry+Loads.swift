/// Which files a portfolio was made of, and when they were read.
package struct LoadOrigin: Hashable, Sendable {
  /// What the archive of inputs calls them; nil: they could not be kept.
  package var inputs: String?
  /// The day of it is the today that they were judged by.
  package var readAt: Instant

  package init(inputs: String?, readAt: Instant) {
    self.inputs = inputs
    self.readAt = readAt
  }
}

// Lines of the journal that say from which files the decisions after them are made.

extension JournalEntry {
  package static func started(
    at now: Instant, version: String, duties: Int, isDrill: Bool, from load: LoadOrigin
  ) -> JournalEntry {
    var entry = JournalEntry(at: now, .daemonStarted, detail: ["version": version, "duties": String(duties)])
    if isDrill { entry.detail["drill"] = "true" }
    entry.name(load)
    return entry
  }

  package static func loaded(
    at now: Instant, actor: String?, projects: Int, duties: Int, _ change: TimelineChange, from load: LoadOrigin
  ) -> JournalEntry {
    var entry = JournalEntry(
      at: now, .portfolioLoaded, actor: actor,
      detail: [
        "projects": String(projects), "duties": String(duties), "added": String(change.added),
        "moved": String(change.moved), "withdrawn": String(change.withdrawn),
      ])
    entry.name(load)
    return entry
  }

  private mutating func name(_ load: LoadOrigin) {
    detail["inputs"] = load.inputs
    detail["read"] = ZoneRules.utc.iso(load.readAt)
  }

  /// Of a line of either kind. Older versions did not write down when the files were read: then it was just before.
  package var load: LoadOrigin {
    LoadOrigin(inputs: detail["inputs"], readAt: detail["read"].flatMap { ZoneRules.utc.instant(iso: $0) } ?? at)
  }
}
