import Core
import Foundation
import Loading
import Testing

/// Our reading of TZif against the C library's, at many instants.
@Suite(.serialized) struct ZoneTests {
  @Test(arguments: [
    "Asia/Shanghai", "UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia",
    "America/Santiago", "Africa/Casablanca", "Asia/Kathmandu", "Europe/Dublin", "America/Nuuk", "Asia/Gaza",
  ])
  func agreesWithTheLibrary(_ name: String) throws {
    let rules = try ZoneLoader.load(name: name)
    setenv("TZ", ":" + name, 1)
    tzset()
    defer {
      unsetenv("TZ")
      tzset()
    }
    var wrong: [Int64] = []
    // 1935 … 2199, an odd step so that every hour of the year is met.
    for seconds in stride(from: Int64(-1_100_000_000), to: 7_258_000_000, by: 86_400 * 2 + 4_999) {
      var time = time_t(seconds)
      var local = tm()
      localtime_r(&time, &local)
      if rules.offset(at: Instant(seconds: seconds)) != Int32(local.tm_gmtoff) { wrong.append(seconds) }
    }
    #expect(wrong == [])
    for transition in rules.transitions where transition.at.seconds > -2_000_000_000 {
      for seconds in [transition.at.seconds - 1, transition.at.seconds] {
        var time = time_t(seconds)
        var local = tm()
        localtime_r(&time, &local)
        #expect(rules.offset(at: Instant(seconds: seconds)) == Int32(local.tm_gmtoff), "\(name) at \(seconds)")
      }
    }
  }

  @Test func shanghaiIsKnown() throws {
    let rules = try ZoneLoader.load(name: "Asia/Shanghai")
    #expect(rules.offset(at: Instant(seconds: 1_626_049_790)) == 28_800)
    #expect(rules.offset(at: Instant(seconds: 520_000_000)) == 32_400)  // the summer time of 1986
  }

  @Test(arguments: [
    ("Asia/Shangai", "Asia/Shanghai"), ("../etc/passwd", "no time zone"), ("", "no time zone"), ("Asia", "Asia"),
    ("tzdata.zi", "tzdata.zi"), ("/etc/passwd", "no time zone"),
  ])
  func refusesWhatIsNoZone(_ name: String, _ expected: String) {
    #expect { try ZoneLoader.load(name: name) } throws: { "\($0)".contains(expected) }
  }
}
