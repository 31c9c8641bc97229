import Core

/// A TZif file (RFC 8536), version 2 or later: its 64-bit part and its footer.
struct TZif {
  private var initialOffset: Int32 = 0
  private var transitions: [ZoneRules.Transition] = []
  private var footer = ""

  /// Nil where the bytes are no such file.
  init?(_ bytes: [UInt8]) {
    guard let first = Header(bytes, at: 0), first.version >= UInt8(ascii: "2"),
      let second = Header(bytes, at: Header.size + first.bodySize(timeBytes: 4))
    else { return nil }
    let start = second.end
    let footerStart = start + second.bodySize(timeBytes: 8)
    guard footerStart < bytes.count, bytes[footerStart] == 0x0A, second.typeCount > 0 else { return nil }
    let types = start + second.timeCount * 9
    func offset(_ type: Int) -> Int32? {
      guard type < second.typeCount else { return nil }
      return Int32(truncatingIfNeeded: TZif.bigEndian(bytes, at: types + type * 6, count: 4))
    }
    guard let initial = offset(0) else { return nil }
    initialOffset = initial
    for index in 0..<second.timeCount {
      let at = Int64(bitPattern: TZif.bigEndian(bytes, at: start + index * 8, count: 8))
      guard let offset = offset(Int(bytes[start + second.timeCount * 8 + index])) else { return nil }
      // "Before all time" marks, which some files carry, would overflow arithmetic.
      guard at >= Instant.distantPast.seconds else {
        initialOffset = offset
        continue
      }
      transitions.append(ZoneRules.Transition(at: Instant(seconds: at), offset: offset))
    }
    footer = String(decoding: bytes[(footerStart + 1)...].prefix { $0 != 0x0A }, as: UTF8.self)
  }

  /// The transitions, with those that the footer makes up to 2200; changes that change nothing are left out.
  func rules(name: String) -> ZoneRules? {
    var all = transitions
    if !footer.isEmpty {
      guard let rule = PosixZone(footer) else { return nil }
      let last = all.last?.at ?? Instant.distantPast
      let firstYear = max(1970, ZoneRules.utc.date(of: last).year)
      all += rule.transitions(years: firstYear...2200).filter { $0.at > last }
      if transitions.isEmpty, rule.transitions(years: 1970...1970).isEmpty {
        return ZoneRules(name: name, initialOffset: rule.standardOffset)
      }
    }
    var kept: [ZoneRules.Transition] = []
    var offset = initialOffset
    for transition in all where transition.offset != offset {
      kept.append(transition)
      offset = transition.offset
    }
    return ZoneRules(name: name, initialOffset: initialOffset, transitions: kept)
  }

  /// Unsigned, as it stands in the file; callers read the sign.
  static func bigEndian(_ bytes: [UInt8], at start: Int, count: Int) -> UInt64 {
    bytes[start..<(start + count)].reduce(0) { $0 << 8 | UInt64($1) }
  }

  private struct Header {
    static let size = 44
    let version: UInt8
    /// Six counts: UT flags, standard flags, leap seconds, transitions, types, abbreviation characters.
    private let counts: [Int]
    let end: Int

    var timeCount: Int { counts[3] }
    var typeCount: Int { counts[4] }

    init?(_ bytes: [UInt8], at start: Int) {
      guard start + Header.size <= bytes.count, bytes[start..<(start + 4)].elementsEqual("TZif".utf8) else {
        return nil
      }
      version = bytes[start + 4]
      counts = (0..<6).map { Int(TZif.bigEndian(bytes, at: start + 20 + $0 * 4, count: 4)) }
      end = start + Header.size
      guard counts.allSatisfy({ $0 <= bytes.count }) else { return nil }
    }

    func bodySize(timeBytes: Int) -> Int {
      counts[3] * (timeBytes + 1) + counts[4] * 6 + counts[5] + counts[2] * (timeBytes + 4) + counts[1] + counts[0]
    }
  }
}
