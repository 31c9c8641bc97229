import Foundation
import Store

/// Opens the state directory, and keeps drills and earnest apart: a drill's acknowledgements must never pass for real
/// ones, nor a drill's clock touch real state.
struct StateOpening {
  let directory: String
  let isDrill: Bool

  /// Lies in a state directory that belongs to drills.
  static let drillMarker = ".drill"

  func open() throws -> Store {
    let files = FileManager.default
    let marker = "\(directory)/\(StateOpening.drillMarker)"
    let isDrillDirectory = files.fileExists(atPath: marker)
    let isUsed = files.fileExists(atPath: "\(directory)/\(Store.fileName)")
    if isDrill, isUsed, !isDrillDirectory {
      throw Failure.badPlace("\(directory) holds the state of a real daemon: give the drill a directory of its own")
    }
    if !isDrill, isDrillDirectory {
      throw Failure.badPlace("\(directory) holds the state of a drill: give the daemon a directory of its own")
    }
    let store = try Store.open(directory)
    if isDrill, !isDrillDirectory { try Data().write(to: URL(fileURLWithPath: marker)) }
    return store
  }
}
