#!/bin/bash
# The kiosk in a real window, used with a mouse and a keyboard: a visit from enrolling to thanks. Beside it a twin without a
# display is told to do the same; what is on the X screen must be what the twin has drawn, pixel by pixel.
#
#   window_test.sh KIOSK DESK [DEPTH]
#
# DEPTH: bits of the screen's pixels (24); with 16, colours are what they can be there.
set -uo pipefail
kiosk_program=$1 desk=$2 depth=${3:-24}
[ "$depth" = 24 ] && fuzz=0 || fuzz=4%
here=$(cd "$(dirname "$0")" && pwd)
. "$here/kiosk_kit.sh"
top=$(mktemp -d "${TMPDIR:-/tmp}/vertelpunt-window-XXXXXX")
kiosk_log=$top/twin.log
xvfb_pid= window_pid= has_twin=false

clean_up() {
  $has_twin && kiosk_kill
  [ -z "$window_pid" ] || kill "$window_pid" 2>/dev/null
  [ -z "$xvfb_pid" ] || kill "$xvfb_pid" 2>/dev/null
  rm -rf "$top"
}
trap clean_up EXIT
cd "$top" || exit 1
fail() {
  echo "FAILED (line ${BASH_LINENO[0]}): $*" >&2
  tail -n 5 "$top"/*.log >&2
  exit 1
}
must() { "$@" || fail "$* -- $answer"; }

seen_as() { # REGION (WxH+X+Y): waits until the window shows there what the twin shows
  local end=$((SECONDS + 15)) differing=
  while [ $SECONDS -lt $end ]; do
    must kiosk shot "$top/twin.png"
    import -window root "$top/window.png"
    differing=$(compare -metric AE -fuzz $fuzz -extract "$1" twin.png window.png null: 2>&1) && return 0
    sleep 0.1
  done
  [ -z "${WINDOW_TEST_KEEP:-}" ] || cp twin.png window.png "$WINDOW_TEST_KEEP"
  fail "on the screen $(kiosk_label) $differing pixels differ"
}
same() { # all of it, but down to a kiosk's own words only: the two have others
  local height
  height=$(kiosk_tree -r "$(node kiosk-words) | if . == null then 800 else .rect[1] end")
  seen_as "1280x$height+0+0"
}
settled() { must kiosk sleep 0.6; } # a second press within half a second of a change is dropped, here and there
press() { # ID: in the window with the mouse, in the twin with a touch
  settled
  must kiosk_until_node "$1"
  local at
  at=$(kiosk_tree -r "$(node "$1").rect | \"\\(.[0] + (.[2] / 2 | floor)) \\(.[1] + (.[3] / 2 | floor))\"")
  xdotool mousemove $at click 1 || fail "xdotool"
  must kiosk tap "${at/ /,}"
}
key() { # NAME X-NAME
  settled
  must kiosk key "$1"
  xdotool key "$2" || fail "xdotool"
}

Xvfb -displayfd 3 -screen 0 "1280x800x$depth" -dpi 200 -nolisten tcp 3>display 2>xvfb.log &
xvfb_pid=$!
for _ in $(seq 100); do
  [ -s display ] && break
  sleep 0.1
done
[ -s display ] || fail "no virtual screen"
DISPLAY=:$(cat display)
export DISPLAY
xdotool mousemove 1279 799

mkdir -p twin-drives window-drives staff twin-courier window-courier
(umask 077 && echo 'zeven groene fietsen' >passphrase)
"$desk" key new --name "Gemeente Voorbeeld" --into staff --passphrase-file passphrase >/dev/null || fail "key new"
"$desk" key courier --key staff twin-courier window-courier >/dev/null || fail "key courier"
kiosk_start "$kiosk_program" --data twin --drives twin-drives --window 1280x800 --screen-mm 217
has_twin=true
"$kiosk_program" --data window --drives window-drives --window 1280x800 --screen-mm 217 2>window.log &
window_pid=$!

must kiosk wait enrol 20
same
mv twin-courier twin-drives/courier
mv window-courier window-drives/courier
must kiosk_until_node enrol
same
press enrol
must kiosk_until_node result 20
same
press next
mv twin-drives/courier twin-courier
mv window-drives/courier window-courier
must kiosk_until 20 "$(node drive-line) == null"
same

press begin
same
is_red() { [ "$(convert window.png -format '%[fx:p{400,300}.r > 0.9 && p{400,300}.g < 0.1]' info:)" = 1 ]; }
# another window comes over it and goes: what was covered is there again
display -geometry 500x400+200+150 -size 500x400 xc:red 2>/dev/null &
cover=$!
for _ in $(seq 50); do
  import -window root window.png
  is_red && break
  sleep 0.1
done
is_red || fail "nothing covers the window"
kill $cover
wait $cover 2>/dev/null
same
press medium-type
same
press "$(kiosk_choice 1)"
same
# the third step with the keyboard: the ring, and Enter
key tab Tab
same
key tab Tab
key enter Return
must kiosk wait consent
same
until kiosk_has agree; do
  press page-next
  same
done
# pressed and slid off: nothing happens
settled
at=$(kiosk_tree -r "$(node agree).rect | \"\\(.[0] + 20) \\(.[1] + 20)\"")
xdotool mousemove $at mousedown 1 mousemove 640 20 mouseup 1
same
press agree
same
# a sentence to begin with is chosen with the space bar, held down: not one space of it is written
starter=$(kiosk_choice 0)
for _ in $(seq 20); do
  key tab Tab
  [ "$answer" != "$starter" ] || break
done
must kiosk key space
xdotool keydown space sleep 1.2 keyup space
must kiosk wait write
same
# what is meant for the system is not written and chooses nothing
settled
xdotool key ctrl+k alt+x super+s ctrl+1 alt+Tab ctrl+Return alt+BackSpace ctrl+Left F5
same
# a keyboard on the table writes as well, also what takes two keys; Tab and Enter then choose
xdotool type --delay 30 'Dat kan beterx'
xdotool key BackSpace period
must kiosk type 'Dat kan beter.'
written() { seen_as "1280x$(kiosk_tree "$(node field) | .rect[1] + .rect[3]")+0+0"; } # the twin's touch has hidden the ring
written
# smaller than it can be, then as it was
xdotool search --name Vertelpunt windowsize --sync 320 240
sleep 0.5
kill -0 $window_pid || fail "a small window ends it"
import -window root "$top/small.png"
[ "$(convert small.png -crop 320x240+0+0 -format %k info:)" -gt 8 ] || fail "nothing is drawn in a small window"
xdotool search --name Vertelpunt windowsize 120 90
sleep 0.5
xdotool search --name Vertelpunt windowsize --sync 1280 800
written
text=$(kiosk_text field)
press next
must kiosk wait review
same
press throw-away
must kiosk wait throw-away
same
key escape Escape
must kiosk wait review
same
press keep
must kiosk wait thanks
seen_as "1280x160+0+0"
press next
must kiosk wait welcome
same

mv window-courier window-drives/courier
mv twin-courier twin-drives/courier
must kiosk_until_node result 20
same
kill "$window_pid"
wait "$window_pid"
status=$?
window_pid=
[ $status -eq 0 ] || fail "the window's kiosk ended with status $status when it was asked to"
has_twin=false
kiosk_stop || fail "the twin ended with status $?"
"$desk" collect window-drives/courier --into library --key staff --passphrase-file passphrase --enrol all >out 2>&1 ||
  fail "collect: $(cat out)"
[ "$(cat library/text/*.txt)" = "$text" ] || fail "the desk reads '$(cat library/text/*.txt)'"
# narrower than any screen by what the display says of itself; and a signal while it sleeps
"$kiosk_program" --data window --drives window-drives --window 320x240 2>small.log &
window_pid=$!
sleep 3
kill "$window_pid"
wait "$window_pid"
status=$?
window_pid=
[ $status -eq 0 ] || fail "a kiosk of 320x240 ended with status $status: $(cat small.log)"
# without a display it says so
(unset DISPLAY WAYLAND_DISPLAY && SDL_VIDEODRIVER=x11 timeout 20 "$kiosk_program" --data window --drives window-drives 2>err)
[ $? -eq 1 ] && grep -q -- '--headless' err || fail "without a display: $(cat err)"
echo "window_test: passed"
