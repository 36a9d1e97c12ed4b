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

# --- what visits are made of ----------------------------------------------------------------------------------------------

node() { printf '[.. | objects | select(.id? == "%s")][0]' "$1"; } # the jq expression of a node by its id
kiosk_has() { kiosk_tree -e "$(node "$1") | . != null and .rect[2] > 0" >/dev/null; } # and it is on this page
kiosk_text() { kiosk_tree -r "$(node "$1").label"; }

kiosk_until() { # SECONDS JQ-EXPRESSION: until it holds for the tree
  local end=$((SECONDS + $1))
  until kiosk_tree -e "$2" >/dev/null; do
    [ $SECONDS -lt $end ] || { answer="error: the screen $(kiosk_label) never showed: $2"; return 1; }
    kiosk sleep 0.05
  done
}
kiosk_until_node() { kiosk_until "${2:-10}" "$(node "$1") | . != null and .rect[2] > 0"; }

kiosk_choice() { # INDEX: the id of the card that is the (INDEX + 1)th on this page
  kiosk_tree -r "[.. | objects | select(.role? == \"choice\" and .rect[2] > 0)][$1].id"
}

kiosk_rest() { # back to the welcome screen from what a drive that has gone has left
  local end=$((SECONDS + 90))
  until [ "$(kiosk_label)" = welcome ]; do
    [ $SECONDS -lt $end ] || return 1
    # a point, for the screen may go by itself between the look and the touch
    if kiosk_has next; then kiosk tap "$(jq -r "$(node next).rect | \"\(.[0] + 5),\(.[1] + 5)\"" <<<"$answer")"; fi
    kiosk sleep 0.1
  done
  return 0
}

kiosk_enrol() { # DRIVES COURIER-FOLDER: staff's part, then at rest
  kiosk wait enrol 20 && mv "$2" "$1/courier" && kiosk tap enrol && kiosk wait drive 20 && kiosk_until_node result 30 &&
    kiosk tap next && mv "$1/courier" "$2" && kiosk_until 10 '.label == "welcome"'
}

kiosk_agree() { # the text may have pages; the answers stand on the last one
  while ! kiosk_has agree; do kiosk tap page-next || return 1; done
  kiosk tap agree
}

kiosk_go() { # tell|type SCREEN: from welcome to that screen, by the first card each time
  kiosk wait welcome 20 && kiosk tap begin && kiosk wait medium && kiosk tap "medium-$1" || return 1
  kiosk wait theme && kiosk tap "$(kiosk_choice 0)" && kiosk wait kind && kiosk tap "$(kiosk_choice 0)" || return 1
  kiosk wait consent || return 1
  [ "$2" != consent ] || return 0
  kiosk_agree || return 1
  if [ "$1" = tell ]; then kiosk wait question; else kiosk wait starters; fi || return 1
  case $2 in question | starters) return 0 ;; esac
  kiosk tap next && kiosk wait "$2"
}

kiosk_record() { # from the telling screen: until it records
  kiosk_until 20 "$(node record) | .state | index(\"disabled\") | not" && kiosk tap record &&
    kiosk_until 10 "$(node record).icon == \"pause\""
}
