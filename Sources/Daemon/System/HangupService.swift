import ServiceLifecycle
import UnixSignals

/// SIGHUP reloads, as it does everywhere.
package struct HangupService: Service {
  private let reloader: Reloader

  private let hangups: UnixSignalsSequence

  /// Traps the signal at once, so that one sent right after READY=1 is not lost.
  package init(reloader: Reloader) async {
    self.reloader = reloader
    hangups = await UnixSignalsSequence(trapping: .sighup)
  }

  package func run() async throws {
    try await cancelWhenGracefulShutdown {
      for await _ in hangups { _ = try await reloader.reload(actor: "SIGHUP") }
    }
  }
}
