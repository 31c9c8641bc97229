import Core

/// A whole mail for one notice: headers, a plain part, an HTML part. The same bytes for the same notice.
struct MailMessage {
  private static let boundary = "=_daopai_alternative"

  /// Lines end with CR LF.
  let bytes: [UInt8]

  init(_ notice: Notice, letter: Letter, html: String, from: MailAddress, to: MailAddress) throws(MailHeaders.Refused) {
    let alert = notice.alert
    let domain = from.domain
    var headers = MailHeaders()
    headers.add("From", address: from)
    headers.add("To", address: to)
    headers.add("Subject", text: letter.subject)
    try headers.add("Date", token: MailMessage.date(notice.sentAt, zone: notice.zone))
    try headers.add("Message-ID", token: "<\(notice.delivery.key)@\(domain)>")
    // A root that no one ever sent: readers file all letters of the duty under it all the same.
    let root = "<thread.\(notice.thread)@\(domain)>"
    try headers.add("In-Reply-To", token: root)
    try headers.add("References", token: root)
    try headers.add("Auto-Submitted", token: "auto-generated")
    try headers.add("X-Auto-Response-Suppress", token: "All")
    try headers.add("List-Id", token: "<daopai.\(domain)>")
    try headers.add("Importance", token: MailMessage.importance(alert))
    let alerts = [alert] + notice.others
    headers.add("X-Daopai-Alert", text: alerts.map(\.id.text).joined(separator: " "))
    if notice.others.isEmpty { headers.add("X-Daopai-Duty", text: alert.duty.text) }
    headers.add("X-Daopai-Level", text: alert.level)
    try headers.add("X-Daopai-Attempt", token: String(notice.attempt))
    if alert.isDrill { try headers.add("X-Daopai-Drill", token: "yes") }
    if notice.isPossibleDuplicate {
      try headers.add("X-Daopai-Possible-Duplicate", token: "yes; attempt=\(notice.attempt)")
    }
    try headers.add("MIME-Version", token: "1.0")
    try headers.add("Content-Type", token: "multipart/alternative; boundary=\"\(MailMessage.boundary)\"")

    var lines = headers.lines + [""]
    // Plain first: readers show the last they understand.
    for (type, text) in [("plain", letter.text), ("html", html)] {
      lines += ["--\(MailMessage.boundary)", "Content-Type: text/\(type); charset=utf-8"]
      lines += ["Content-Transfer-Encoding: base64", ""]
      lines += MailMessage.encoded(text)
    }
    lines += ["--\(MailMessage.boundary)--", ""]
    bytes = Array(lines.joined(separator: "\r\n").utf8)
  }

  /// For a Maildir, where lines end with LF.
  var unixBytes: [UInt8] { bytes.filter { $0 != 0x0D } }

  private static func encoded(_ text: String) -> [String] {
    var canonical: [UInt8] = []
    for byte in text.utf8 {
      if byte == 0x0A { canonical.append(0x0D) }
      canonical.append(byte)
    }
    return stride(from: 0, to: canonical.count, by: 57).map { start in
      Base64.string(canonical[start..<min(start + 57, canonical.count)])
    }
  }

  /// `Mon, 12 Jul 2021 08:30:00 +0800`.
  static func date(_ instant: Instant, zone: ZoneRules) -> String {
    let (day, time) = zone.local(instant)
    let (year, month, dayOfMonth) = day.components
    let offset = Int(zone.offset(at: instant))
    let weekday = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][day.weekday - 1]
    let name = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"][month - 1]
    let clock = [Int(time.seconds) / 3600, Int(time.seconds) / 60 % 60, Int(time.seconds) % 60]
      .map { padded($0, 2) }.joined(separator: ":")
    let shift = "\(offset < 0 ? "-" : "+")\(padded(abs(offset) / 3600, 2))\(padded(abs(offset) / 60 % 60, 2))"
    return "\(weekday), \(dayOfMonth) \(name) \(padded(year, 4)) \(clock) \(shift)"
  }

  /// Before the date a letter is ordinary mail; what is overdue from L2 on asks for attention.
  private static func importance(_ alert: Alert) -> String {
    guard let level = Int(alert.level.drop { $0 == "L" }) else { return "normal" }
    return level >= 2 ? "high" : "normal"
  }
}
