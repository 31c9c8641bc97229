#!/bin/bash
# The daemon's life as a service, under a real systemd: started by UnderSystemdTests inside `with-systemd`, as root, in
# the package's root, with BINARIES= naming the directory of the built programs. Prints a line for each check:
# `ok NAME` or `FAIL NAME` with what was seen. Nothing waits longer than it must: conditions are polled, with a limit.
set -uo pipefail

SOCKET=/run/daopai/control.sock
CONFIG=/etc/daopai
failures=0
# Every check runs in bash -c with these at hand.
export SOCKET CONFIG

ok() { echo "ok $1"; }
fail() {
  failures=$((failures + 1))
  echo "FAIL $1"
  [[ -z ${2-} ]] || sed 's/^/    /' <<< "$2"
}
check() { # NAME SCRIPT: passes when the script exits 0
  local seen
  if seen=$(bash -c "$HELPERS; $2" 2>&1); then ok "$1"; else fail "$1" "$seen"; fi
}
within() { # SECONDS NAME SCRIPT: passes as soon as the script exits 0
  local limit=$((${EPOCHREALTIME/./} + $1 * 1000000)) seen
  until seen=$(bash -c "$HELPERS; $3" 2>&1); do
    if ((${EPOCHREALTIME/./} > limit)); then
      fail "$2" "after $1 s: $seen"
      return
    fi
    sleep 0.1
  done
  ok "$2"
}
show() { systemctl show --value --property "$1" "${2-daopaid.service}"; }
ctl() { daopaictl --socket "$SOCKET" "$@"; }
# An expression over `it`, the JSON on standard input.
json() { /usr/bin/python3 -c 'import json, sys; it = json.load(sys.stdin); sys.exit(0 if eval(sys.argv[1]) else f"not so: {sys.argv[1]}\n{json.dumps(it, ensure_ascii=False)[:2000]}")' "$1"; }
HELPERS=$(declare -f show ctl json)
finish() {
  if ((failures)); then
    echo "--- the journal's last lines"
    journalctl --no-pager --lines=60 --output=short-precise
  fi
  echo "failures: $failures"
  exit $((failures > 0))
}
trap finish EXIT

# --- Installed, as an administrator would -----------------------------------------------------------------------------

check 'make install puts everything in its place' 'make install BINARIES="$BINARIES" STRIP=no'
# A debug build takes Swift's libraries from the toolchain, which the sandbox would not let it run.
runtime=$(ldd /usr/bin/daopaid 2>/dev/null | sed -n 's|.*=> \(.*\)/libswiftCore.so.*|\1|p')
if [[ -n $runtime ]]; then
  mkdir -p /etc/systemd/system/daopaid.service.d
  printf '[Service]\nExecPaths=%s\n' "$runtime" > /etc/systemd/system/daopaid.service.d/toolchain.conf
fi
systemd-sysusers && systemd-tmpfiles --create /usr/lib/tmpfiles.d/daopai.conf && systemctl daemon-reload
check 'sysusers makes the user' 'id daopai'
check 'the configuration is closed to others' '[ "$(stat -c %a:%U:%G $CONFIG)" = 750:root:daopai ]'
check 'a second installation keeps the configuration' \
  'echo "# mine" >> $CONFIG/daopai.yaml && make install BINARIES="$BINARIES" STRIP=no && tail -1 $CONFIG/daopai.yaml | grep -qx "# mine"'
check 'completions are there for three shells' \
  'cd /usr/share && ls bash-completion/completions/daopai{d,ctl} zsh/site-functions/_daopai{d,ctl} fish/vendor_completions.d/daopai{d,ctl}.fish
   bash -n bash-completion/completions/daopaictl'
check 'systemd-analyze verify is silent' \
  'out=$(systemd-analyze verify daopaid.service daopaid.socket daopaid-failed@x.service 2>&1); echo "$out"; [ -z "$out" ]'
exposure=$(systemd-analyze security --no-pager --offline=true /usr/lib/systemd/system/daopaid.service |
  sed -n 's/.*exposure level for daopaid.service: \([0-9.]*\).*/\1/p')
export exposure
check "exposure of the sandbox: $exposure, at most 1.5" '[ -n "$exposure" ] && awk -v e="$exposure" "BEGIN { exit !(e <= 1.5) }"'

