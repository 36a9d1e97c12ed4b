#!/bin/bash
# The kiosk's voice from outside (accessibility.md, Hearing).
#
#   voice_test.sh KIOSK DESK PART
#
# Parts:
#   eyes     a written story from welcome to the code, by somebody who hears what is said, has three keys, and sees nothing
#   silent   with a real sound server: what the focus is on comes out of the loudspeaker soon; while somebody tells, and while
#            a story is heard back, no word of the kiosk's does; and a story has none in it
#   without  no sound server: the visit goes on
set -uo pipefail
kiosk_program=$1 desk=$2 part=$3
here=$(cd "$(dirname "$0")" && pwd)
. "$here/sound_kit.sh"
. "$here/kiosk_kit.sh"
top=$(mktemp -d "${TMPDIR:-/tmp}/vertelpunt-voice-XXXXXX")
kiosk_log=$top/kiosk.log
has_sound=false has_kiosk=false listener=

clean_up() {
  $has_kiosk && kiosk_kill
  [ -z "$listener" ] || kill "$listener"
  $has_sound && sound_stop
  rm -rf "$top"
}
trap clean_up EXIT
cd "$top" || exit 1
fail() {
  echo "FAILED (line ${BASH_LINENO[0]}): $*" >&2
  [ ! -s heard ] || { echo "  heard:" && tail -n 12 heard; } >&2
  [ ! -s "$kiosk_log" ] || tail -n 8 "$kiosk_log" >&2
  exit 1
}
must() { "$@" || fail "$* -- $answer"; }
prepare() {
  mkdir -p drives staff courier data
  (umask 077 && echo 'zeven groene fietsen' >passphrase)
  "$desk" key new --name "Gemeente Voorbeeld" --into staff --passphrase-file passphrase >/dev/null || fail "no key"
  "$desk" key courier --key staff courier >/dev/null || fail "no courier"
  kiosk_start "$kiosk_program" --data "$top/data" --drives "$top/drives" --window 1280x800
  has_kiosk=true
  must kiosk_enrol "$top/drives" "$top/courier"
}
collect() {
  has_kiosk=false
  mv courier drives/courier
  must kiosk wait drive 20
  must kiosk_until_node result 60
  mv drives/courier courier
  kiosk_stop || fail "the kiosk ended with status $?"
  "$desk" collect courier --into library --key staff --passphrase-file passphrase --enrol all >collect.txt 2>&1 ||
    fail "collect: $(cat collect.txt)"
}

# --- who sees nothing has these -----------------------------------------------------------------------------------------

hear() { # what has been said since, into $said
  must kiosk spoken
  said=$answer
  [ -z "$said" ] || echo "$said" >>heard
}
hear_of() { # WORDS: until they are said
  local end=$((SECONDS + 20)) all=
  until [[ $all == *"$1"* ]]; do
    [ $SECONDS -lt $end ] || fail "'$1' is never said: $all"
    must kiosk sleep 0.1
    hear
    all+=" $said"
  done
  said=$all
}
go_to() { # LABEL: with Tab, until it is what is said first
  local step
  for step in $(seq 60); do
    must kiosk key tab
    hear
    [[ $said != "$1 | "* && $said != "$1" ]] || return 0
  done
  fail "Tab never comes to '$1'"
}
choose() { # LABEL WORDS: what is said then
  go_to "$1"
  must kiosk key enter
  hear_of "$2"
}
first_offered() { sed 's/.*| Kies uit [0-9]*: | \([^|]*\) | .*/\1/' <<<"$said"; } # of what can be chosen

