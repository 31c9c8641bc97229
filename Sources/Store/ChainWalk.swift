import Foundation
import GRDB

/// Follows the journal's chain record by record and keeps the first that is not as it was written.
struct ChainWalk {
  private let head: Head?
  private var sequence = 0
  private var hash: Data
  private var records = 0
  private var firstBad: JournalReport.BadRecord?

  init(_ head: Head?) {
    self.head = head
    hash = JournalRow.genesis(head?.instance ?? "")
  }

  mutating func take(_ row: Row) {
    records += 1
    // Columns that can never be null are, in a file that somebody has been at.
    guard let found = row[0] as Int?, let previous = row[12] as Data?, let stored = row[13] as Data? else {
      return bad(sequence + 1, "it has no number or no hashes")
    }
    if found != sequence + 1 {
      bad(sequence + 1, "it is missing: record \(found) follows record \(sequence)")
    } else if previous != hash {
      bad(found, "its previous hash \(previous.hex) is not the hash of record \(sequence), \(hash.hex)")
    }
    let own = CanonicalBytes(row, count: JournalRow.columns.count, after: previous)
    let computed = Digest.sha256(own.bytes)
    if computed != stored { bad(found, "its content gives the hash \(computed.hex), stored is \(stored.hex)") }
    sequence = found
    hash = stored
  }

  mutating func finish() {
    guard let head else {
      bad(sequence + 1, "the head of the journal is missing, so nobody knows whether records follow")
      return
    }
    if sequence < head.sequence {
      bad(sequence + 1, "it is missing: the journal ends at record \(sequence), its head is record \(head.sequence)")
    } else if sequence > head.sequence {
      bad(head.sequence + 1, "it lies behind the head of the journal, record \(head.sequence)")
    } else if hash != head.hash {
      bad(sequence, "its hash \(hash.hex) is not that of the head, \(head.hash.hex)")
    }
  }

  mutating func fail(_ why: String) { bad(sequence + 1, why) }

  func tell(_ report: inout JournalReport) {
    report.records = records
    report.headSequence = sequence
    report.headHash = hash.hex
    report.firstBad = firstBad
  }

  private mutating func bad(_ sequence: Int, _ what: String) {
    if firstBad == nil { firstBad = JournalReport.BadRecord(sequence: sequence, what: what) }
  }
}
