import Glibc

/// What the benchmarks measure with.
enum Meter {
  /// CPU time of the process over `work`: unlike the wall's, little disturbed by what else the machine does.
  static func nanoseconds(_ work: () -> Void) -> Double {
    let start = processTime()
    work()
    return processTime() - start
  }

  /// Memory of the process in RAM.
  static func residentBytes() -> Int {
    guard let file = fopen("/proc/self/statm", "r") else { return 0 }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 128)
    // "size resident shared ...", in pages.
    guard fgets(&line, 128, file) != nil, let space = strchr(line, 32) else { return 0 }
    return strtol(space, nil, 10) * sysconf(Int32(_SC_PAGESIZE))
  }

  /// How often the threads of the process were given a processor, all but the one that asks.
  static func wakeUps() -> Int {
    var sum = 0
    guard let tasks = opendir("/proc/self/task") else { return 0 }
    defer { closedir(tasks) }
    // "PID/task/TID".
    var link = [CChar](repeating: 0, count: 64)
    let isThere = readlink("/proc/thread-self", &link, 63) > 0
    let own = isThere ? strrchr(link, 47).map { String(cString: $0 + 1) } : nil
    while let entry = readdir(tasks) {
      let name = withUnsafePointer(to: &entry.pointee.d_name.0) { String(cString: $0) }
      guard name != own, let file = fopen("/proc/self/task/\(name)/status", "r") else { continue }
      defer { fclose(file) }
      var line = [CChar](repeating: 0, count: 256)
      while fgets(&line, 256, file) != nil {
        // Voluntary and not.
        if strstr(line, "ctxt_switches:") != nil { sum += strtol(strchr(line, 58) + 1, nil, 10) }
      }
    }
    return sum
  }

  /// A number that is not negative, to one decimal.
  static func fixed(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }

  /// CPU time of the process so far, in nanoseconds.
  static func processTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
  }
}
