/// A dictionary in many small ones: when it outgrows its room, one of them is laid out anew, not all that is in it. Whoever adds
/// to it while somebody waits never stops for long.
struct ShardedDictionary<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private var shards: [[Key: Value]] = Array(repeating: [:], count: 256)

  /// As much up to chance as the order of any dictionary, and seen as little. The small ones hash with seeds of their own, so
  /// keys that share one do not crowd together in it.
  private func shard(of key: Key) -> Int {
    var hasher = Hasher()
    hasher.combine(key)
    return hasher.finalize() & (shards.count - 1)
  }

  /// In no order.
  var values: some Sequence<Value> { shards.lazy.flatMap(\.values) }

  subscript(key: Key) -> Value? {
    get { shards[shard(of: key)][key] }
    _modify { yield &shards[shard(of: key)][key] }
  }

  mutating func updateValue(_ value: Value, forKey key: Key) -> Value? {
    shards[shard(of: key)].updateValue(value, forKey: key)
  }

  mutating func removeValue(forKey key: Key) -> Value? { shards[shard(of: key)].removeValue(forKey: key) }
}
