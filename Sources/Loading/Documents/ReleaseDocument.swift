import Core

/// `hours`, `digest` and `dailyLimit`: below `delivery` in daopai.yaml, or of a party.
enum ReleaseDocument {
  static let keys = ["hours", "digest", "dailyLimit"]

  /// - Parameter calendars: those that hours may name; nil where they are not known.
  /// - Returns: nil where nothing is said.
  static func read(_ fields: Fields, calendars: [CalendarID]?) -> ReleaseWishes? {
    var wishes = ReleaseWishes()
    if let element = fields.element("hours"), let text = fields.text(of: element, "hours") {
      let id = CalendarID(text)
      if let calendars, text != "any", !calendars.contains(id) {
        fields.findings.error(
          "delivery.unknownCalendar", "\"hours\" is \"\(shortened(text))\", which is neither a calendar nor \"any\".",
          at: element.place, nearest: nearestName(to: text, among: calendars.map(\.text).sorted() + ["any"]))
      }
      wishes.hours = text == "any" ? .any : .working(id)
    }
    wishes.windowSeconds = fields.span("digest", units: [.minutes, .hours, .seconds])?.wallSeconds
    wishes.dailyLimit = fields.number("dailyLimit", in: 1...1000)
    return wishes == ReleaseWishes() ? nil : wishes
  }
}
