import Glibc

/// For threads of ours: signals belong to those that ask for them. Faults of the thread itself stay with whoever reports crashes.
///
/// Without `sigset_t()`: which module that initialiser belongs to depends on what else was imported first.
package func blockSignals() {
  withUnsafeTemporaryAllocation(of: sigset_t.self, capacity: 1) { buffer in
    guard let set = buffer.baseAddress else { return }
    sigfillset(set)
    for fault in [SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGSYS] { sigdelset(set, fault) }
    pthread_sigmask(SIG_BLOCK, set, nil)
  }
}
