import Glibc

/// `bench CASE N`: runs one benchmark and prints one JSON line. `bench` lists them.
@main
struct Bench {
  static func main() {
    let arguments = CommandLine.arguments.dropFirst()
    guard let name = arguments.first else {
      print("wheel N    arm N timers, cancel half, move a quarter, ring the rest")
      print("storm N    arm N timers for one tick, ring them all")
      return
    }
    switch (name, arguments.dropFirst().first.flatMap { Int($0) }) {
    case ("wheel", let count?) where count >= 4:
      WheelBench.run(count)
    case ("storm", let count?) where count >= 1:
      WheelBench.storm(count)
    default:
      print("usage: bench [CASE N]")
      exit(64)
    }
  }
}
