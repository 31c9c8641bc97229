import Glibc

/// A system call that failed, in words.
package struct SystemFailure: Error, CustomStringConvertible {
  package let call: String
  package let code: Int32

  package init(_ call: String, _ code: Int32) {
    self.call = call
    self.code = code
  }

  package var description: String { "\(call): \(String(cString: strerror(code)))" }
}
