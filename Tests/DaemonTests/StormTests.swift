import Control
import Core
import Foundation
import Glibc
import TestSupport
import Testing

extension EndToEnd {
  /// Everything is due in the same second: the normal case of an office, not an accident.
  @Suite(.serialized) struct Storms {
    @Test(.timeLimit(.minutes(2))) func `Two hundred duties at once: each mailed and posted exactly once`() async throws
    {
      let ground = try Ground()
      guard let post = try await PythonServer.start("smtp_server.py", "normal", ground.folder.path),
        let hooks = try await PythonServer.start("http_server.py", Ground.secret)
      else { return }
      try ground.storm(200, in: 4, mail: post.port, hook: hooks.port, path: "/status/204")
      let daemon = try await ground.ready()
      var (mails, posts) = (Arrivals(), Arrivals())
      try await mails.await(200, from: post)
      try await posts.await(200, from: hooks)
      let status = try await ground.settled()
      #expect(status.outbox.allSatisfy { $0.state == "delivered" && $0.count == 200 }, "\(status.outbox)")
      #expect(try ground.client.ask(.verifyJournal, as: VerificationMessage.self).ok)
      daemon.send(SIGTERM)
      #expect(try await daemon.exit() == 0)
      await mails.close(post)
      await posts.close(hooks)
      for arrivals in [mails, posts] {
        #expect(arrivals.items.count == 200)
        #expect(arrivals.ids.count == 200)
        #expect(!arrivals.items.contains { $0.isMarked })
        #expect(arrivals.items.allSatisfy { $0.isSigned })
      }
      #expect(Set(posts.items.map(\.alert)).count == 200)
    }

    @Test(.timeLimit(.minutes(2)), arguments: [5, 60, 150])
    func `Killed in the middle: nothing is lost, every repeat is marked`(point: Int) async throws {
      let ground = try Ground()
      guard let post = try await PythonServer.start("smtp_server.py", "slow", ground.folder.path),
        let hooks = try await PythonServer.start("http_server.py", Ground.secret)
      else { return }
      try ground.storm(200, in: 2, mail: post.port, hook: hooks.port, path: "/slow/50")
      let first = try await ground.ready()
      var (mails, posts) = (Arrivals(), Arrivals())
      try await posts.await(point, from: hooks)
      first.send(SIGKILL)
      #expect(try await first.exit() == 128 + SIGKILL)

      let second = try await ground.ready()
      try await mails.await(200, from: post)
      try await posts.await(200, from: hooks)
      let status = try await ground.settled()
      #expect(status.outbox.allSatisfy { $0.state == "delivered" && $0.count == 200 }, "\(status.outbox)")
      #expect(try ground.client.ask(.verifyJournal, as: VerificationMessage.self).ok)
      second.send(SIGTERM)
      #expect(try await second.exit() == 0)
      await mails.close(post)
      await posts.close(hooks)
      for arrivals in [mails, posts] {
        #expect(arrivals.ids.count == 200)
        #expect(arrivals.repeats.count <= Limits.transfersPerSink)
        #expect(arrivals.repeats.allSatisfy { $0.isMarked })
        #expect(arrivals.items.allSatisfy { $0.isSigned })
        let marked = arrivals.items.count { $0.isMarked }
        #expect(marked <= Limits.transfersPerSink, "Only what was in flight is in doubt.")
      }
      print("  killed after \(point): \(mails.repeats.count) mails and \(posts.repeats.count) posts repeated")
    }

    @Test(.timeLimit(.minutes(2)))
    func `Killed with digests under way: each comes again as the same message, and is marked`()
      async throws
    {
      let ground = try Ground()
      guard let hooks = try await PythonServer.start("http_server.py", Ground.secret) else { return }
      let (due, before) = Ground.tomorrow(soon: 2)
      let units = (1...40).map { "unit\($0)" }
      try ground.office(hooks: [("hook", "http://127.0.0.1:\(hooks.port)/slow/50")], delivery: "{ digest: 1s }")
      try ground.parties(units.map { "{ id: \($0), name: \($0), webhook: hook }" })
      try ground.policy(before: before, over: "webhook", isUrgent: false)
      try ground.rows(5, due: due, leads: units)
      let first = try await ground.ready()
      var posts = Arrivals()
      try await posts.await(10, from: hooks)
      first.send(SIGKILL)
      #expect(try await first.exit() == 128 + SIGKILL)

      let second = try await ground.ready()
      try await posts.await(40, from: hooks)
      let status = try await ground.settled()
      #expect(status.outbox.map(\.count) == [200] && status.outbox.map(\.state) == ["delivered"], "\(status.outbox)")
      #expect(try ground.client.ask(.verifyJournal, as: VerificationMessage.self).ok)
      second.send(SIGTERM)
      #expect(try await second.exit() == 0)
      await posts.close(hooks)
      let told = Dictionary(grouping: posts.items, by: \.id).mapValues { Set($0.map(\.alerts)) }
      #expect(told.values.allSatisfy { $0.count == 1 }, "What was said once under a name is said again")
      let alerts = told.values.flatMap { $0.first ?? [] }
      #expect(alerts.count == 200 && Set(alerts).count == 200)
      #expect(posts.items.allSatisfy { $0.isSigned })
      #expect(posts.repeats.allSatisfy { $0.isMarked } && posts.repeats.count <= Limits.transfersPerSink)
      #expect(posts.items.count { $0.isMarked } <= Limits.transfersPerSink, "Only what was in flight is in doubt.")
    }

    @Test(.timeLimit(.minutes(2))) func `A stop in the middle settles what is under way, and the rest goes out later`()
      async throws
    {
      let ground = try Ground()
      guard let post = try await PythonServer.start("smtp_server.py", "slow", ground.folder.path),
        let hooks = try await PythonServer.start("http_server.py", Ground.secret)
      else { return }
      try ground.storm(200, in: 2, mail: post.port, hook: hooks.port, path: "/slow/50")
      let first = try await ground.ready()
      var (mails, posts) = (Arrivals(), Arrivals())
      try await posts.await(40, from: hooks)
      let asked = ContinuousClock.now
      first.send(SIGTERM)
      #expect(try await first.exit() == 0)
      #expect(ContinuousClock.now - asked < .seconds(30))
      let left = try await ground.outbox()
      #expect(!left.contains { $0.contains("sending") }, "\(left)")

      let second = try await ground.ready()
      try await mails.await(200, from: post)
      try await posts.await(200, from: hooks)
      second.send(SIGTERM)
      #expect(try await second.exit() == 0)
      await mails.close(post)
      await posts.close(hooks)
      for arrivals in [mails, posts] { #expect(arrivals.items.count == 200 && arrivals.repeats.isEmpty) }
    }
  }
}
