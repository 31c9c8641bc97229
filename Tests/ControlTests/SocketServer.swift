import Foundation
import Glibc
import Testing

/// A real server on a Unix socket, in Python so that nothing of ours vouches for itself. Ends with its owner.
final class SocketServer {
  enum Behaviour: String {
    /// Python's own http.server; answers what it was asked as JSON.
    case echo
    /// The whole answer, one byte a write.
    case drip
    /// More than the client takes.
    case oversize
    /// An endless header.
    case headers
    case garbage
    /// Content-Length promises more than comes.
    case short
    /// Status 200, but no JSON.
    case prose
    case silence
    case problem
    /// Status 500 without a problem document.
    case bare
    case redirect
    /// A list of five items in pages of two; the journal, too.
    case pages
  }

  let path: String
  private let directory: URL
  private let process: pid_t
  private let output: Int32

  init(_ behaviour: Behaviour) throws {
    directory = FileManager.default.temporaryDirectory.appending(path: "ctl-\(UUID().uuidString.prefix(8))")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    path = directory.appending(path: "s").path
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    process = try spawnPython(["-u", "-c", SocketServer.script, path, behaviour.rawValue], output: ends[1])
    close(ends[1])
    // It writes a line once it listens.
    var byte: UInt8 = 0
    try #require(read(ends[0], &byte, 1) == 1)
    output = ends[0]
  }

  deinit {
    kill(process, SIGKILL)
    waitpid(process, nil, 0)
    close(output)
    try? FileManager.default.removeItem(at: directory)
  }

  private static let script = #"""
    import json, socket, socketserver, sys, urllib.parse
    from http.server import BaseHTTPRequestHandler
    path, behaviour = sys.argv[1:]

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        def address_string(self): return "unix"
        def log_message(self, *rest): pass
        def reply(self, status, kind, value):
            body = json.dumps(value).encode()
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        def do_GET(self):
            if behaviour == "echo":
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
                self.reply(200, "application/json", {"method": self.command, "target": self.path, "body": body,
                                                     "type": self.headers.get("Content-Type")})
            elif behaviour == "problem":
                self.reply(422, "application/problem+json", {
                    "type": "urn:daopai:problem:invalid-configuration", "title": "t", "status": 422, "detail": "d",
                    "diagnostics": [{"severity": "error", "code": "c", "message": "m", "file": "f", "line": 1, "column": 2}]})
            elif behaviour == "bare":
                self.reply(500, "text/plain", "oh")
            elif behaviour == "redirect":
                self.send_response(302)
                self.send_header("Location", "file:///etc/passwd")
                self.send_header("Content-Length", "0")
                self.end_headers()
            elif behaviour == "pages":
                query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(self.path).query))
                if self.path.startswith("/v1/journal"):
                    after = int(query.get("after", "0"))
                    records = [{"sequence": n, "at": "t", "kind": "daemon.started", "detail": {}, "hash": ""}
                               for n in range(after + 1, min(after + 2, 5) + 1)]
                    return self.reply(200, "application/json", {
                        "items": records, "next": str(after + 2) if len(records) == 2 else None})
                at = int(query.get("cursor", "0"))
                items = [{"at": "t", "duty": str(n), "due": "d"} for n in range(at, min(at + 2, 5))]
                self.reply(200, "application/json", {"items": items, "next": str(at + 2) if at + 2 < 5 else None})
        do_POST = do_GET

    class Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
        daemon_threads = True

    if behaviour in ("echo", "problem", "bare", "redirect", "pages"):
        server = Server(path, Handler)
        print("ready")
        server.serve_forever()

    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    listener.listen()
    print("ready")
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
    while True:
        peer, _ = listener.accept()
        try:
            while b"\r\n\r\n" not in peer.recv(65536): pass
            if behaviour == "drip":
                body = '{"status":"好"}'.encode()
                answer = head + b"Transfer-Encoding: chunked\r\n\r\n" + b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
                for byte in answer: peer.sendall(bytes([byte]))
            elif behaviour == "oversize":
                peer.sendall(head + b"\r\n")
                while True: peer.sendall(b" " * 65536)
            elif behaviour == "headers":
                peer.sendall(head)
                while True: peer.sendall(b"X: " + b"y" * 1000 + b"\r\n")
            elif behaviour == "garbage":
                peer.sendall(b"220 mail.example.gov.cn ESMTP\r\n")
            elif behaviour == "short":
                peer.sendall(head + b"Content-Length: 100\r\n\r\n{")
            elif behaviour == "prose":
                peer.sendall(head + b"Content-Length: 2\r\n\r\nhi")
            elif behaviour == "silence":
                while peer.recv(4096): pass  # until the client gives up
        except OSError: pass
        peer.close()
    """#
}

/// `posix_spawn` rather than Foundation's `Process`, whose run loop blocks when tests run side by side.
func spawnPython(_ arguments: [String], output: Int32? = nil) throws -> pid_t {
  var actions = posix_spawn_file_actions_t()
  posix_spawn_file_actions_init(&actions)
  defer { posix_spawn_file_actions_destroy(&actions) }
  if let output { posix_spawn_file_actions_adddup2(&actions, output, 1) }
  var words = (["python3"] + arguments).map { strdup($0) } + [nil]
  defer { for word in words { free(word) } }
  var process: pid_t = 0
  try #require(posix_spawnp(&process, "python3", &actions, nil, &words, environ) == 0)
  return process
}
