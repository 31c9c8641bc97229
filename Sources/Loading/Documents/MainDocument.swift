import Core

/// `daopai.yaml`: office, time zone, defaults, mail, webhooks.
struct MainDocument {
  var office = Office(name: "", numberPrefix: "")
  var zone: ZoneRules = .utc
  var language: Language = .zh
  var calendar: (id: CalendarID, place: Place)
  var policies: [(id: PolicyID, place: Place)] = []
  var mail: MailSettings?
  /// Rungs may use a channel that is mentioned, even where its settings are at fault.
  var mentionsMail = false
  var webhooks: [WebhookSettings] = []
  /// Read once the calendars are known.
  var delivery: Fields?

  private static let keys = ["office", "timeZone", "language", "defaults", "mail", "webhooks", "delivery", "inhibit"]

  var inhibitions: [Inhibition] = []

  init(place: Place) { calendar = ("cn", place) }

  private static func readInhibitions(_ fields: Fields) -> [Inhibition] {
    fields.strictList("inhibit").compactMap { element in
      guard let rule = Fields(element, "an inhibition", keys: ["open", "suppress"], fields.findings) else { return nil }
      func levels(_ key: String) -> Set<String> {
        guard rule.required(key) != nil else { return [] }
        return Set(rule.list(key).compactMap { rule.text(of: $0, key) })
      }
      let (open, suppressed) = (levels("open"), levels("suppress"))
      if let level = open.intersection(suppressed).min() {
        fields.findings.error(
          "inhibit.itself", "\(level) would suppress itself: a level stands under open or under suppress.",
          at: rule.place)
      }
      return open.isEmpty || suppressed.isEmpty ? nil : Inhibition(open: open, suppressed: suppressed)
    }
  }

  static func read(_ root: Element, _ findings: Findings) -> MainDocument {
    var document = MainDocument(place: root.place)
    guard let fields = Fields(root, "daopai.yaml", keys: keys, findings) else { return document }
    document.inhibitions = readInhibitions(fields)
    document.readOffice(fields)
    document.readZone(fields)
    document.language = fields.choice("language") ?? .zh
    if let defaults = fields.fields("defaults", "the defaults", keys: ["calendar", "policies"]) {
      if let element = defaults.element("calendar"), let id = defaults.text(of: element, "calendar") {
        document.calendar = (CalendarID(id), element.place)
      }
      document.policies = defaults.list("policies").compactMap { element in
        defaults.text(of: element, "policies").map { (PolicyID($0), element.place) }
      }
    }
    document.mentionsMail = fields.has("mail")
    document.mail = MailDocument.read(fields)
    document.delivery = fields.fields("delivery", "the delivery", keys: ReleaseDocument.keys)
    document.webhooks = MailDocument.readWebhooks(fields)
    return document
  }

  /// The default calendar of a directory, with no other demand on its `daopai.yaml`.
  static func defaultCalendar(ofDirectory directory: String) -> CalendarID? {
    let ignored = Findings()
    let file = SourceFile(path: directory + "/daopai.yaml", name: "daopai.yaml")
    guard file.exists, let bytes = file.bytes(limit: Limits.yamlBytes, ignored),
      let root = YAMLDocument.read(bytes, of: file, ignored)
    else { return nil }
    return read(root, ignored).calendar.id
  }

  private mutating func readOffice(_ fields: Fields) {
    guard fields.required("office") != nil,
      let inner = fields.fields("office", "the office", keys: ["name", "numberPrefix", "contact", "phone"])
    else { return }
    let name = inner.requiredText("name")
    let prefix = inner.requiredText("numberPrefix")
    office = Office(
      name: name ?? "", numberPrefix: prefix ?? "", contact: inner.text("contact") ?? "",
      phone: inner.text("phone") ?? "")
  }

  private mutating func readZone(_ fields: Fields) {
    let name = fields.text("timeZone") ?? "Asia/Shanghai"
    do {
      zone = try ZoneLoader.load(name: name)
    } catch {
      fields.findings.error("zone.unknown", error.description, at: fields.place(of: "timeZone"))
    }
  }
}