part_eyes() {
  prepare
  must kiosk voice on
  hear_of 'Kies uit'
  choose Begin 'Stap 1 van 6'
  [[ $said == *'| Praten | Typen | '* ]] || fail "what can be chosen is not said"
  go_to Typen
  [[ $said == 'Typen | Met zinnen om mee te beginnen. | keuze, 2 van '[0-9] ]] || fail "the focus says '$said'"
  must kiosk key f1 # once more
  hear_of 'keuze, 2 van'
  [[ $said == *'Kies uit '[0-9]:* ]] || fail "F1 says '$said'"
  must kiosk key + # louder: how loud is heard
  hear
  [[ $said == 'Typen | '* ]] || fail "+ says '$said'"
  must kiosk key ]
  hear
  [[ $said == 'Typen | '* ]] || fail "] says '$said'"
  must kiosk key enter
  hear_of 'Stap 2 van 6'
  choose Wonen 'Stap 3 van 6'
  choose 'Ik heb een idee' 'Stap 4 van 6'
  until [[ $said == *'Ja, dat is goed'* ]]; do # the text has pages
    choose Meer 'Pagina'
  done
  choose 'Ja, dat is goed' 'Stap 5 van 6'
  local sentence
  sentence=$(first_offered)
  choose "$sentence" 'Je hebt geschreven:'
  sentence=${sentence%…}
  [[ $said == *"Je hebt geschreven: | $sentence"* ]] || fail "the sentence that was chosen is not said: $said"
  local letter
  for letter in h u s i s; do
    go_to "$letter"
    must kiosk key enter
    hear
    [ "$said" = "$letter" ] || fail "typing '$letter' says '$said'"
  done
  for letter in s i s; do
    must kiosk key backspace
    hear
    [ "$said" = "Gewist: $letter" ] || fail "erasing '$letter' says '$said'"
  done
  go_to i
  must kiosk key enter
  hear
  go_to s
  must kiosk key enter
  hear
  go_to Spatie
  must kiosk key enter
  hear
  [[ $said == *uis ]] || fail "at the end of the word '$said' is said"
  choose 'Ik ben klaar' 'Stap 6 van 6'
  [[ $said == *"$sentence"*huis* ]] || fail "the story is not read back: $said"
  choose Bewaar 'Dit is jouw code'
  local code
  code=$(grep -o '[0-9], [0-9], [0-9]\.' <<<"$said" | tr -dc '0-9')
  [[ $code =~ ^[0-9]{9}$ ]] || fail "no code is said: $said"
  # from here on with eyes: was it true?
  [ "$(kiosk_text code | tr -d ' ')" = "$code" ] || fail "the code that is shown is another"
  must kiosk key escape
  go_to 'Naar het begin'
  must kiosk key enter
  must kiosk voice off
  must kiosk wait welcome
  hear
  must kiosk key tab
  hear
  [ -z "$said" ] || fail "the voice is off, and says '$said'"
  collect
  cat library/text/*.txt >story
  [[ $(cat story) == "$sentence"*huis* ]] || fail "the desk reads '$(cat story)'"
}

# --- with a loudspeaker --------------------------------------------------------------------------------------------------

listen() {
  parec --device=speaker.monitor --latency-msec=5 --rate=48000 --channels=1 --format=s16le --raw >out.raw &
  listener=$!
}
now_at() { stat -c %s out.raw; }
loudest() { # FROM-BYTE: of what came out since, and where it began, in ms
  python3 - "$1" <<'END_OF_PYTHON'
import array, sys
with open("out.raw", "rb") as f:
    f.seek(int(sys.argv[1]) // 2 * 2)
    data = f.read()
samples = array.array("h", data[: len(data) // 2 * 2])
first = next((i for i, s in enumerate(samples) if abs(s) > 60), -1)
print(max(map(abs, samples), default=0), -1 if first < 0 else first // 48)
END_OF_PYTHON
}
part_silent() {
  local at loud ms
  has_sound=true
  sound_start "$top/sound" || fail "no sound server"
  prepare
  must kiosk voice on
  listen
  hear_of Begin
  must kiosk sleep 2
  must kiosk key escape # silence
  must kiosk sleep 1
  for i in 1 2 3; do
    at=$(now_at)
    must kiosk key tab
    must kiosk sleep 2
    read -r loud ms < <(loudest "$at")
    [ "$loud" -gt 300 ] || fail "nothing is heard: $loud"
    [ "$ms" -lt 2000 ] || fail "it is heard after $ms ms"
    echo "from the key to the loudspeaker: $ms ms (what parec had not written yet included)"
    must kiosk key escape
    must kiosk sleep 0.5
  done
  must kiosk_go tell tell
  must kiosk_until 20 "$(node record) | .state | index(\"disabled\") | not"
  must kiosk sleep 1
  espeak-ng -v nl -w told.wav "Dit vertel ik zelf. Het is een mooi verhaal."
  must kiosk tap record
  must kiosk sleep 0.6 # what was on its way
  at=$(now_at)
  hear
  paplay --device=speech told.wav
  must kiosk key tab
  must kiosk key tab
  must kiosk sleep 1
  hear
  [ -z "$said" ] || fail "while somebody tells '$said' is said"
  read -r loud ms < <(loudest "$at")
  [ "$loud" -eq 0 ] || fail "while somebody tells there is sound: $loud"
  must kiosk tap record
  hear_of 'Pauze'
  must kiosk tap next
  must kiosk wait review
  hear_of 'Luister terug'
  must kiosk tap play
  must kiosk_until 10 "$(node play).icon == \"pause\""
  must kiosk key tab
  hear
  must kiosk key tab
  hear
  [ -z "$said" ] || fail "while it is heard back '$said' is said"
  must kiosk_until 60 "$(node play).icon == \"play-arrow\""
  must kiosk tap keep
  hear_of 'code'
  must kiosk tap next
  must kiosk wait welcome
  collect
}

part_without() {
  export PULSE_SERVER=unix:$top/nothing
  prepare
  must kiosk voice on
  hear_of 'Kies uit'
  must kiosk_go type write
  hear_of 'Er is nog niets geschreven'
  [ "$(grep -c 'opening the loudspeaker' "$kiosk_log")" -eq 1 ] || fail "the loudspeaker is not missed once: $(cat "$kiosk_log")"
  has_kiosk=false
  kiosk_stop || fail "the kiosk ended with status $?"
}

"part_$part"
echo "voice_test $part: passed"
