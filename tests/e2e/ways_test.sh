#!/bin/bash
# A written story, begun with a chosen sentence, from the welcome screen to the code and back: with one switch, with two,
# with a game controller, and with a keypad that staff have put into the table; nothing is ever touched.
#
#   ways_test.sh KIOSK DESK PART
#
# Parts: one two pad keypad table held
set -uo pipefail
kiosk_program=$1 desk=$2 part=$3
here=$(cd "$(dirname "$0")" && pwd)
. "$here/kiosk_kit.sh"
top=$(mktemp -d "${TMPDIR:-/tmp}/vertelpunt-ways-XXXXXX")
kiosk_log=$top/kiosk.log
has_kiosk=false others=()

clean_up() {
  $has_kiosk && kiosk_kill
  for pid in "${others[@]}"; do kill "$pid" 2>/dev/null; done
  rm -rf "$top"
}
trap clean_up EXIT
cd "$top" || exit 1
fail() {
  echo "FAILED (line ${BASH_LINENO[0]}): $*" >&2
  echo "  the screen: $($has_kiosk && kiosk tree && head -c 3000 <<<"$answer")" >&2
  [ ! -s "$kiosk_log" ] || tail -n 8 "$kiosk_log" >&2
  exit 1
}
must() { "$@" || fail "$* -- $answer"; }
start() {
  kiosk_start "$kiosk_program" --data "$top/data" --drives "$top/drives" --window 1280x800
  has_kiosk=true
}
prepare() {
  mkdir -p drives staff courier data
  (umask 077 && echo 'zeven groene fietsen' >passphrase)
  "$desk" key new --name "Gemeente Voorbeeld" --into staff --passphrase-file passphrase >/dev/null || fail "no key"
  "$desk" key courier --key staff courier >/dev/null || fail "no courier"
  start
  must kiosk_enrol "$top/drives" "$top/courier"
}

# --- where the ring is, and the ways to what has it not ---------------------------------------------------------------------

ringed() { kiosk_tree -r '[.. | objects | select(.state? and (.state | index("focused"))) | .id] | join(" ")'; }
in_ring() { [[ " $(ringed) " == *" $1 "* ]]; }
alone_in_ring() { [ "$(ringed)" = "$1" ]; }

