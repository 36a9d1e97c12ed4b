#!/bin/bash
# The kiosk from outside, with a real sound server, a real desk and folders as drives; what it survives.
#
#   kiosk_test.sh KIOSK DESK SOUND_COMPARE PART [MEMORY_FIND]
#
# Parts: sound early keys microphone quiet full drives twice guide broken power start commands end wiped access
set -uo pipefail
kiosk_program=$1 desk=$2 sound_compare=$3 part=$4 memory_find=${5:-}
case $part in
  full | drives | start) # they mount: in a namespace of their own, where whoever runs them may, and where it ends with them
    if [ -z "${VERTELPUNT_OWN_MOUNTS:-}" ]; then
      export VERTELPUNT_OWN_MOUNTS=1
      whose=()
      [ "$(id -u)" -eq 0 ] || whose=(--user --map-root-user)
      why=$(unshare "${whose[@]}" --mount true 2>&1) || { echo "SKIPPED: nothing can be mounted here: $why" && exit 77; }
      exec unshare "${whose[@]}" --mount "$0" "$@"
    fi
    ;;
esac
here=$(cd "$(dirname "$0")" && pwd)
. "$here/sound_kit.sh"
. "$here/kiosk_kit.sh"
top=$(mktemp -d "${TMPDIR:-/tmp}/vertelpunt-kiosk-XXXXXX")
kiosk_log=$top/kiosk.log
has_sound=false has_kiosk=false mounted=()

