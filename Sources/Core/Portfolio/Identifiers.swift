/// A name that cannot be mistaken for another kind of name.
package struct Identifier<Subject>: Hashable, Comparable, Sendable, CustomStringConvertible,
  ExpressibleByStringLiteral
{
  package let text: String
  package init(_ text: String) { self.text = text }
  package init(stringLiteral text: String) { self.text = text }
  package var description: String { text }
  package static func < (a: Self, b: Self) -> Bool { a.text < b.text }
}

package typealias ProjectID = Identifier<Project>
package typealias MilestoneID = Identifier<Milestone>
package typealias PartyID = Identifier<Party>
package typealias PolicyID = Identifier<Policy>
package typealias CalendarID = Identifier<WorkCalendar>
/// `PROJECT/MILESTONE:start`, `ROW`, `ROW/CHAIN/ITEM`, `ROW@2021-07-13`.
package typealias DutyID = Identifier<Duty>
/// `2021-17`: the 17th alert of 2021.
package typealias AlertID = Identifier<Alert>
/// `2021-17-3`: the third delivery of alert 2021-17. Stable over retries and restarts.
package typealias DeliveryID = Identifier<Delivery>
package typealias WebhookID = Identifier<WebhookEndpoint>