reach_one() { # ID: waits until the ring has it, and presses; into its row first, where it stands in one
  local end=$((SECONDS + 100)) row
  [ -n "$(ringed)" ] || must kiosk switch one
  until row=$(ringed) && [ "$row" = "$1" ]; do
    [ $SECONDS -lt $end ] || fail "the scan never comes to $1"
    if [[ $row == *\ * ]] && [[ " $row " == *" $1 "* ]]; then
      must kiosk switch one
    elif [ -z "$row" ]; then
      fail "it rests before it has come to $1"
    else
      must kiosk sleep 0.05
    fi
  done
  must kiosk switch one
}
reach_two() { # ID: by "next"
  local i row
  [ -n "$(ringed)" ] || must kiosk switch next
  for ((i = 0; i < 80; i++)); do
    row=$(ringed)
    if [ "$row" = "$1" ]; then
      must kiosk switch select
      return
    elif [[ " $row " == *" $1 "* ]]; then
      must kiosk switch select
    else
      must kiosk switch next
    fi
  done
  fail "'next' never comes to $1"
}
middle_of() { kiosk_tree -r "$(node "$1").rect | \"\(.[0] + .[2] / 2 | floor) \(.[1] + .[3] / 2 | floor)\""; }
reach_by_arrows() { # ID UP DOWN LEFT RIGHT CHOOSE: commands; first to its height, then along, as a person looks where it is
  local id=$1 i at to dx dy before
  shift
  [ -n "$(ringed)" ] || must kiosk $2
  for ((i = 0; i < 60; i++)); do
    before=$(ringed)
    [ "$before" != "$id" ] || { must kiosk $5; return; }
    read -r -a at <<<"$(middle_of "$before")"
    read -r -a to <<<"$(middle_of "$id")"
    dx=$((to[0] - at[0])) dy=$((to[1] - at[1]))
    if [ ${dy#-} -gt 40 ]; then
      if [ $dy -lt 0 ]; then must kiosk $1; else must kiosk $2; fi
      [ "$(ringed)" = "$before" ] || continue
    fi
    if [ $dx -lt 0 ]; then must kiosk $3; else must kiosk $4; fi
  done
  fail "arrows never come to $id from $before"
}
reach_pad() { reach_by_arrows "$1" 'pad dpup' 'pad stick-down' 'pad stick-left' 'pad dpright' 'pad a'; }
reach_keypad() { reach_by_arrows "$1" 'key F17' 'key F18' 'key F19' 'key F20' 'key F21'; }

# --- the visit -----------------------------------------------------------------------------------------------------------

on() { must kiosk wait "$1" 15; }
visit() { # REACH: as it is done with that way in
  local reach=$1 begun letters=$2 letter
  $reach begin
  on medium
  $reach medium-type
  on theme
  $reach "$(kiosk_choice 1)"
  on kind
  $reach "$(kiosk_choice 0)"
  on consent
  until kiosk_has agree; do $reach page-next; done
  $reach agree
  on starters
  $reach "$(kiosk_choice 0)"
  on write
  begun=$(kiosk_text field)
  [ -n "$begun" ] || fail "the chosen sentence is not there"
  for ((i = 0; i < ${#letters}; i++)); do
    letter=${letters:i:1}
    $reach "key-$(printf '%x' "'$letter")"
    must kiosk_until 5 "$(node field).label == \"$begun${letters:0:i+1}\""
  done
  $reach next
  on review
  # asked whether to throw it away one can go back, also with one switch
  $reach throw-away
  on throw-away
  $reach cancel
  on review
  $reach keep
  on thanks
  $reach next
  on welcome
  written=$begun$letters
}
deliver() {
  mv courier drives/courier
  must kiosk wait drive 20
  must kiosk_until_node result 60
  has_kiosk=false
  kiosk_stop || fail "the kiosk ended with status $?"
  "$desk" collect drives/courier --into library --key staff --passphrase-file passphrase --enrol all >collect.txt 2>&1 ||
    fail "collect: $(cat collect.txt)"
  [ "$(cat library/text/*.txt)" = "$written" ] || fail "the desk reads '$(cat library/text/*.txt)', not '$written'"
}

part_one() {
  prepare
  # untouched, nothing moves
  must kiosk sleep 3
  [ -z "$(ringed)" ] || fail "something is scanned before a switch has been used"
  visit reach_one e
  [ -z "$(ringed)" ] || fail "the next visit begins with the scan of the last"
  deliver
}
part_two() {
  prepare
  visit reach_two thuis
  deliver
}
part_pad() {
  prepare
  visit reach_pad hoi
  # back is a button of its own
  reach_pad begin
  on medium
  must kiosk pad b
  on welcome
  deliver
}
part_keypad() {
  mkdir -p data
  printf '# the keypad beside the screen\nkey F17 = up\nkey F18 = down\nkey F19 = left\nkey F20 = right\nkey F21 = choose\n' \
    >data/keys.conf
  printf 'key F22 = back\n' >>data/keys.conf
  prepare
  visit reach_keypad hoi
  reach_keypad begin
  on medium
  must kiosk key F22
  on welcome
  deliver
}

# A line that is wrong is told, and what is compiled in stays.
part_table() {
  mkdir -p data drives
  printf 'key F17 = up\nkey F18 = dwon\nkey Escape = choose\nkey Hyper = next\n' >data/keys.conf
  start
  on enrol
  has_kiosk=false
  kiosk_stop || fail "the kiosk ended with status $?"
  grep -q 'keys.conf:2: .*dwon' "$kiosk_log" || fail "line 2 is not told"
  grep -q 'keys.conf:4: .*Hyper' "$kiosk_log" || fail "line 4 is not told"
  [ "$(grep -c 'keys.conf' "$kiosk_log")" -eq 2 ] || fail "more is told: $(cat "$kiosk_log")"
  rm data/keys.conf
  mkdir data/keys.conf # cannot be read
  start
  on enrol
  must kiosk key tab
  answers_error() { ! kiosk "$@" && [[ $answer == *"no such key"* ]]; }
  answers_error key hyper || fail "key hyper: $answer"
  answers_error pad hyper || fail "pad hyper: $answer"
  answers_error switch three || fail "switch three: $answer"
  has_kiosk=false
  kiosk_stop
  [ "$(grep -c 'keys.conf' "$kiosk_log")" -eq 3 ] || fail "that it cannot be read is not told"
}

# In a window: a switch acts when it is let go, and held for three seconds it opens the access panel. A twin without a display
# shows what is to be seen.
seen() { # waits until the window shows what the twin shows
  local end=$((SECONDS + 15)) differing=
  while [ $SECONDS -lt $end ]; do
    must kiosk shot "$top/twin.png"
    import -window root "$top/window.png"
    differing=$(compare -metric AE twin.png window.png null: 2>&1) && return 0
    sleep 0.1
  done
  [ -z "${WAYS_TEST_KEEP:-}" ] || cp twin.png window.png "$WAYS_TEST_KEEP"
  fail "on the screen $(kiosk_label) $differing pixels differ"
}
part_held() {
  Xvfb -displayfd 3 -screen 0 1280x800x24 -dpi 200 -nolisten tcp 3>display 2>xvfb.log &
  others+=($!)
  local i
  for ((i = 0; i < 100; i++)); do [ ! -s display ] || break; sleep 0.1; done
  [ -s display ] || fail "no virtual screen"
  DISPLAY=:$(cat display)
  export DISPLAY
  mkdir -p staff courier drives window-drives
  (umask 077 && echo 'zeven groene fietsen' >passphrase)
  "$desk" key new --name "Gemeente Voorbeeld" --into staff --passphrase-file passphrase >/dev/null || fail "no key"
  "$desk" key courier --key staff courier >/dev/null || fail "no courier"
  # both are of one collection
  cp -r courier courier-2
  kiosk_start "$kiosk_program" --data window --drives window-drives --window 1280x800 --screen-mm 217
  must kiosk_enrol "$top/window-drives" "$top/courier-2"
  kiosk_stop || fail "the kiosk ended with status $?"
  kiosk_start "$kiosk_program" --data twin --drives drives --window 1280x800 --screen-mm 217
  has_kiosk=true
  must kiosk_enrol "$top/drives" "$top/courier"
  kiosk_has access || exit 77 # there is no access panel to open
  "$kiosk_program" --data window --drives window-drives --window 1280x800 --screen-mm 217 2>>"$kiosk_log" &
  others+=($!)
  must kiosk wait welcome
  seen
  # held: the panel opens, and letting go does nothing more
  xdotool keydown F7
  sleep 3.3
  must kiosk key F2
  must kiosk wait access
  seen
  xdotool keyup F7
  sleep 0.3
  seen
  xdotool key F2
  must kiosk key F2
  must kiosk wait welcome
  seen
  # down for a moment: nothing yet; let go: the scan begins
  xdotool keydown F7
  sleep 1
  seen
  xdotool keyup F7
  must kiosk switch next
  seen
}

"part_$part"
echo "ways_test $part: passed"
