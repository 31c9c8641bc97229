package import Core

/// One record of the journal.
package struct JournalMessage: Codable, Hashable, Sendable {
  package var sequence: Int64
  package var at: String
  package var kind: String
  @Null package var duty: String?
  @Null package var due: String?
  @Null package var rung: String?
  @Null package var alert: String?
  @Null package var delivery: String?
  @Null package var party: String?
  @Null package var actor: String?
  @Null package var reason: String?
  package var detail: [String: String]
  /// Hexadecimal.
  package var hash: String

  package init(_ entry: JournalEntry, sequence: Int64, hash: String, zone: ZoneRules) {
    self.sequence = sequence
    at = zone.iso(entry.at)
    kind = entry.kind.rawValue
    duty = entry.duty?.text
    due = entry.due?.description
    rung = entry.rung
    alert = entry.alert?.text
    delivery = entry.delivery?.text
    party = entry.party?.text
    actor = entry.actor
    reason = entry.reason
    detail = entry.detail.dictionary
    self.hash = hash
  }
}

/// Whether the hash chain holds and the books balance.
package struct VerificationMessage: Codable, Hashable, Sendable {
  package struct Fault: Codable, Hashable, Sendable {
    /// The record it was found at; null: found in the books, not in one record.
    @Null package var sequence: Int64?
    package var message: String

    package init(sequence: Int64?, message: String) {
      self.sequence = sequence
      self.message = message
    }
  }

  package var ok: Bool
  package var records: Int64
  /// Hash of the last record, hexadecimal.
  package var head: String
  package var books: Books
  package var faults: [Fault]
  /// Records that came out the same when every decision was made again; null: that was not asked for.
  @Null package var replayed: Int64?

  /// scheduled = raised + superseded + silenced + excused + cancelled + pending.
  package struct Books: Codable, Hashable, Sendable {
    package var scheduled: Int
    package var raised: Int
    package var superseded: Int
    package var silenced: Int
    package var excused: Int
    package var cancelled: Int
    package var pending: Int

    package init(
      scheduled: Int, raised: Int, superseded: Int, silenced: Int, excused: Int, cancelled: Int, pending: Int
    ) {
      self.scheduled = scheduled
      self.raised = raised
      self.superseded = superseded
      self.silenced = silenced
      self.excused = excused
      self.cancelled = cancelled
      self.pending = pending
    }

    package var balance: Bool { scheduled == raised + superseded + silenced + excused + cancelled + pending }
  }

  package init(records: Int64, head: String, books: Books, faults: [Fault], replayed: Int64? = nil) {
    ok = faults.isEmpty && books.balance
    self.records = records
    self.head = head
    self.books = books
    self.faults = faults
    self.replayed = replayed
  }
}
