import Glibc

/// For threads of ours: signals belong to those that ask for them.
///
/// Without `sigset_t()`: which module that initialiser belongs to depends on what else was imported first.
package func blockAllSignals() {
  withUnsafeTemporaryAllocation(of: sigset_t.self, capacity: 1) { buffer in
    guard let set = buffer.baseAddress else { return }
    sigfillset(set)
    pthread_sigmask(SIG_BLOCK, set, nil)
  }
}
