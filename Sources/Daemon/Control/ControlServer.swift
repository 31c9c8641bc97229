import CLinux
import Control
import Core
import Foundation
import HTTPTypes
import HummingbirdCore
package import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle

/// HTTP on the control socket: reads requests, asks the harness, writes answers. Limits on everything a peer controls.
package struct ControlServer: Service {
  private let descriptor: Int32
  private let harness: ControlHarness
  private let logger: Logger

  package init(descriptor: Int32, harness: ControlHarness, logger: Logger) {
    self.descriptor = descriptor
    self.harness = harness
    self.logger = logger
  }

  package func run() async throws {
    let http = HTTP1Channel(
      responder: { [harness] request, writer, channel in
        let response = await ControlServer.respond(to: request, on: channel, harness)
        try await writer.write(response: response.head, body: response.body)
      },
      configuration: .init(
        idleTimeout: .seconds(30),
        httpDecoderConfiguration: .init(
          maxHeaderFieldSize: 8 << 10, maxHeaderListSize: 16 << 10, maxHeaderFieldCount: 64)))
    for loop in MultiThreadedEventLoopGroup.singleton.makeIterator() { loop.execute { daopai_have_short_turns(1) } }
    let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelOption(ChannelOptions.allowRemoteHalfClosure, value: true)
      .bind(descriptor, cleanupExistingSocketFile: false) { [logger] channel in
        http.setup(channel: channel, logger: logger)
      }
    try await withTaskCancellationOrGracefulShutdownHandler {
      try await server.executeThenClose { connections in
        try await withThrowingDiscardingTaskGroup { group in
          for try await connection in connections {
            let loop = LoopExecutor(connection.channel.eventLoop)
            group.addTask(executorPreference: loop) { [logger] in
              await http.handle(value: connection, logger: logger)
            }
          }
          group.cancelAll()
        }
      }
    } onCancelOrGracefulShutdown: {
      server.channel.close(promise: nil)
    }
  }

  private static func respond(
    to request: Request, on channel: any NIOCore.Channel, _ harness: ControlHarness
  ) async -> Response {
    guard let peer = try? await peer(of: channel) else {
      return response(to: Problem(.notAllowed, "the peer's credentials cannot be read"))
    }
    var request = request
    if case .events(var filter)? = try? Route(method: request.method.rawValue, target: request.uri.string) {
      if let seen = request.headers[.lastEventID].flatMap({ Int64($0) }) { filter.after = seen }
      return following(filter, harness)
    }
    do {
      let body: ByteBuffer
      do {
        body = try await request.collectBody(upTo: Limits.requestBytes)
      } catch is NIOTooManyBytesError {
        throw Problem(.tooLarge, "the body is larger than \(Limits.requestBytes) bytes")
      } catch {
        throw Problem(.badRequest, "the body broke off: \(error)")
      }
      let answer = try await harness.answer(
        method: request.method.rawValue, target: request.uri.string, body: Data(body.readableBytesView), peer: peer,
        language: request.headers[.acceptLanguage]?.hasPrefix("zh") == true ? .zh : .en)
      return Response(
        status: .init(code: answer.status), headers: [.contentType: answer.contentType],
        body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body)))
    } catch let problem as Problem {
      return response(to: problem)
    } catch {
      return response(to: Problem(.internalError, "\(error)"))
    }
  }

  private static func following(_ filter: Route.JournalFilter, _ harness: ControlHarness) -> Response {
    Response(
      status: .ok, headers: [.contentType: "text/event-stream; charset=utf-8", .cacheControl: "no-store"],
      body: ResponseBody { writer in
        var output = writer
        try await withTaskExecutorPreference(WorkerPool.shared) {
          try await harness.follow(filter) { try await output.write(ByteBuffer(string: $0)) }
          try await output.finish(nil)
        }
      })
  }

  private static func response(to problem: Problem) -> Response {
    let body = (try? Wire.encode(problem)) ?? Data()
    return Response(
      status: .init(code: problem.status), headers: [.contentType: Problem.contentType],
      body: .init(byteBuffer: ByteBuffer(bytes: body)))
  }

  /// As the kernel recorded it when the peer connected.
  private static func peer(of channel: any NIOCore.Channel) async throws -> PeerCredentials {
    guard let provider = channel as? any SocketOptionProvider else { throw ChannelError.operationUnsupported }
    let credentials: daopai_credentials = try await provider.unsafeGetSocketOption(
      level: .socket, name: .init(rawValue: SO_PEERCRED)
    ).get()
    return PeerCredentials(uid: credentials.uid)
  }
}

extension HTTPField.Name {
  /// What a follower that was cut off has seen last.
  fileprivate static let lastEventID = HTTPField.Name("Last-Event-ID")!
}
