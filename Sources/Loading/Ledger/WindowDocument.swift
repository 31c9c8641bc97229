import Core

/// `window: { opens: due - 5d, reminds: due - 1d, locks: due + 2d }`.
enum WindowDocument {
  static func read(_ fields: Fields, _ key: String) -> WindowRule? {
    guard let inner = fields.fields(key, "a reporting window", keys: ["opens", "reminds", "locks"]) else { return nil }
    let opens = inner.required("opens").flatMap { span(of: $0, "opens", inner) }
    let reminds = inner.element("reminds").flatMap { span(of: $0, "reminds", inner) }
    let locks = inner.required("locks").flatMap { span(of: $0, "locks", inner) }
    guard let opens, let locks else { return nil }
    let order = [(opens, "opens")] + (reminds.map { [($0, "reminds")] } ?? []) + [(locks, "locks")]
    for (before, after) in zip(order, order.dropFirst()) where hours(after.0) < hours(before.0) {
      fields.findings.error(
        "window.order", "The window \(after.1) before it \(before.1).", at: inner.place(of: after.1))
    }
    if hours(locks) < 0 || hours(opens) > 0 {
      fields.findings.error(
        "window.due", "The window opens on the due day or before, and locks on it or later.",
        at: inner.place(of: hours(locks) < 0 ? "locks" : "opens"))
    }
    return WindowRule(opens: opens, reminds: reminds, locks: locks)
  }

  private static func hours(_ span: Span) -> Double { RungDocument.roughHours(.due(span)) }

  private static func span(of element: Element, _ key: String, _ fields: Fields) -> Span? {
    fields.value(of: element, key, expected: "a day such as due - 5d, due or due + 2wd", code: "window.day") { text in
      guard case .due(let span)? = Trigger(text), [.days, .workingDays, .months].contains(span.unit) else { return nil }
      return span
    }
  }
}
