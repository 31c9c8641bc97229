package import Core

/// How `daopaictl` ends. Scripts rely on the numbers.
package enum ExitStatus: Int32, Sendable, CaseIterable {
  case ok = 0
  /// The operation failed, or a verification found a mismatch.
  case failed = 1
  case usage = 2
  case unreachable = 3
  case notAllowed = 4
}

extension ControlError {
  package var exitStatus: ExitStatus {
    switch self {
    case .unreachable: .unreachable
    case .notAllowed: .notAllowed
    case .refused(let problem): problem.kind == .notAllowed ? .notAllowed : .failed
    case .timedOut: .unreachable
    case .tooLarge, .garbage: .failed
    }
  }

  /// For a person, in one sentence.
  package func words(in language: Language) -> String {
    switch self {
    case .unreachable(let socket, let reason):
      language.pick(
        "连不上守护进程（\(socket)）：\(reason)。它在运行吗？", "cannot reach the daemon at \(socket): \(reason). Is it running?")
    case .notAllowed(let socket):
      language.pick("没有权限使用控制套接字 \(socket)", "no permission to use the control socket \(socket)")
    case .timedOut(let seconds):
      language.pick("守护进程 \(seconds) 秒内没有答复", "the daemon did not answer within \(seconds) s")
    case .tooLarge(let limit):
      language.pick("答复超过 \(limit) 字节", "the answer is longer than \(limit) bytes")
    case .garbage(let detail):
      language.pick("答复无法理解：\(detail)", "the answer makes no sense: \(detail)")
    case .refused(let problem):
      language.pick(problem.kind?.chinese ?? problem.title, problem.title)
        + (problem.detail.isEmpty ? "" : language.pick("：", ": ") + problem.detail)
    }
  }
}

extension Problem.Kind {
  fileprivate var chinese: String {
    switch self {
    case .badRequest: "请求不合规"
    case .notAllowed: "没有权限"
    case .notFound: "没有找到"
    case .methodNotAllowed: "此处不能这样请求"
    case .conflict: "当前状态下不能这样做"
    case .tooLarge: "请求过大"
    case .invalidConfiguration: "配置有错误，未作任何改动"
    case .tooManyRequests: "请求过多"
    case .internalError: "内部错误"
    case .unavailable: "暂不可用"
    }
  }
}
