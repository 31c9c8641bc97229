package import Metrics
import Synchronization

/// A swift-metrics backend that keeps numbers in memory and writes them as Prometheus text (exposition format 0.0.4).
package final class PrometheusRegistry: MetricsFactory {
  private let families = Mutex<[String: Family]>([:])

  package init() {}

  fileprivate enum Kind: String { case counter, gauge, summary }

  fileprivate struct Family {
    var kind: Kind
    var series: [String: any Series] = [:]
  }

  fileprivate protocol Series: AnyObject, Sendable {
    func lines(name: String, labels: String) -> [String]
  }

  package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
    series(label, dimensions, .counter) { Count() }
  }

  package func makeRecorder(
    label: String, dimensions: [(String, String)], aggregate: Bool
  ) -> any RecorderHandler {
    aggregate ? series(label, dimensions, .summary) { Total() } : series(label, dimensions, .gauge) { Level() }
  }

  package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
    series(label, dimensions, .summary) { Duration() }
  }

  // Series live as long as the daemon: there are few, and a counter that vanished would look like a restart.
  package func destroyCounter(_ handler: any CounterHandler) {}
  package func destroyRecorder(_ handler: any RecorderHandler) {}
  package func destroyTimer(_ handler: any TimerHandler) {}

  /// Everything, sorted by name.
  package func text() -> String {
    families.withLock { families in
      families.sorted { $0.key < $1.key }.map { name, family in
        let lines = family.series.sorted { $0.key < $1.key }.flatMap { $1.lines(name: name, labels: $0) }
        return (["# TYPE \(name) \(family.kind.rawValue)"] + lines).joined(separator: "\n") + "\n"
      }.joined()
    }
  }

  private func series<Wanted: Series>(
    _ name: String, _ dimensions: [(String, String)], _ kind: Kind, make: () -> Wanted
  ) -> Wanted {
    let labels = dimensions.sorted { $0.0 < $1.0 }.map { "\($0.0)=\"\(escaped($0.1))\"" }.joined(separator: ",")
    return families.withLock { families in
      if let old = families[name]?.series[labels] as? Wanted { return old }
      let new = make()
      families[name, default: Family(kind: kind)].series[labels] = new
      return new
    }
  }

  private func escaped(_ value: String) -> String {
    value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
  }
}

private func named(_ name: String, _ labels: String) -> String { labels.isEmpty ? name : "\(name){\(labels)}" }

private final class Count: CounterHandler, PrometheusRegistry.Series {
  private let value = Atomic<Int64>(0)
  func increment(by amount: Int64) { value.add(amount, ordering: .relaxed) }
  func reset() { value.store(0, ordering: .relaxed) }
  func lines(name: String, labels: String) -> [String] {
    ["\(named(name, labels)) \(value.load(ordering: .relaxed))"]
  }
}

private final class Level: RecorderHandler, PrometheusRegistry.Series {
  private let value = Mutex<Double>(0)
  func record(_ value: Int64) { record(Double(value)) }
  func record(_ value: Double) { self.value.withLock { $0 = value } }
  func lines(name: String, labels: String) -> [String] { ["\(named(name, labels)) \(value.withLock { $0 })"] }
}

private final class Total: RecorderHandler, PrometheusRegistry.Series {
  private let state = Mutex<(sum: Double, count: Int)>((0, 0))
  func record(_ value: Int64) { record(Double(value)) }
  func record(_ value: Double) {
    state.withLock {
      $0.sum += value
      $0.count += 1
    }
  }
  func lines(name: String, labels: String) -> [String] {
    let (sum, count) = state.withLock { $0 }
    return ["\(named(name + "_sum", labels)) \(sum)", "\(named(name + "_count", labels)) \(count)"]
  }
}

private final class Duration: TimerHandler, PrometheusRegistry.Series {
  private let seconds = Total()
  func recordNanoseconds(_ duration: Int64) { seconds.record(Double(duration) / 1e9) }
  func lines(name: String, labels: String) -> [String] { seconds.lines(name: name, labels: labels) }
}
