import Foundation
import Glibc
import TestSupport
import Testing

/// Where `daopaictl` writes to: files it was asked for, and standard output.
@Suite(.serialized) struct OutputTests {
  /// Runs a line of a shell in a place of its own; `$C` is the configuration, `$D` where files go.
  private func shell(_ place: Workplace, _ script: String) async throws -> (status: Int32, output: String) {
    let folder = place.path("out")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let export = "export \(place.config)/ledger/projects.yaml --config \(place.config) --project P01 --format mermaid"
    let run = try Running(
      URL(filePath: "/bin/sh"), ["-c", script],
      environment: [
        "PATH": "\(Workplace.programs.path):/usr/local/bin:/usr/bin:/bin", "C": place.config, "D": folder,
        "EXPORT": "plan \(export) --today 2021-07-12 --lang en",
      ])
    return (try await run.exit(), await run.rest())
  }

  @Test(
    .timeLimit(.minutes(5)),
    arguments: [
      ("a new file", "umask 027; daopaictl $EXPORT -o $D/f && stat -c %a $D/f", "640"),
      (
        "a file keeps its mode",
        "echo old >$D/f; chmod 604 $D/f; daopaictl $EXPORT -o $D/f && stat -c %a $D/f && grep -c gantt $D/f", "604 1"
      ),
      (
        "its owner, as far as that is permitted",
        """
        echo old >$D/f; chmod 4640 $D/f; [ $(id -u) = 0 ] && chown 65534:65533 $D/f; before=$(stat -c %u:%g $D/f)
        daopaictl $EXPORT -o $D/f && [ $(stat -c %u:%g $D/f) = $before ] && echo kept
        """, "kept"
      ),
      (
        "a link stays a link",
        "echo old >$D/f; ln -s f $D/l; daopaictl $EXPORT -o $D/l && readlink $D/l && grep -c gantt $D/f", "f 1"
      ),
      (
        "one to what is not there yet, too",
        "ln -s f $D/l; daopaictl $EXPORT -o $D/l && readlink $D/l && grep -c gantt $D/f", "f 1"
      ),
      (
        "a pipe is written to",
        """
        mkfifo $D/p; timeout 60 cat $D/p >$D/got &
        daopaictl $EXPORT -o $D/p && wait && test -p $D/p && grep -c gantt $D/got
        """, "1"
      ),
      (
        // As /dev/stdout is one; never that itself, which a fault would take away from everybody.
        "standard output by a link",
        "ln -s /proc/self/fd/1 $D/out; daopaictl $EXPORT -o $D/out | grep -c gantt; readlink $D/out",
        "1 /proc/self/fd/1"
      ),
      (
        "a device is never replaced, whether it can be written or not",
        """
        mknod $D/n c 1 3 2>/dev/null || { echo device; exit; }
        daopaictl $EXPORT -o $D/n >/dev/null 2>&1; test -c $D/n && echo device
        """, "device"
      ),
      (
        "what cannot be written leaves nothing behind",
        "mkdir $D/d; daopaictl $EXPORT -o $D/d 2>&1 | grep -o 'Is a directory'; ls -A $D", "Is a directory d"
      ),
      (
        "a year's notice, too",
        """
        cp $C/calendars/cn.csv $D/f; ln -s f $D/l; chmod 600 $D/f
        printf 'date,kind\\n' >$D/no.csv; daopaictl calendar import $D/no.csv -o $D/l >/dev/null 2>&1
        readlink $D/l; stat -c %a $D/f
        """, "f 600"
      ),
    ])
  func `A file that is written stays what it was`(what: String, script: String, expected: String) async throws {
    let run = try await shell(Workplace(), script)
    #expect(run.output.replacing("\n", with: " ") == expected, "\(what): \(run.output)")
  }

  @Test(
    .timeLimit(.minutes(5)),
    arguments: [
      "check --config $C --lang en", "plan baseline $C -o json --lang en", "$EXPORT", "--help --lang en",
      "simulate --config $C --from 2021-07-12 --to 2021-07-16 --lang en",
      "calendar check 2021-07-12 --config $C --lang en",
    ])
  func `What cannot be written is a failure`(command: String) async throws {
    let place = try Workplace()
    let full = try await shell(place, "daopaictl \(command) >/dev/full")
    let words = "daopaictl: cannot write standard output: No space left on device"
    #expect(full.status == 1 && full.output.hasSuffix(words), "\(full)")
    #expect(full.output.split(separator: "\n").count { $0 == words } == 1)
    #expect(try await shell(place, "daopaictl \(command) >/dev/null 2>&1").status == 0)
  }

  @Test(.timeLimit(.minutes(5)), arguments: ["", "trap '' PIPE; "])
  func `Whoever reads no further is not told of it`(before: String) async throws {
    let place = try Workplace()
    let simulate = "daopaictl simulate --config $C --from 2021-07-12 --to 2021-10-12 --as json --lang en"
    let run = try await shell(place, "\(before)\(simulate) | head -1")
    #expect(run.status == 0 && run.output.hasPrefix("{") && !run.output.contains("\n"), "\(run.output.suffix(500))")
  }
}