clean_up() {
  $has_kiosk && kiosk_kill
  $has_sound && sound_stop
  for folder in "${mounted[@]:-}"; do [ -z "$folder" ] || umount "$folder"; done
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
start() { # DATA OPTION…
  local data=$1
  shift
  kiosk_start "$kiosk_program" --data "$data" --drives "$top/drives" --window 1280x800 "$@"
  has_kiosk=true
}
stop() {
  has_kiosk=false
  kiosk_stop || fail "the kiosk ended with status $?"
}
sound() {
  has_sound=true
  sound_start "$top/sound" || fail "no sound server"
}
shows() { [[ $(kiosk_text "$1") == *"$2"* ]] || fail "'$1' says '$(kiosk_text "$1")', not '$2'"; }
will_show() { # ID TEXT SECONDS
  kiosk_until "$3" "($(node "$1").label // \"\") | contains(\"$2\")" || fail "$answer"
}

# staff's key and a courier; a kiosk with data in ./data that belongs to them, at rest
prepare() {
  mkdir -p drives staff courier
  (umask 077 && echo 'zeven groene fietsen' >passphrase)
  "$desk" key new --name "Gemeente Voorbeeld" --into staff --passphrase-file passphrase >/dev/null || fail "no key"
  "$desk" key courier --key staff courier >/dev/null || fail "no courier"
  start "$top/data" "$@"
  must kiosk_enrol "$top/drives" "$top/courier"
}
deliver() { # [SCREEN-AFTER]: the courier goes in and out, and the desk takes in what is on it
  mv courier drives/courier
  must kiosk wait drive 20
  must kiosk_until_node result 60
  must kiosk tap next
  mv drives/courier courier
  "$desk" collect courier --into library --key staff --passphrase-file passphrase --enrol all >collect.txt 2>&1 ||
    fail "collect: $(cat collect.txt)"
  "$desk" list --library library --json >list.json || fail "list"
}
listed() { [ "$(jq "$1" list.json)" = "$2" ] || fail "the desk's list: $1 is $(jq "$1" list.json), not $2: $(cat list.json)"; }
a_speech() { # FILE SECONDS: no second of it is like another
  local i text=
  for ((i = 1; i * 4 < $2 + 8; i++)); do
    text+="Verhaal $((i * 37)). Ik rij met bus $((i * 11)) naar nummer $((90 - i)). "
  done
  espeak-ng -v nl -s 140 -w raw.wav "$text"
  sox raw.wav -r 48000 -c 1 -b 16 "$1" norm -6 trim 0 "$2"
}
opened() { # the library's only spoken story as WAV
  local files=(library/audio/*.opus)
  [ ${#files[@]} -eq 1 ] || fail "${#files[@]} spoken stories"
  opusinfo "${files[0]}" >info.txt 2>&1 || fail "opusinfo: $(cat info.txt)"
  ! grep -qi warning info.txt || fail "opusinfo: $(cat info.txt)"
  opusdec --quiet "${files[0]}" heard.wav || fail "opusdec"
}

heard_back() { # true: what came out of the loudspeaker is what the witness heard
  parec --device=speaker.monitor --latency-msec=20 --rate=48000 --channels=1 --format=s16le >back.raw &
  local listener=$!
  must kiosk tap play
  must kiosk_until 10 "$(node play).icon == \"pause\""
  must kiosk_until 90 "$(node play).icon == \"play-arrow\""
  must kiosk sleep 1 # what parec has read it writes in pieces
  kill $listener
  wait $listener 2>/dev/null
  sox -t raw -r 48000 -c 1 -b 16 -e signed back.raw back.wav
  "$sound_compare" witness.wav back.wav 0.8
}

# A known signal goes in; what comes out of the desk is the same: no gap, nothing twice, the duration right. A witness
# hears the virtual microphone too: on a busy machine that may itself leave something out, and the kiosk cannot have it.
part_sound() {
  sound
  prepare
  a_speech speech.wav 40
  must kiosk_go tell tell
  must kiosk_record
  parec --device=speech.monitor --latency-msec=100 --rate=48000 --channels=1 --format=s16le >witness.raw &
  local witness=$!
  paplay --device=speech speech.wav &
  wait $!
  must kiosk tap next
  must kiosk wait review
  must kiosk sleep 1
  kill $witness
  wait $witness 2>/dev/null
  shows time "0:4"
  sox -t raw -r 48000 -c 1 -b 16 -e signed witness.raw witness.wav
  awk -v s="$(soxi -D witness.wav)" 'BEGIN { exit !(s > 39) }' || fail "the witness heard only $(soxi -D witness.wav) s"
  # heard back: what comes out of the loudspeaker is it as well; on a busy machine not each time
  heard_back || heard_back || heard_back || fail "what was heard back is not what was told"
  must kiosk tap keep
  must kiosk wait thanks
  local code
  code=$(kiosk_text code)
  [[ $code =~ ^[0-9]{3}\ [0-9]{3}\ [0-9]{3}$ ]] || fail "the code is '$code'"
  must kiosk tap next
  must kiosk wait welcome
  deliver
  stop
  listed length 1
  listed '.[0].state' '"kept"'
  opened
  "$sound_compare" witness.wav heard.wav 0.8 || fail "what the desk has is not what was told"
  # as loud as any other: the gain that the kiosk measured stands in the header
  local gain_q8 header_q8
  gain_q8=$(jq '.metadata.gain_q8' library/audio/*.json)
  header_q8=$(od -An -j44 -N2 -td2 library/audio/*.opus | tr -d ' ')
  { [ "$gain_q8" != null ] && [ "$gain_q8" -ne 0 ] && [ "$gain_q8" -eq "$header_q8" ]; } ||
    fail "the kiosk measured a gain of $gain_q8, and in the header stands $header_q8"
}

# Somebody talks already when the button is pressed: what was said in the 300 ms before is in the story.
part_early() {
  sound
  prepare
  a_speech speech.wav 20
  must kiosk_go tell tell
  must kiosk_until 20 "$(node record) | .state | index(\"disabled\") | not"
  local begun pressed
  begun=$(date +%s%N)
  paplay --device=speech speech.wav &
  local player=$!
  must kiosk sleep 4
  pressed=$((($(date +%s%N) - begun) / 1000000))
  must kiosk tap record
  must kiosk sleep 5
  must kiosk tap next
  kill $player
  wait $player 2>/dev/null
  must kiosk wait review
  must kiosk tap keep
  must kiosk wait thanks
  must kiosk tap next
  deliver
  stop
  opened
  # the story is found in the speech: where it begins there, against when the button was pressed
  local found
  found=$("$sound_compare" heard.wav speech.wav 0.7) || fail "the story is no part of what was said: $found"
  found=$(sed 's/.*begins at \([0-9.]*\) s/\1/' <<<"$found")
  awk -v at="$found" -v pressed="$pressed" 'BEGIN { exit !(pressed - at * 1000 >= 200) }' ||
    fail "pressed $pressed ms after the speech began, and the story begins at $found s of it"
}

# From welcome to thanks with Tab and Enter alone; then the same with the arrows' first stop and Escape back.
focus_on() { # ID: presses Tab until it is there
  local focus= first= step
  for step in $(seq 60); do
    must kiosk key tab
    focus=$answer
    [ "$focus" != "$1" ] || return 0
    [ "$step" -ne 1 ] || first=$focus
  done
  fail "Tab never reached $1 (it began at $first)"
}
by_key() { # ID SCREEN
  focus_on "$1"
  must kiosk key enter
  must kiosk wait "$2"
}
part_keys() {
  prepare
  by_key begin medium
  by_key medium-type theme
  must kiosk key escape
  must kiosk wait medium
  by_key next theme
  by_key "$(kiosk_choice 1)" kind
  by_key "$(kiosk_choice 2)" consent
  until kiosk_has agree; do
    focus_on page-next
    must kiosk key enter
  done
  by_key agree starters
  by_key "$(kiosk_choice 0)" write
  local begun
  begun=$(kiosk_text field)
  [ -n "$begun" ] || fail "the chosen sentence is not there"
  for letter in 68 6f 69; do
    focus_on key-$letter
    must kiosk key enter
  done
  [ "$(kiosk_text field)" = "${begun}hoi" ] || fail "the field reads '$(kiosk_text field)', not '${begun}hoi'"
  by_key next review
  by_key throw-away throw-away
  must kiosk key escape
  must kiosk wait review
  by_key keep thanks
  by_key next welcome
  deliver
  stop
  listed length 1
  listed '.[0].medium' '"text"'
  [ "$(cat library/text/*.txt)" = "${begun}hoi" ] || fail "the desk reads '$(cat library/text/*.txt)'"
}

# No sound server at all; then one that comes, is used, and is killed in the middle of a take.
part_microphone() {
  sound
  prepare
  a_speech speech.wav 20
  must kiosk_go tell tell
  must kiosk_record
  paplay --device=speech speech.wav &
  local player=$!
  must kiosk sleep 6
  kill -9 "$SOUND_PID"
  wait $player 2>/dev/null
  will_show state "microfoon" 10
  must kiosk_until 5 "$(node record).icon != \"pause\""
  must kiosk tap next
  must kiosk wait review
  must kiosk tap keep
  must kiosk wait thanks
  must kiosk tap next
  # now there is none from the start: it is said, and typing goes
  must kiosk_go tell tell
  will_show state "geen microfoon" 20
  must kiosk_until 5 "$(node record) | .state | index(\"disabled\") != null"
  while [ "$(kiosk_label)" != welcome ]; do must kiosk tap back; done
  deliver
  stop
  listed length 1
  listed '.[0].state' '"kept"'
  opened
  local seconds
  seconds=$(soxi -D heard.wav)
  awk -v s="$seconds" 'BEGIN { exit !(s > 4 && s < 12) }' || fail "of 6 s told $seconds s are there"
}

# Nobody says anything: it is said and shown within 3 s, and the take goes on.
part_quiet() {
  sound
  prepare
  must kiosk_go tell tell
  must kiosk_record
  will_show state "horen je nog niet" 5
  a_speech speech.wav 5
  paplay --device=speech speech.wav &
  local player=$!
  must kiosk_until 4 "$(node state).icon == \"mic\""
  wait $player
  must kiosk tap next
  must kiosk wait review
  stop
}

# A disk that is nearly full, then full in the middle of a take: the take ends cleanly, and is kept.
part_full() {
  sound
  mkdir -p data
  mount -t tmpfs -o size=90m tmpfs data || fail "no small disk can be mounted"
  mounted+=("$top/data")
  prepare
  kiosk_has low || fail "staff are not told that room is short"
  a_speech speech.wav 12
  must kiosk_go tell tell
  must kiosk_record
  paplay --device=speech speech.wav &
  local player=$!
  must kiosk sleep 4
  head -c 30m /dev/zero >data/filler
  will_show state "geen plek meer" 5
  wait $player
  must kiosk tap next
  must kiosk wait review
  must kiosk tap keep
  must kiosk wait thanks
  must kiosk tap next
  must kiosk_until_node full 5
  must kiosk_until 5 "$(node begin) | .state | index(\"disabled\") != null"
  deliver
  # the desk has it now. When its receipt comes back, the story makes room, for the disk is short of it
  [ "$(sqlite3 data/store.db 'SELECT count(*) FROM story')" = 1 ] || fail "the story went before its receipt came"
  mv courier drives/courier
  must kiosk wait drive 20
  must kiosk_until_node confirmed 30
  must kiosk tap next
  must kiosk_until 10 '.label == "welcome"'
  mv drives/courier courier
  local tries
  for tries in $(seq 50); do
    [ "$(sqlite3 data/store.db 'SELECT count(*) FROM story')" != 0 ] || break
    must kiosk sleep 0.1
  done
  [ "$tries" -lt 50 ] || fail "what the desk has confirmed makes no room"
  rm data/filler
  stop
  listed length 1
  listed '.[0].state' '"kept"'
  opened
  awk -v s="$(soxi -D heard.wav)" 'BEGIN { exit !(s > 3) }' || fail "of 4 s told $(soxi -D heard.wav) s are there"
}

type_and_keep() {
  must kiosk_go type write
  must kiosk type "$1"
  must kiosk tap next
  must kiosk wait review
  must kiosk tap keep
  must kiosk wait thanks
  must kiosk tap next
  must kiosk wait welcome
}
refuses() { # FOLDER TEXT: it is plugged in, the screen says so, and it goes
  mv "$1" drives/
  must kiosk wait drive 20
  will_show title "$2" 20
  mv "drives/$1" .
  must kiosk_rest
}

# Each bad drive has its own plain message, nothing is lost, and the next good one goes on.
part_drives() {
  prepare
  type_and_keep "een"
  mkdir plain other full locked
  refuses plain "hoort niet bij de verzameling"
  "$desk" key new --name "Een ander" --into other --passphrase-file passphrase >/dev/null
  refuses other "andere verzameling"
  cp -r courier damaged
  printf 'nonsense' | dd of=damaged/VERTELPUNT/collection.vpk conv=notrunc bs=1 seek=40 status=none
  refuses damaged "beschadigd"
  # a full one and a locked one are file systems of their own, mounted where a desktop would
  mount -t tmpfs -o size=64k tmpfs full || fail "no small drive can be mounted"
  mounted+=("$top/full")
  cp -r courier/VERTELPUNT full/ && head -c 1m /dev/zero >full/filler 2>/dev/null
  mkdir drives/full && mount --bind full drives/full || fail "the small drive cannot be mounted twice"
  mounted=("$top/drives/full" "$top/full")
  must kiosk wait drive 20
  will_show title "vol" 20
  umount drives/full full
  mounted=()
  rmdir drives/full
  must kiosk_rest
  cp -r courier/VERTELPUNT locked/
  mkdir drives/locked
  mount --bind locked drives/locked && mount -o remount,bind,ro drives/locked
  mounted+=("$top/drives/locked")
  will_show title "op slot" 20
  umount drives/locked
  mounted=()
  rmdir drives/locked
  must kiosk_rest
  deliver
  listed length 1
  type_and_keep "twee"
  # the same drive again: the first is not copied twice, and its receipt is taken in
  mv courier drives/courier
  must kiosk wait drive 20
  must kiosk_until_node result 30
  must kiosk_until_node confirmed 5
  shows result "Nu gekopieerd: 1"
  must kiosk tap next
  mv drives/courier courier
  # twice: nothing is copied
  mv courier drives/courier
  must kiosk wait drive 20
  must kiosk_until_node result 30
  shows result "Nu gekopieerd: 0"
  must kiosk tap next
  mv drives/courier courier
  # a second courier gets what no receipt has confirmed
  mkdir second
  "$desk" key courier --key staff second >/dev/null
  mv second drives/second
  must kiosk wait drive 20
  must kiosk_until_node result 30
  shows result "Nu gekopieerd: 1"
  must kiosk tap next
  mv drives/second second
  stop
}

part_twice() {
  mkdir -p drives
  start "$top/data"
  must kiosk wait enrol 20
  timeout 20 "$kiosk_program" --headless --data "$top/data" --drives "$top/drives" >out 2>err
  local status=$?
  [ $status -eq 1 ] || fail "the second ended with status $status"
  grep -q "$kiosk_pid" err || fail "it does not say which has it: $(cat err)"
  stop
}

part_guide() {
  mkdir -p drives
  local shipped
  shipped=$(ls "$here"/../../assets/guides/*/guide.json | head -n 1)
  sed '12s/[,:{]/ @ /' "$shipped" >syntax.json
  timeout 20 "$kiosk_program" --headless --data data --drives drives --guide syntax.json >out 2>err
  [ $? -eq 1 ] || fail "a guide that is no JSON: status is not 1"
  grep -q 'syntax.json:1[0-9]:[0-9]' err || fail "the place is missing: $(cat err)"
  jq 'del(.themes[2].label.en)' "$shipped" >missing.json
  timeout 20 "$kiosk_program" --headless --data data --drives drives --guide missing.json >out 2>err
  [ $? -eq 1 ] || fail "a guide without a text: status is not 1"
  grep -q 'themes\[2\].label' err || fail "the place is missing: $(cat err)"
  timeout 20 "$kiosk_program" --headless --data data --drives drives --guide nowhere.json >out 2>err
  [ $? -eq 1 ] || fail "no guide: status is not 1"
  timeout 20 "$kiosk_program" --headless --data data --drives drives --lang xx >out 2>err
  [ $? -eq 1 ] || fail "an unknown language: status is not 1"
  "$desk" guide check missing.json >out 2>err
  [ $? -eq 1 ] || fail "the desk finds nothing wrong with missing.json"
  "$desk" guide check "$shipped" >out 2>err || fail "the desk complains of the shipped guide: $(cat err)"
  "$kiosk_program" --no-such-option >out 2>err
  [ $? -eq 2 ] || fail "wrong usage: status is not 2"
  "$kiosk_program" --commands - </dev/null >out 2>err
  [ $? -eq 2 ] || fail "--commands without --headless: status is not 2"
}

# The database is broken: it is moved aside, never deleted, and said.
part_broken() {
  prepare
  type_and_keep "een"
  stop
  local database
  database=$(ls data/*.db | head -n 1)
  cp "$database" before.db
  printf 'this is no database at all, it never was one' | dd of="$database" conv=notrunc bs=1 status=none
  printf 'xx' >>"$database"
  local hash
  hash=$(sha256sum <"$database")
  start "$top/data"
  must kiosk_until 20 '.label != "starting"'
  local aside=
  for file in data/* data/*/*; do
    [ -f "$file" ] && [ "$(sha256sum <"$file")" = "$hash" ] && aside=$file
  done
  [ -n "$aside" ] || fail "the broken database is not there any more: $(ls -R data)"
  if [ "$(kiosk_label)" = enrol ]; then must kiosk_enrol "$top/drives" "$top/courier"; fi
  kiosk_has moved-aside || fail "staff are not told"
  stop
}

# kill -9 in the middle of takes, and copies of the data folder as a power cut would leave it: every story is there, at most
# a second is missing, and the take is listed as interrupted and delivered so.
part_power() {
  sound
  prepare
  a_speech speech.wav 60
  local moment seconds round=0
  for moment in 2.3 4.1 5.7; do
    round=$((round + 1))
    must kiosk_go tell tell
    must kiosk_record
    local begin now
    begin=$(date +%s%N)
    paplay --device=speech speech.wav &
    local player=$!
    must kiosk sleep $moment
    cp -r data copy-$round
    now=$(date +%s%N)
    echo "$(((now - begin) / 1000000))" >>told_ms
    has_kiosk=false
    kiosk_kill
    kill $player
    wait $player 2>/dev/null
    start "$top/data"
    must kiosk wait welcome 20
  done
  deliver
  stop
  listed length 3
  listed '[.[] | select(.state == "interrupted")] | length' 3
  local lengths files=(library/audio/*.opus) i told_ms
  mapfile -t told_ms <told_ms
  for i in 0 1 2; do
    opusinfo "${files[$i]}" >info.txt 2>&1 || fail "opusinfo: $(cat info.txt)"
    opusdec --quiet "${files[$i]}" heard.wav
    seconds=$(soxi -D heard.wav)
    # the kill came after told_ms; the take began up to 300 ms before the press
    awk -v s="$seconds" -v told="${told_ms[$i]}" 'BEGIN { exit !(s * 1000 >= told - 1000) }' ||
      fail "killed after ${told_ms[$i]} ms, $seconds s are there"
  done
  # the copies, elsewhere: the first holds one take that was under way
  for round in 1 2 3; do
    rm -rf library
    start "$top/copy-$round"
    must kiosk wait welcome 20
    cp -r courier blank && rm -rf blank/VERTELPUNT/kiosks blank/VERTELPUNT/inbox
    mv courier courier-full && mv blank courier
    deliver
    rm -rf courier && mv courier-full courier
    stop
    listed length $round
    listed '[.[] | select(.state == "interrupted")] | length' $round
    awk -v s="$(opusdec --quiet "$(ls library/audio/*.opus | tail -n 1)" heard.wav && soxi -D heard.wav)" \
      -v told="${told_ms[$((round - 1))]}" 'BEGIN { exit !(s * 1000 >= told - 1200) }' || fail "copy $round: $(soxi -D heard.wav) s"
  done
}

# What is missing or refuses is said on standard error, with what to do, and the status is 1.
gives_up() { # WORDS OPTION…: they stand on standard error
  local words=$1
  shift
  timeout 20 "$kiosk_program" --headless "$@" >out 2>err </dev/null
  local status=$?
  [ $status -eq 1 ] || fail "$*: the status is $status, not 1: $(cat err)"
  grep -q -- "$words" err || fail "$*: '$words' is not said: $(cat err)"
}
without() { # FOLDER WORDS: the same in a world in which that folder is empty
  timeout 20 unshare --mount sh -c 'mount -t tmpfs tmpfs "$1" && shift && exec "$@"' - "$1" \
    "$kiosk_program" --headless --data data --drives drives >out 2>err </dev/null
  local status=$?
  [ $status -eq 1 ] || fail "without $1: the status is $status, not 1: $(cat err)"
  grep -q -- "$2" err || fail "without $1: '$2' is not said: $(cat err)"
}
part_start() {
  mkdir -p drives locked
  touch file
  gives_up '--data' --drives drives --data file
  gives_up '--data' --drives drives --data file/below
  gives_up '--data' --drives drives --data /proc/vertelpunt
  mount -t tmpfs -o ro tmpfs locked || fail "nothing can be mounted"
  mounted+=("$top/locked")
  gives_up '--data' --drives drives --data locked
  gives_up '--data' --drives drives --data locked/below
  gives_up '--lang' --drives drives --data data --lang xx
  gives_up 'no-such-file' --drives drives --data data --commands no-such-file
  gives_up 'Name a file' --drives drives --data data --commands .
  without /usr/share/fonts 'fonts-'
  without "$here/../../assets/guides" 'VERTELPUNT_ASSETS'
  without "$(dirname "$kiosk_program")/../../assets/locale" 'VERTELPUNT_ASSETS'
  # a folder of drives that is not there yet is waited for
  prepare
  stop
  rm -rf drives
  start "$top/data"
  must kiosk wait welcome 20
  mkdir drives
  mv courier drives/courier
  must kiosk wait drive 20
  must kiosk_until_node result 30
  stop
  mv drives/courier courier
  # standard streams that were closed: no file of ours gets their numbers, or the log would be written into it
  printf 'wait welcome 20\nsleep 2\nquit\n' >commands
  "$kiosk_program" --headless --data "$top/data" --drives "$top/drives" --commands commands >out 2>&- <&- &
  local pid=$! fd
  for _ in $(seq 100); do
    [ -s out ] && break
    sleep 0.1
  done
  for fd in 0 2; do
    [ "$(readlink /proc/$pid/fd/$fd)" = /dev/null ] || fail "descriptor $fd is $(readlink /proc/$pid/fd/$fd)"
  done
  wait $pid || fail "without standard error the status is $?"
}

# Every line has one answer, whatever stands in it; who no longer listens ends the kiosk.
answers() { # ANSWER COMMAND…
  local expected=$1
  shift
  if kiosk "$@"; then answer="ok $answer"; fi
  [[ $answer == $expected ]] || fail "'$(head -c 60 <<<"$*")' is answered '$answer', not '$expected'"
}
part_commands() {
  mkdir -p drives
  start "$top/data"
  must kiosk wait enrol 20
  answers 'error: there is no such command: jump' jump up
  answers 'error: *argument*' tap
  answers 'error: *outside*' tap 1280,0
  answers 'error: *outside*' tap 0,800
  answers 'error: *outside*' tap -1,5
  answers 'error: *outside*' tap 99999999999999999999,1
  answers 'ok*' tap 1279,799
  answers 'error: *seconds*' sleep soon
  answers 'error: *seconds*' sleep -1
  answers 'error: *seconds*' wait enrol 1x
  answers 'ok*' wait enrol 1
  answers 'error: *no such key*' key hyper
  answers 'error: *no-such-folder*' shot no-such-folder/x.png
  answers 'error: *' shot /proc/x.png
  answers 'error: *too long*' "tap $(head -c 30000 /dev/zero | tr '\0' x)"
  answers 'ok*' sleep 0
  answers 'ok*' $'key tab\r'
  printf '\n# nothing\n\r\n' >&"$kiosk_in"
  answers 'ok*' sleep 0
  answers 'ok {*}' tree
  kiosk_stop
  [ $? -eq 1 ] || fail "an error was answered, and the status is not 1"
  has_kiosk=false
  # standard input ends early, without a last line's end
  printf 'wait enrol 20\nsleep 0' | "$kiosk_program" --headless --data data --drives drives --commands - >out ||
    fail "the end of the commands gives status $?"
  [ "$(cat out)" = $'ok\nok' ] || fail "the answers are '$(cat out)'"
  # standard output is closed
  (
    sleep 1
    yes 'key tab'
  ) 2>err.yes | timeout 20 "$kiosk_program" --headless --data data --drives drives --commands - 2>err | head -n 3 >out
  local status=(${PIPESTATUS[@]})
  [ "${status[1]}" -eq 1 ] || fail "standard output was closed: the status is ${status[1]}"
  grep -q 'standard output' err || fail "it is not said: $(cat err)"
}

# Asked to end, at whatever moment, it ends with status 0; what was being told is there.
ends_by() { # SIGNAL
  kill "-$1" "$kiosk_pid"
  has_kiosk=false
  kiosk_end_of || fail "SIG$1: the status is $?"
}
part_end() {
  sound
  prepare
  a_speech speech.wav 12
  must kiosk_go tell tell
  must kiosk_record
  paplay --device=speech speech.wav &
  must kiosk sleep 4
  ends_by TERM
  wait $!
  # while the store is being opened, and before that
  local moment
  for moment in 0.01 0.02 0.04 0.08 0.16 0.3; do
    start "$top/data"
    sleep $moment
    kill -TERM "$kiosk_pid"
    has_kiosk=false
    kiosk_end_of
    case $? in
    0) ;;
    143) [ $moment \< 0.1 ] || fail "after $moment s SIGTERM kills" ;; # it had not begun to look for signals
    *) fail "after $moment s SIGTERM gives $?" ;;
    esac
  done
  # while it copies
  start "$top/data"
  must kiosk wait welcome 20
  mv courier drives/courier
  must kiosk wait drive 20
  ends_by INT
  mv drives/courier courier
  start "$top/data"
  must kiosk wait welcome 20
  deliver
  # while somebody writes
  must kiosk_go type write
  must kiosk type 'Tot hier'
  ends_by HUP
  start "$top/data"
  must kiosk wait welcome 20
  deliver
  stop
  listed length 2
  listed '[.[] | select(.state == "interrupted")] | length' 2
  opened
  awk -v s="$(soxi -D heard.wav)" 'BEGIN { exit !(s > 3) }' || fail "of 4 s told $(soxi -D heard.wav) s are there"
  [ "$(cat library/text/*.txt)" = 'Tot hier' ] || fail "the desk reads '$(cat library/text/*.txt)'"
}

# When a visit is over, what was written is nowhere in memory as a whole. (It is longer than a line: libraries that draw
# may keep pieces of lines.)
part_wiped() {
  local text='wispelstaarten in de lange gang van het oude huis naast de brug en de school'
  prepare
  must kiosk_go type write
  # in two pieces: no command has the whole
  must kiosk type 'kwispelst'
  must kiosk type "${text#wispelst}"
  text=${text#wispelstaarten } # memory that is freed is written into at its beginning
  "$memory_find" "$kiosk_pid" "$text" >found || { [ $? -eq 77 ] && exit 77; }
  [ "$(head -n 1 found)" -gt 0 ] || fail "what is being written cannot be found at all"
  must kiosk sleep 1.5
  must kiosk tap next
  must kiosk wait review
  must kiosk tap keep
  must kiosk wait thanks
  must kiosk tap next
  must kiosk wait welcome
  must kiosk sleep 1
  "$memory_find" "$kiosk_pid" "$text" >found
  [ "$(head -n 1 found)" -eq 0 ] || fail "it is found $(cat found)"
  stop
}

# The access panel, over everything: what is set is seen at once, holds for the visit, and is as usual for the next.
surface() { kiosk_tree -r "$(node title).ground"; }
part_access() {
  local usual
  sound
  prepare
  usual=$(surface)
  must kiosk key f2
  must kiosk wait access
  must kiosk tap to-access-colours
  must kiosk wait access-colours
  must kiosk tap scheme-4
  must kiosk_until 5 "$(node scheme-4).state | index(\"chosen\")"
  [ "$(surface)" != "$usual" ] || fail "the colours have not changed: $(surface)"
  must kiosk tap back
  must kiosk wait access
  must kiosk tap to-access-text-size
  must kiosk wait access-text-size
  must kiosk tap text-size-2
  must kiosk_until 5 "$(node text-size-2).state | index(\"chosen\")"
  must kiosk tap access
  must kiosk wait welcome
  [ "$(surface)" != "$usual" ] || fail "what was set went with the panel"
  must kiosk_go tell tell
  must kiosk_record
  must kiosk key f2
  must kiosk wait access
  must kiosk_until_node take-line
  must kiosk sleep 2
  must kiosk key escape
  must kiosk wait tell
  [ "$(kiosk_tree -r "$(node record).icon")" = pause ] || fail "the take did not go on beneath the panel"
  must kiosk tap next
  must kiosk wait review
  must kiosk tap throw-away
  must kiosk wait throw-away
  must kiosk tap confirm
  must kiosk wait thanks
  must kiosk tap next
  must kiosk wait welcome
  [ "$(surface)" = "$usual" ] || fail "the next visitor finds what was set"
  stop
}

"part_$part"
echo "kiosk_test $part: passed"
