import Testing

@testable import Sinks

@Suite struct TransferTests {
  /// As after a reload, when a task that rests there is the last to hold on to it.
  @Test func theThreadEndsWhenATaskOnItWasTheLastToNeedIt() async throws {
    let (gate, open) = AsyncStream.makeStream(of: Void.self)
    var transfer: Transfer? = try Transfer(limit: 1)
    weak let engine = transfer?.engine
    let task = Task(executorPreference: transfer) { for await _ in gate {} }
    // It rests in the gate by now.
    await Task(executorPreference: transfer) {}.value
    transfer = nil
    open.finish()
    await task.value
    let end = ContinuousClock.now + .seconds(20)
    while engine != nil, .now < end { await Task.yield() }
    #expect(engine == nil, "The thread holds on to its engine as long as it lives.")
  }
}
