#!/bin/bash
# The figures of design.md, section 8, one a line, each beside what it is compared with, measured in one run:
#   bench.sh BUILD-FOLDER [ui|start|idle|record|sync]…
set -euo pipefail
build=$(cd "$1" && pwd)
shift
here=$(cd "$(dirname "$0")" && pwd)
[ $# -gt 0 ] || set -- ui start idle record sync
. "$here/../e2e/sound_kit.sh"
. "$here/../e2e/kiosk_kit.sh"
kiosk_program=$build/src/kiosk/vertelpunt
desk=$build/src/desk/vertelpunt-desk
work=$(mktemp -d "${TMPDIR:-/tmp}/vertelpunt-bench-XXXXXX")
xvfb_pid= has_sound=false
kiosk_log=$work/kiosk.log

clean_up() {
  [ -z "$xvfb_pid" ] || kill "$xvfb_pid" 2>/dev/null || true
  $has_sound && sound_stop
  rm -rf "$work"
}
trap clean_up EXIT

screen_start() {
  [ -z "$xvfb_pid" ] || return 0
  Xvfb -displayfd 3 -screen 0 1920x1080x24 -nolisten tcp 3>"$work/display" >/dev/null 2>&1 &
  xvfb_pid=$!
  for _ in $(seq 100); do
    [ -s "$work/display" ] && break
    sleep 0.1
  done
  export DISPLAY=:$(cat "$work/display")
}
median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", a / b }'; }
cpu_ns() { awk '{ sum += $1 } END { printf "%.0f", sum }' /proc/"$1"/task/*/schedstat; }

must() { "$@" || { echo "bench: $*: $answer" >&2; exit 1; }; }
enrolled() { # DATA: a kiosk that has a collection, at rest on the welcome screen
  mkdir -p "$work/staff" "$work/drives" "$work/courier"
  (umask 077 && echo 'zeven groene fietsen' >"$work/passphrase")
  [ -e "$work/staff/VERTELPUNT" ] ||
    "$desk" key new --name Bench --into "$work/staff" --passphrase-file "$work/passphrase" >/dev/null
  "$desk" key courier --key "$work/staff" "$work/courier" >/dev/null
  kiosk_start "$kiosk_program" --data "$1" --drives "$work/drives"
  must kiosk_enrol "$work/drives" "$work/courier"
  kiosk_stop
}

bench_ui() { "$build/tests/bench/bench_ui"; }

bench_start() {
  screen_start
  for i in $(seq 9); do
    "$build/tests/bench/bench_first_frame" "$build/tests/bench/bench_bare" >>"$work/bare"
    "$build/tests/bench/bench_first_frame" "$kiosk_program" --data "$work/start" --drives "$work/none" --window 1920x1080 \
      >>"$work/ours"
  done
  local ours bare
  ours=$(awk '{ print $1 }' "$work/ours" | median) bare=$(awk '{ print $1 }' "$work/bare" | median)
  echo "bench: first_frame_1920x1080 $ours ms (beside: bare SDL2 window with 20 words $bare ms, ratio $(ratio "$ours" "$bare"))"
  ours=$(awk '{ printf "%.1f\n", $2 / 1024 }' "$work/ours" | median) bare=$(awk '{ printf "%.1f\n", $2 / 1024 }' "$work/bare" | median)
  echo "bench: memory_1920x1080 $ours MB (beside: bare SDL2 window with 20 words $bare MB, ratio $(ratio "$ours" "$bare"))"
}

bench_idle() {
  screen_start
  enrolled "$work/idle"
  "$kiosk_program" --data "$work/idle" --drives "$work/none" --window 1920x1080 2>/dev/null &
  local pid=$! before after
  sleep 5 # what a start leaves behind is over
  before=$(cpu_ns $pid)
  sleep 30
  after=$(cpu_ns $pid)
  kill $pid
  wait $pid || true
  echo "bench: idle_cpu_over_30_s $(awk -v ns=$((after - before)) 'BEGIN { printf "%.4f", ns / 30e9 * 100 }') %"
}

bench_record() {
  local seconds=60
  has_sound=true
  must sound_start "$work/sound"
  espeak-ng -v nl -s 140 -w "$work/raw.wav" "Ik rij met mijn scootmobiel naar de bibliotheek. Bij de ingang is een hoge drempel. \
Elke keer moet iemand mij helpen. Een klein plankje zou al genoeg zijn. Dan kan ik er zelf in, wanneer ik dat wil."
  sox "$work/raw.wav" -r 48000 -c 1 "$work/speech.wav" norm -6 repeat 20 trim 0 $seconds
  enrolled "$work/record"
  kiosk_start "$kiosk_program" --data "$work/record" --drives "$work/none" --window 1280x800
  must kiosk_go tell tell
  must kiosk_record
  must kiosk sleep 1
  local before after
  paplay --device=speech "$work/speech.wav" &
  local player=$!
  before=$(cpu_ns "$kiosk_pid")
  wait $player
  after=$(cpu_ns "$kiosk_pid")
  must kiosk tap next
  must kiosk wait review
  kiosk_kill
  local ours theirs
  ours=$(awk -v ns=$((after - before)) 'BEGIN { printf "%.2f", ns / 1e9 }')
  for _ in 1 2 3 4 5; do
    ( TIMEFORMAT='%U %S'; time opusenc --quiet --bitrate 32 "$work/speech.wav" "$work/theirs.opus" >/dev/null 2>&1 ) 2>&1 |
      awk '{ print $1 + $2 }' >>"$work/opusenc"
  done
  theirs=$(median <"$work/opusenc")
  echo "bench: recording_cpu_of_${seconds}_s $ours s (beside: opusenc --bitrate 32 on the same audio $theirs s, ratio $(ratio "$ours" "$theirs"))"
}

bench_sync() { "$build/tests/bench/bench_sync"; }

for part; do "bench_$part"; done