check 'daopaictl check accepts the installed example' 'daopaictl check --config $CONFIG'
# In its place a duty ten days late, so that there is one thing to say today.
rm $CONFIG/ledger/*
late=$(date -d '10 days ago' +%F)
cat > $CONFIG/ledger/late.yaml <<YAML
responsibilities:
  - id: LATE-1
    title: 系统测试用的逾期事项
    lead: [zxzx]
    due: $late
YAML
chmod 640 $CONFIG/ledger/late.yaml && chgrp daopai $CONFIG/ledger/late.yaml
check 'and a ledger of our own' 'daopaictl check --config $CONFIG'

# --- Socket activation and readiness ----------------------------------------------------------------------------------

check 'the socket starts alone' 'systemctl start daopaid.socket && ! systemctl -q is-active daopaid.service'
check 'the socket belongs to the operators' '[ "$(stat -c %a:%U:%G $SOCKET)" = 660:root:daopai ]'
check 'a first question starts the service and is answered' 'timeout 40 daopaictl --socket $SOCKET status'
check 'the service is active' 'systemctl -q is-active daopaid.service || { systemctl status --no-pager daopaid; false; }'
check 'ready means loaded: STATUS= carries counts at once' \
  'systemctl restart daopaid.service && show StatusText && show StatusText | grep -q "[0-9]"'
check 'systemctl status shows it' 'systemctl status --no-pager daopaid.service | grep "Status: \".*[0-9]"'
check 'the watchdog is on' '[ "$(show WatchdogUSec)" = 20s ] && [ "$(show WatchdogTimestampMonotonic)" != 0 ]'
check 'it runs as its own user' '[ "$(stat -c %U /proc/$(show MainPID))" = daopai ]'
check 'the state is closed to others' '[ "$(stat -c %a:%U /var/lib/daopai)" = 700:daopai ]'
check 'the health endpoint answers over curl' 'curl -fsS --max-time 5 --unix-socket $SOCKET http://daopai/healthz'

# --- Alerts, and who answers them -------------------------------------------------------------------------------------

within 30 'the late duty is alerted' 'ctl alert list -o json | json "any(\"LATE-1\" in str(a[\"duty\"]) for a in it)"'
alert=$(ctl alert list -o json | /usr/bin/python3 -c '
import json, sys
print(*["{id}\t{duty}".format(**a) for a in json.load(sys.stdin) if "LATE-1" in str(a["duty"])][:1])')
export id=${alert%%$'\t'*} duty=${alert##*$'\t'}
within 10 "journalctl DAOPAI_DUTY=$duty finds it" \
  'journalctl --no-pager -o json -n 1 DAOPAI_DUTY="$duty" | json "it[\"MESSAGE_ID\"] and it[\"PRIORITY\"] and it[\"MESSAGE\"]"'

check 'journalctl -x explains it' \
  'journalctl --update-catalog && journalctl --no-pager -x -n 1 DAOPAI_DUTY="$duty" | grep "daopaictl alert show $id"'

useradd --create-home --groups daopai duban && useradd --create-home stranger
export operator=$(id -u duban)
check 'an operator may read' 'runuser -u duban -- daopaictl --socket $SOCKET alert show "$id"'
check 'a stranger may not' \
  'runuser -u stranger -- daopaictl --socket $SOCKET status; rc=$?; echo "exit $rc"; [ $rc = 3 ] || [ $rc = 4 ]'
check 'an operator acknowledges' 'runuser -u duban -- daopaictl --socket $SOCKET alert ack "$id" --note 已安排专人办理'
check 'the alert says by whom' \
  'ctl alert show "$id" -o json | json "[a[\"actor\"] for a in it[\"acknowledgements\"]] == [\"uid $operator (duban)\"]"'
check 'the journal keeps the real uid' \
  'curl -fsS --unix-socket $SOCKET "http://daopai/v1/journal?duty=$duty&limit=100" |
     json "any(r[\"kind\"] == \"alert.acknowledged\" and \"uid $operator \" in r[\"actor\"] for r in it[\"items\"])"'
check 'journal verify finds the chain whole' 'ctl journal verify'

# --- Reloading --------------------------------------------------------------------------------------------------------

cat > $CONFIG/ledger/added.yaml <<'YAML'
projects:
  - id: ADDED-1
    name: 后来加上的项目
    finish: 2030-12-31
    milestones:
      - { id: m1, name: 竣工, duration: 5wd }
YAML
chmod 640 $CONFIG/ledger/added.yaml && chgrp daopai $CONFIG/ledger/added.yaml
check 'systemctl reload takes a new project in' \
  'systemctl reload daopaid.service && ctl project list -o json | json "any(p[\"id\"] == \"ADDED-1\" for p in it)"'
cat > $CONFIG/ledger/broken-a.yaml <<'YAML'
projects:
  - id: BROKEN-1
    name: 坏的项目
    finish: 2022-13-45
    calender: cn
    milestones:
      - { id: m1, name: 竣工, duration: 5wd }
YAML
cat > $CONFIG/ledger/broken-b.yaml <<'YAML'
responsibilities:
  - id: BROKEN-2
    title: 坏的事项
    lead: [没有这个单位]
    due: 2022-07-31
YAML
chgrp daopai $CONFIG/ledger/broken-?.yaml
export before=$(show MainPID) since=$(date '+%F %T')
check 'systemctl reload fails on a broken ledger' '! systemctl reload daopaid.service'
for place in broken-a.yaml:4: broken-a.yaml:5: broken-b.yaml:4:; do
  export place
  within 5 "the fault at $place is told" 'journalctl --no-pager -u daopaid.service --since "$since" | grep -F "$place"'
done
check 'the service goes on with the old ledger' \
  'systemctl -q is-active daopaid.service && [ "$(show MainPID)" = "$before" ] &&
   ctl project list -o json | json "any(p[\"id\"] == \"ADDED-1\" for p in it) and not any(p[\"id\"] == \"BROKEN-1\" for p in it)"'
rm $CONFIG/ledger/broken-?.yaml
check 'and takes the mended one' 'systemctl reload daopaid.service'
check 'SIGHUP reloads too' 'systemctl kill -s HUP --kill-who=main daopaid.service && ctl status'

# --- Dying and coming back --------------------------------------------------------------------------------------------

export alerts=$(ctl alert list -o json | /usr/bin/python3 -c 'import json, sys; print(len(json.load(sys.stdin)))')
export before=$(show MainPID)
systemctl kill -s KILL --kill-who=main daopaid.service
within 30 'kill -9: it comes back' \
  'systemctl -q is-active daopaid.service && [ "$(show MainPID)" != "$before" ] && [ "$(show NRestarts)" -ge 1 ]'
check 'and alerts nobody a second time' 'ctl alert list -o json | json "len(it) == $alerts"'
check 'and remembers the acknowledgement' 'ctl alert show "$id" -o json | json "\"ack\" in str(it[\"state\"]).lower()"'

mkdir -p /etc/systemd/system/daopaid.service.d
printf '[Service]\nWatchdogSec=4s\n' > /etc/systemd/system/daopaid.service.d/watchdog.conf
systemctl daemon-reload && systemctl restart daopaid.service
export before=$(show MainPID)
check 'it feeds a quick watchdog' 'sleep 6; [ "$(show MainPID)" = "$before" ] && systemctl -q is-active daopaid.service'
kill -STOP "$before"
within 30 'wedged: the watchdog restarts it' \
  'systemctl -q is-active daopaid.service && [ "$(show MainPID)" != "$before" ] && [ "$(show MainPID)" != 0 ]'
check 'the watchdog is named as the cause' 'journalctl --no-pager -u daopaid.service | grep -i "watchdog timeout"'

# --- Stopping, and a configuration that never was right ---------------------------------------------------------------

check 'a stop is clean' \
  'systemctl stop daopaid.socket daopaid.service && [ "$(show Result)" = success ] && [ "$(show ExecMainStatus)" = 0 ]'
check 'the socket file is gone' '[ ! -e $SOCKET ]'
check 'the service brings its socket' \
  'systemctl start daopaid.service && systemctl -q is-active daopaid.socket && ctl status && systemctl stop daopaid.socket daopaid.service'
echo 'nonsense: true' >> $CONFIG/daopai.yaml
check 'a wrong configuration is status 78' '! systemctl start daopaid.service; [ "$(show ExecMainStatus)" = 78 ] || { show ExecMainStatus; false; }'
check 'and no reason to try again' '[ "$(show NRestarts)" = 0 ] && systemctl -q is-failed daopaid.service'
within 10 'but somebody hears of it' 'journalctl --no-pager -p emerg SYSLOG_IDENTIFIER=daopaid-failed | grep "has failed"'
