# A kiosk that is told what to do from outside (design.md, section 7): sourced by the tour and by end-to-end tests.
#
#   kiosk_start PROGRAM OPTION…   starts it headless; its standard error goes to $kiosk_log
#   kiosk COMMAND…                one command; $answer has what was said after "ok"; false after "error: …"
#   kiosk_label                   the name of the screen that is shown
#   kiosk_stop                    quits it and gives its exit status
#   kiosk_kill                    kill -9

kiosk_log=${kiosk_log:-/dev/stderr}
answer=

kiosk_start() {
  local program=$1
  shift
  coproc KIOSK { exec "$program" --headless --commands - "$@" 2>>"$kiosk_log"; }
  kiosk_pid=$KIOSK_PID
  # copies: bash forgets the coprocess's own descriptors as soon as it ends
  exec {kiosk_in}>&"${KIOSK[1]}" {kiosk_out}<&"${KIOSK[0]}"
}

kiosk() {
  local line
  if ! printf '%s\n' "$*" >&"$kiosk_in" 2>/dev/null || ! IFS= read -r line <&"$kiosk_out"; then
    answer="error: the kiosk has ended"
    return 1
  fi
  answer=${line#ok}
  answer=${answer# }
  case $line in ok*) return 0 ;; esac
  answer=$line
  return 1
}

kiosk_tree() { kiosk tree && jq "$@" <<<"$answer"; }
kiosk_label() { kiosk_tree -r .label; }

kiosk_end_of() { # waits for the process and closes what led to it
  local status=0
  wait "$kiosk_pid" 2>/dev/null || status=$?
  exec {kiosk_in}>&- {kiosk_out}<&-
  return $status
}

kiosk_stop() {
  printf 'quit\n' >&"$kiosk_in" 2>/dev/null || true
  kiosk_end_of
}

kiosk_kill() {
  kill -9 "$kiosk_pid" 2>/dev/null || true
  kiosk_end_of || true
}
