import ServiceLifecycle
import UnixSignals

/// SIGHUP reloads, as it does everywhere.
package struct HangupService: Service {
  private let reloader: Reloader

  package init(reloader: Reloader) { self.reloader = reloader }

  package func run() async throws {
    let hangups = await UnixSignalsSequence(trapping: .sighup)
    for await _ in hangups.cancelOnGracefulShutdown() { _ = try await reloader.reload(actor: "SIGHUP") }
  }
}
