/// An answer as a line of a ledger gives it. It is taken once, when it is first loaded.
package struct FiledAnswer: Hashable, Sendable {
  /// The day it was given, as the line says.
  package var date: CivilDate
  package var party: PartyID?
  package var reason: String
  package var content: Answer.Content
  package var place: Place

  package init(date: CivilDate, party: PartyID?, reason: String, content: Answer.Content, place: Place) {
    self.date = date
    self.party = party
    self.reason = reason
    self.content = content
    self.place = place
  }
}
