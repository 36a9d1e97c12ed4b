#!/bin/bash
# The desk from outside: every subcommand of vertelpunt-desk, with collections, kiosks, stories and drives that
# desk_fixture makes through the libraries that a kiosk uses.
#
#   desk_test.sh DESK FIXTURE PART      parts: keys collect trust damage out kill
#   VERTELPUNT_KILLS: how many kills (40)
set -u
umask 022
desk=$1 fixture=$2 part=$3
top=$(mktemp -d "${TMPDIR:-/tmp}/vertelpunt-desk-XXXXXX")
trap 'rm -rf "$top"' EXIT
cd "$top" || exit 1
pass=$top/passphrase
printf 'zeven groene fietsen\n' >"$pass"
chmod 600 "$pass"
failures=0

fail() {
  echo "FAILED (line ${BASH_LINENO[1]}): $*" >&2
  failures=$((failures + 1))
}
# run STATUS COMMAND…: its output is in ./out and ./err afterwards
run() {
  local wanted=$1
  shift
  "$@" >out 2>err
  local status=$?
  [ $status -eq "$wanted" ] || fail "status $status, not $wanted: $* -- $(head -c 600 out err)"
}
says() { grep -qF -- "$1" out || fail "'$1' is not in the output: $(head -c 800 out)"; }
complains() { grep -qF -- "$1" err || fail "'$1' is not in what was said on standard error: $(head -c 8000 err)"; }
quiet() { [ ! -s err ] || fail "something was said on standard error: $(head -c 400 err)"; }
same() { [ "$1" = "$2" ] || fail "'$1' is not '$2'"; }
collect() { # STATUS DRIVE… --into …: with the passphrase
  local wanted=$1
  shift
  run "$wanted" "$desk" collect "$@" --passphrase-file "$pass"
}
json() { python3 -c 'import json,sys; d=json.load(open("out")); print(eval(sys.argv[1]))' "$1"; }
a_story() { find "$1" -name '*.vps' | sort | sed -n "${2:-1}p"; }

# staff's drive, two couriers; kiosk one has 3 sound, 2 text and 1 interrupted story, kiosk two 1 sound and 1 text
set_up() {
  mkdir staff a b
  mkdir staff/VERTELPUNT
  "$fixture" key staff/VERTELPUNT/collection.vpk "Gemeente Voorbeeld" "zeven groene fietsen" || exit 1
  run 0 "$desk" key courier --key staff a b
  key=staff/VERTELPUNT/collection.vpk
  one=$("$fixture" kiosk k1 $key 3 2 1) || exit 1
  two=$("$fixture" kiosk k2 $key 1 1 0) || exit 1
  "$fixture" sync k1 $key a >/dev/null || exit 1
}

part_keys() {
  mkdir staff courier other
  run 0 "$desk" --version
  same "$(cut -d' ' -f1 out)" vertelpunt-desk
  run 0 "$desk" --help
  says "guide check"
  for command in "key new" "key show" "key courier" collect list show export verify "guide check"; do
    run 0 "$desk" $command --help
    says "Usage: vertelpunt-desk $command"
    run 2 "$desk" $command --no-such-option
    complains "--help"
  done
  run 2 "$desk"
  run 2 "$desk" colect
  complains "'colect' is no command"
  run 2 "$desk" key
  complains "new, show, courier"
  run 2 "$desk" key bend
  run 2 "$desk" key new --name X
  run 0 "$desk" key new --name "Gemeente Voorbeeld" --into staff --passphrase-file "$pass"
  says "Gemeente Voorbeeld"
  says "keep it safe"
  words=$(sed -n 's/^Fingerprint: //p' out)
  same "$(wc -w <<<"$words")" 8
  before=$(sha256sum staff/VERTELPUNT/collection.vpk)
  run 1 "$desk" key new --name Again --into staff --passphrase-file "$pass"
  complains "there is a key on this drive already"
  same "$(sha256sum staff/VERTELPUNT/collection.vpk)" "$before"
  run 1 "$desk" key new --name X --into no-such-drive --passphrase-file "$pass"
  : >empty
  run 1 "$desk" key new --name X --into other --passphrase-file empty
  [ ! -e other/VERTELPUNT/collection.vpk ] || fail "a key without a passphrase"
  echo "elf tekens." >short && chmod 600 short
  run 1 "$desk" key new --name X --into other --passphrase-file short
  complains "shorter than 12 characters"
  run 1 "$desk" key new --name X --into other --passphrase-file no-such-file
  complains "reading the passphrase: no-such-file"
  [ ! -e other/VERTELPUNT/collection.vpk ] || fail "a key with a passphrase that anybody guesses"
  # a mistake in one option does not make the next one a folder
  run 2 "$desk" collect a --into --key staff
  complains "--into needs a value"
  run 0 "$desk" key show staff
  says "$words"
  says "on it"
  run 0 "$desk" key show staff/VERTELPUNT/collection.vpk --json
  same "$(json 'd["secret"], d["name"], d["fingerprint"]')" "(True, 'Gemeente Voorbeeld', '$words')"
  run 0 "$desk" key courier --key staff courier
  run 0 "$desk" key show courier
  says "not on it"
  says "$words"
  run 0 "$desk" key courier --key courier/VERTELPUNT/collection.vpk courier
  says "already"
  run 0 "$desk" key new --name Other --into other --passphrase-file "$pass"
  run 1 "$desk" key courier --key staff other
  complains "another collection"
  run 1 "$desk" key show "$pass"
  # a prompt: on the terminal, without echo, twice, and what differs is refused
  mkdir asked asked2
  if command -v script >/dev/null; then
    (sleep 1; echo geheim vol deuren; sleep 1; echo geheim vol deuren; sleep 3) |
      script -qec "$desk key new --name Asked --into asked" /dev/null >typed 2>&1
    [ -e asked/VERTELPUNT/collection.vpk ] || fail "no key after typing a passphrase: $(cat typed)"
    grep -q geheim typed && fail "the passphrase was shown: $(cat typed)"
    (sleep 1; echo geheim vol deuren; sleep 1; echo gehiem vol deuren; sleep 1) |
      script -qec "$desk key new --name Asked --into asked2" /dev/null >typed 2>&1
    grep -q "not the same" typed || fail "two passphrases that differ: $(cat typed)"
    [ ! -e asked2/VERTELPUNT/collection.vpk ] || fail "a key from passphrases that differ"
  fi
  setsid "$desk" key new --name X --into asked2 </dev/null >out 2>err && fail "a passphrase out of nowhere"
  complains "--passphrase-file"
  # guides
  echo '{"format": }' >bad.json
  run 1 "$desk" guide check bad.json
  complains "bad.json"
  for guide in "$(dirname "$0")"/../../assets/guides/*/guide.json; do
    [ -e "$guide" ] || continue
    run 0 "$desk" guide check "$guide"
    says "guide.json: ok"
  done
}

part_collect() {
  set_up
  run 1 "$desk" collect a --into lib --passphrase-file "$pass"
  complains "--key"
  echo wrong >wrong
  run 1 "$desk" collect a --into lib --key staff --passphrase-file wrong
  [ ! -e lib ] || fail "a wrong passphrase made a library"
  collect 0 a --into lib --key staff
  says "6 new stories (1 not confirmed"
  says "'vertelpunt-desk list --library lib' shows the stories"
  says "of unknown origin"
  says "$one"
  same "$("$fixture" receipt a $key "$one")" 6
  run 0 "$desk" list --library lib --json
  cp out listing
  same "$(json 'sorted(s["state"] for s in d)')" "['interrupted', 'kept', 'kept', 'kept', 'kept', 'kept']"
  same "$(json 'sorted(s["medium"] for s in d)')" "['sound', 'sound', 'sound', 'sound', 'text', 'text']"
  same "$(json 'all(s["metadata"]["weather"] == "unknown keys are kept" for s in d)')" True
  same "$(ls lib/audio/*.opus | wc -l) $(ls lib/audio/*.json | wc -l) $(ls lib/text/*.txt | wc -l)" "4 4 2"
  if command -v opusinfo >/dev/null; then
    opusinfo lib/audio/*.opus >info 2>&1
    grep -i "warning" info && fail "opusinfo has something to complain of: $(cat info)"
  fi
  for opus in lib/audio/*.opus; do
    state=$(python3 -c 'import json,sys; print(json.load(open(sys.argv[1]))["state"])' "${opus%.opus}.json")
    ms=$(python3 -c 'import json,sys; print(json.load(open(sys.argv[1]))["duration_ms"])' "${opus%.opus}.json")
    if [ "$state" = kept ]; then same "$ms" 1500; else [ "$ms" -gt 500 ] || fail "an interrupted story of $ms ms"; fi
  done
  grep -q "De drempel bij de bibliotheek" lib/text/*.txt || fail "the text is not there"
  # nobody finds a withdrawal code outside the database
  grep -rqa 572943188 lib/audio lib/text listing && fail "a withdrawal code lies outside the database"
  python3 - <<'PY' || fail "the database does not have the withdrawal codes"
import sqlite3
db = sqlite3.connect("lib/library.db")
assert db.execute("select count(*) from story where withdrawal_code='572943188'").fetchone()[0] == 5
assert db.execute("pragma user_version").fetchone()[0] == 1
assert db.execute("pragma journal_mode").fetchone()[0] == "wal"
PY
  # twice changes nothing
  find lib/audio lib/text -type f -exec sha256sum {} + | sort >files
  collect 0 a --into lib --key staff
  says "0 new stories, 6 here already"
  run 0 "$desk" list --library lib --json
  cmp -s out listing || fail "collecting twice changed the listing"
  find lib/audio lib/text -type f -exec sha256sum {} + | sort | cmp -s - files || fail "collecting twice changed the files"
  # the kiosk takes the receipt in, and copies nothing more
  same "$("$fixture" sync k1 $key a)" "copied 0 already 0 confirmed 6 refused 0"
  # two kiosks, two couriers, one of them staff's own drive
  "$fixture" sync k2 $key a >/dev/null
  "$fixture" sync k2 $key b >/dev/null
  "$fixture" sync k2 $key staff >/dev/null
  collect 0 a b staff --into lib
  says "2 new stories, "
  for drive in a b staff; do
    same "$("$fixture" receipt $drive $key "$one") $("$fixture" receipt $drive $key "$two")" "6 2"
  done
  run 0 "$desk" list --library lib
  says "8 stories"
  collect 0 b --into lib --key staff --json
  same "$(json 'd["new"], d["already"], d["receipts"], d["problems"], len(d["kiosks"])')" "(0, 2, 2, [], 2)"
  run 0 "$desk" verify lib
  says "nothing is wrong"
  run 0 "$desk" verify a --key staff --passphrase-file "$pass"
  says "8 stories looked at (1 not confirmed"
  run 1 "$desk" verify a
  complains "--key"
  # a passphrase that others may read is told of; one from Notepad opens all the same
  printf '\357\273\277zeven groene fietsen\r\n' >notepad && chmod 644 notepad
  run 0 "$desk" collect a --into lib --key staff --passphrase-file notepad
  complains "others who use this computer may read notepad"
  collect 0 a --into lib --key staff
  quiet
  # withdrawal codes are their owner's alone, also in a folder that is everybody's
  mkdir -m 755 shared
  collect 0 a --into shared --key staff
  same "$(stat -c %a shared/library.db)" 600
  # a pipe where a receipt is written holds up nobody
  mkfifo "a/VERTELPUNT/inbox/receipts/$one.vpr.part.new" && rm -f "a/VERTELPUNT/inbox/receipts/$one.vpr.part" &&
    mv "a/VERTELPUNT/inbox/receipts/$one.vpr.part.new" "a/VERTELPUNT/inbox/receipts/$one.vpr.part"
  run 0 timeout 60 "$desk" collect a --into lib --key staff --passphrase-file "$pass"
  same "$("$fixture" receipt a $key "$one")" 6
  # into one library go the stories of one collection
  mkdir -p other/VERTELPUNT
  "$fixture" key other/VERTELPUNT/collection.vpk "Andere" "zeven groene fietsen"
  collect 1 other --into lib
  complains "belongs to the collection"
  collect 1 other staff b --into lib # the library's own key is found behind another's
  complains "another collection"
  says "0 new stories"
  collect 1 other a --into lib --key staff
  complains "another collection"
  says "8 here already"
  mkdir plain
  collect 1 plain a --into lib --key staff
  complains "no collection on it"
  # a wrong key binds no new folder: the right one still can be used
  run 1 "$desk" collect a --into first --key other --passphrase-file "$pass"
  complains "another collection, \"Gemeente Voorbeeld\""
  complains "none of the drives is a courier"
  [ ! -e first ] || fail "a wrong key made a library"
  collect 0 a --into first --key staff
  says "8 new stories"
  mkdir made && collect 1 plain --into made --key other
  same "$(ls made | wc -l)" 0
  # two collections of one name are told apart by their words
  mkdir -p twin/VERTELPUNT
  "$fixture" key twin/VERTELPUNT/collection.vpk "Gemeente Voorbeeld" "zeven groene fietsen"
  our_words=$("$desk" key show staff | sed -n 's/^Fingerprint: //p')
  twin_words=$("$desk" key show twin | sed -n 's/^Fingerprint: //p')
  for arguments in "a --into lib --key twin" "a --into twins --key twin" "twin a --into lib --key staff"; do
    collect 1 $arguments
    complains "of the same name"
    complains "$our_words"
    complains "$twin_words"
  done
  [ ! -e twins ] || fail "a wrong key of the right name made a library"
  # no drive at all
  collect 1 no-such-drive --into lib --key staff
  complains "there is no drive at no-such-drive"
  complains "nothing was collected"
  collect 1 no-such-drive a --into lib --key staff
  complains "everything else was collected"
  # a byte that changed on the way: damaged in the library, mended by the kiosk, whole in the end; also of a kiosk of
  # whose stories none opens
  for at in 400 30; do
    rm -rf k5 c worn && mkdir c && run 0 "$desk" key courier --key staff c
    "$fixture" kiosk k5 $key 1 0 0 >/dev/null
    same "$("$fixture" sync k5 $key c)" "copied 1 already 0 confirmed 0 refused 0"
    before=$(sha256sum <"$(a_story c)")
    printf 'X' | dd of="$(a_story c)" bs=1 seek=$at conv=notrunc status=none
    collect 1 c --into worn --key staff
    same "$("$fixture" sync k5 $key c)" "copied 1 already 0 confirmed 0 refused 0"
    same "$(sha256sum <"$(a_story c)")" "$before"
    collect 0 c --into worn --key staff
    same "$("$fixture" sync k5 $key c)" "copied 0 already 0 confirmed 1 refused 0"
  done
  # a library that cannot be written
  : >file
  collect 1 a --into file/lib --key staff
  collect 1 a --into /proc/vertelpunt --key staff
  [ -s err ] || fail "nothing was said"
  # while one collects, a second one is told so
  python3 - lib/library.lock "$desk" "$pass" <<'PY' || fail "two at once"
import fcntl, subprocess, sys
f = open(sys.argv[1], "r+")
fcntl.lockf(f, fcntl.LOCK_EX)
r = subprocess.run([sys.argv[2], "collect", "a", "--into", "lib", "--key", "staff", "--passphrase-file", sys.argv[3]],
                   capture_output=True, text=True)
assert r.returncode == 1 and "another vertelpunt-desk" in r.stderr, r
PY
}

part_trust() {
  set_up
  "$fixture" sync k2 $key a >/dev/null
  collect 0 a --into lib --key staff
  says "Its words: $("$fixture" words k1)"
  run 0 "$desk" list --library lib --json
  same "$(json 'set(s["origin"] for s in d)')" "{'unknown'}"
  # enrolling one: its stories are verified, though the drive has none of them any more
  mkdir empty
  run 0 "$desk" key courier --key staff empty
  collect 0 empty --into lib --key staff --enrol "$one"
  says "1 kiosk enrolled"
  run 0 "$desk" list --library lib --json
  same "$(json 'sorted((s["kiosk"] == "'"$one"'", s["origin"]) for s in d)[0::7]')" "[(False, 'unknown'), (True, 'verified')]"
  same "$(grep -l '"origin": "verified"' lib/*/*.json | wc -l)" 6
  run 0 "$desk" verify lib
  collect 1 empty --into lib --key staff --enrol 01890000-0000-7000-8000-000000000000
  complains "no such kiosk"
  run 2 "$desk" collect a --into lib --enrol everybody
  # another key for an enrolled kiosk is refused, loudly; the stories stay verified, by the key that was enrolled
  "$fixture" forge a $key "$one" scratch
  collect 1 a --into lib --key staff
  complains "WARNING"
  complains "$("$fixture" words scratch "$one")"
  run 0 "$desk" list --library lib --kiosk "$one" --json
  same "$(json 'set(s["origin"] for s in d)')" "{'verified'}"
  # and a story signed with it is of unknown origin, in a library that has not seen the true one
  cp -r a forged
  "$fixture" reseal "$(a_story forged/VERTELPUNT/kiosks/"$one")" scratch
  collect 1 forged --into lib --key staff
  complains "WARNING"
  complains "from another file that is no worse"
  run 0 "$desk" list --library lib --json
  same "$(json 'sum(s["origin"] == "verified" for s in d)')" 6
  # a report with a signature that is not right is not believed
  printf '{}' >a/VERTELPUNT/kiosks/"$two"/kiosk.json
  collect 1 a --into fresh --key staff
  complains "signature"
  says "8 new stories"
  # the forger came first: 'all' does not enrol what is disputed
  "$fixture" sync k1 $key b >/dev/null
  cp -r b early
  "$fixture" forge early $key "$one" scratch
  collect 1 early b --into lib2 --key staff --enrol all
  complains "two keys claim to be this kiosk"
  run 0 "$desk" list --library lib2 --json
  same "$(json 'set(s["origin"] for s in d)')" "{'unknown'}"
  # a drive that was pulled out before kiosk.json was written: enrolled later, its stories are verified then
  cp -r b half
  rm half/VERTELPUNT/kiosks/"$one"/kiosk.json*
  collect 0 half --into lib3 --key staff
  says "not introduced itself"
  collect 0 b --into lib3 --key staff --enrol all
  run 0 "$desk" list --library lib3 --json
  same "$(json 'set(s["origin"] for s in d)')" "{'verified'}"
  run 0 "$desk" verify lib3
}

part_damage() {
  set_up
  cp -r a whole
  collect 0 whole --into good --key staff
  stories=a/VERTELPUNT/kiosks/$one/stories
  # cut off in the middle: what opens is kept and marked; later the whole one takes its place
  short=$(find a -name '*.vps' -size +4k | sort | head -1) # of sound: from a text nothing would be left
  id=$(basename "$short" .vps)
  truncate -s -2000 "$short"
  collect 1 a --into lib --key staff
  complains "it is damaged"
  run 0 "$desk" show "$id" --library lib --json
  same "$(json 'd["state"]')" damaged
  opus=lib/audio/$id.opus
  if [ -e "$opus" ] && command -v opusinfo >/dev/null; then
    opusinfo "$opus" >info 2>&1
    grep -i "warning" info && fail "opusinfo has something to complain of: $(cat info)"
  fi
  run 1 "$desk" verify lib
  run 1 "$desk" verify a --key staff --passphrase-file "$pass"
  says "$id"
  collect 0 a --into lib --key staff
  says "0 new stories, 6 here already"
  collect 0 whole --into lib --key staff
  says "1 replaced by a better copy"
  run 0 "$desk" verify lib
  for library in lib good; do
    run 0 "$desk" list --library $library
    cp out listing-$library
  done
  cmp -s listing-lib listing-good || fail "the better copy did not make the library whole: $(diff listing-lib listing-good)"
  diff -r lib/audio good/audio >/dev/null || fail "the sound differs"
  # a damaged copy of what is here already changes nothing
  printf 'X' | dd of="$(a_story a 2)" bs=1 seek=400 conv=notrunc status=none
  printf 'X' | dd of="$(a_story a 2)" bs=1 seek=$(($(stat -c %s "$(a_story a 2)") - 3)) conv=notrunc status=none
  collect 1 a --into good --key staff
  complains "no worse"
  run 0 "$desk" list --library good
  cmp -s out listing-good || fail "a damaged copy changed the library"
  # hostile and foreign files: each is named, the others come in
  rm -rf a && cp -r whole a
  mkdir -p other/VERTELPUNT
  "$fixture" key other/VERTELPUNT/collection.vpk Andere "zeven groene fietsen"
  "$fixture" kiosk k9 other/VERTELPUNT/collection.vpk 0 1 0 >/dev/null
  "$fixture" sync k9 other/VERTELPUNT/collection.vpk other >/dev/null
  foreign=$(a_story other)
  bucket=$stories/$(basename "$foreign" .vps | tail -c 3)
  mkdir -p "$bucket" && cp "$foreign" "$bucket/" # another collection's
  tail=$(basename "$(dirname "$(a_story a)")")
  ghost=01890000-0000-7000-8000-0000000000
  cp "$(a_story a)" "$stories/$tail/$ghost$tail.vps" # a name that is not the one inside
  printf 'x' >"$stories/$tail/01890000-0000-7000-8000-0000000001$tail.vps" # nothing
  ln -s /etc/passwd "$stories/$tail/01890000-0000-7000-8000-0000000002$tail.vps"
  mkfifo "$stories/$tail/01890000-0000-7000-8000-0000000003$tail.vps"
  mkdir "$stories/$tail/01890000-0000-7000-8000-0000000004$tail.vps"
  head -c 5000 /dev/urandom >"$stories/$tail/01890000-0000-7000-8000-0000000005$tail.vps"
  cp "$(a_story whole)" "$stories/$tail/%2e%2e%2fevil.vps"
  cp "$(a_story whole)" "$stories/$tail/$(printf 'esc\033[31m').vps"
  cp "$(a_story whole)" "$stories/$tail/$(printf 'latin\377').vps"
  head -c 999 "$(a_story whole)" >"$stories/$tail/$(basename "$(a_story whole)").part" # a yank's leftover: no fault
  mkdir "$top/elsewhere" && ln -s "$top/elsewhere" "$stories/zz" && ln -s "$top/elsewhere" a/VERTELPUNT/kiosks/evil
  collect 1 a --into lib2 --key staff
  says "6 new stories"
  for word in "$(basename "$foreign")" $ghost "0000000001$tail" "0000000002$tail" "0000000003$tail" "0000000004$tail" \
    "0000000005$tail" evil.vps kiosks/evil stories/zz "12 problems"; do
    complains "$word"
  done
  grep -q $'\033' err && fail "an escape sequence reached the terminal"
  same "$(ls lib2/audio lib2/text | grep -c -e opus -e txt)" 6
  collect 1 a --into lib2 --key staff --json
  same "$(jq -c '[.new, .already, (.problems | length), ([.problems[] | select(test("latin\uFFFD"))] | length)]' out)" \
    "[0,6,12,1]"
  run 0 "$desk" verify lib2
  run 1 "$desk" verify a --key staff --passphrase-file "$pass"
  # a link where receipts belong is not followed
  rm -rf a && cp -r whole a
  rm -rf a/VERTELPUNT/inbox && ln -s "$top/elsewhere" a/VERTELPUNT/inbox
  collect 1 a --into lib3 --key staff
  says "6 new stories"
  same "$(ls elsewhere | wc -l)" 0
  # what stories say of themselves
  rm -rf k3 && mkdir many && run 0 "$desk" key courier --key staff many
  "$fixture" odd k3 $key marks && "$fixture" sync k3 $key many >/dev/null
  collect 0 many --into lib-many --key staff
  run 0 "$desk" list --library lib-many --json
  same "$(jq '.[0].marks | length' out)" 10000
  for kind in other-id newer no-metadata; do
    rm -rf odd k3 && mkdir odd && run 0 "$desk" key courier --key staff odd
    "$fixture" odd k3 $key $kind && "$fixture" sync k3 $key odd >/dev/null
    collect 1 odd --into lib-$kind --key staff
  done
  complains "damaged"
  same "$(ls lib-other-id/text lib-newer/text | grep -c txt)" 0
  same "$(ls lib-no-metadata/text | grep -c txt)" 1
  # what verify finds in a library
  printf 'X' | dd of="$(ls good/audio/*.opus | head -1)" bs=1 seek=300 conv=notrunc status=none
  rm "$(ls good/text/*.txt | head -1)"
  echo '{}' >"$(ls good/audio/*.json | tail -1)"
  : >good/audio/stray.opus
  run 1 "$desk" verify good
  same "$(grep -c '^WRONG' out)" 4
  head -c 4096 /dev/urandom | dd of=lib2/library.db conv=notrunc status=none
  run 1 "$desk" list --library lib2
  run 1 "$desk" verify lib2
}

part_out() {
  set_up
  "$fixture" odd k1 $key formula && "$fixture" odd k1 $key escape && "$fixture" sync k1 $key a >/dev/null
  collect 0 a --into lib --key staff --enrol all
  run 0 "$desk" list --library lib
  grep -q $'\033' out && fail "an escape sequence reached the terminal"
  says "8 stories"
  same "$(head -1 out | cut -c1-2)" id
  run 0 "$desk" list --library lib --state interrupted
  says "1 story"
  run 0 "$desk" list --library lib --theme work --kind barrier --language nl --kiosk "$one"
  same "$(tail -1 out)" "3 stories"
  run 0 env VERTELPUNT_LIBRARY=lib "$desk" list --theme nothing
  says "0 stories"
  complains "no story here has the theme 'nothing'. There are: home, work"
  run 0 "$desk" list --library lib --theme work
  quiet
  run 0 "$desk" list --library lib --theme work --state damaged
  quiet
  run 2 "$desk" list --state nonsense
  run 1 "$desk" list --library "$top/nowhere"
  complains "no library.db"
  run 0 "$desk" list --library lib --json
  grep -q $'\xc2\x9b' out && fail "a C1 control reached the terminal"
  same "$(jq '[.[].metadata.title | select(contains("red\u009b2J"))] | length' out)" 1
  text=$(json '[s["story"] for s in d if s["medium"] == "text"][0]')
  esc=$(json '[s["story"] for s in d if "red" in s["metadata"]["title"]][0]')
  run 0 "$desk" show "$text" --library lib
  says "De drempel bij de bibliotheek"
  says "verified"
  grep -q 572943188 out && fail "show tells a withdrawal code"
  run 0 "$desk" show "$esc" --library lib
  grep -q $'\033' out && fail "an escape sequence reached the terminal"
  run 0 sh -c 'cd lib && exec "$0" show "$1"' "$desk" "$text"
  says "De drempel bij de bibliotheek"
  run 1 "$desk" show ffff --library lib
  complains "no such story"
  run 1 "$desk" show 0 --library lib
  complains "begin so"
  run 0 "$desk" export csv --to table --library lib
  says "7 stories in table/stories.csv"
  says "1 more was left out"
  python3 - <<'PY' || fail "the table is not as a spreadsheet wants it"
import csv, os
raw = open("table/stories.csv", "rb").read()
assert raw.startswith(b"\xef\xbb\xbf") and raw.endswith(b"\r\n")
rows = list(csv.DictReader(open("table/stories.csv", encoding="utf-8-sig", newline=""), delimiter=";"))
assert len(rows) == 7, len(rows)
assert all(r["state"] == "kept" and r["origin"] == "verified" for r in rows)
assert all(os.path.getsize("table/" + r["file"]) > 0 for r in rows)
formula = [r for r in rows if "HYPERLINK" in r["title"]][0]
assert formula["title"].startswith("'="), formula
assert formula["text"].startswith("'@SUM(1;2)\n-3"), formula
assert any(r["text"].endswith('Groet, "N"') for r in rows)
assert any("–" in r["title"] for r in rows)
for r in rows:
    for value in r.values():
        assert not value or value[0] not in "=+-@\t\r", value
assert b"572943188" not in raw
PY
  same "$(ls table/audio/*.opus | wc -l) $(ls table/text/*.txt | wc -l)" "3 4"
  cmp -s "$(ls lib/audio/*.opus | head -1)" "table/audio/$(basename "$(ls lib/audio/*.opus | head -1)")" || fail "a copy differs"
  run 0 "$desk" export json --to json --library lib --state all
  grep -q "left out" out && fail "something was left out of all"
  python3 - <<'PY' || fail "the JSON is not right"
import json
stories = json.load(open("json/stories.json"))
assert len(stories) == 8 and sum(s["state"] == "interrupted" for s in stories) == 1
assert all("session" not in s["metadata"] and "withdrawal_code" not in s["metadata"] for s in stories)
assert any(s.get("text", "").startswith("De drempel") for s in stories)
PY
  run 1 "$desk" export csv --to lib --library lib
  complains "library itself"
  run 2 "$desk" export xml --to x --library lib
  run 2 "$desk" export csv --library lib
  # a library on a medium that cannot be written is read all the same, unless something of it would be left out
  if mkdir ro && unshare -m mount --bind lib ro 2>/dev/null; then
    read_only='mount --bind lib ro && mount -o remount,ro,bind ro && exec "$0" list --library ro'
    run 0 unshare -m sh -c "$read_only" "$desk"
    says "8 stories"
    printf x >lib/library.db-wal
    run 1 unshare -m sh -c "$read_only" "$desk"
    complains "Copy the whole folder"
    rm lib/library.db-wal
  else
    echo "not checked: nothing can be mounted read-only here"
  fi
  # a library that somebody has changed does not lead an export elsewhere
  cp -r lib bent
  python3 -c 'import sqlite3; d = sqlite3.connect("bent/library.db"); d.execute("update story set content = \"audio/../../bent.opus\""); d.commit()'
  run 1 "$desk" export csv --to straight --library bent
  complains "not as this program writes it"
  [ ! -e straight/stories.csv ] || fail "a table of a library that was changed"
  if [ -w /dev/full ]; then
    "$desk" list --library lib >/dev/full 2>err && fail "a full disk was not noticed"
    complains "standard output"
  fi
}

part_kill() {
  set_up
  "$fixture" sync k2 $key a >/dev/null
  "$fixture" kiosk k4 $key 10 30 5 >/dev/null && "$fixture" sync k4 $key a >/dev/null
  began=$(date +%s%N)
  collect 0 a --into whole --key staff
  whole_us=$((($(date +%s%N) - began) / 1000))
  run 0 "$desk" list --library whole --json
  cp out listing
  rm -rf a/VERTELPUNT/inbox
  kills=${VERTELPUNT_KILLS:-40} killed=0 torn=0
  RANDOM=${VERTELPUNT_SEED:-$$}
  echo "seed: VERTELPUNT_SEED=${VERTELPUNT_SEED:-$$}"
  for ((round = 0; killed < kills && round < 4 * kills; round++)); do
    [ $((round % 4)) -eq 0 ] && rm -rf lib # or there would soon be nothing left to do
    "$desk" collect a --into lib --key staff --passphrase-file "$pass" >/dev/null 2>&1 &
    child=$!
    sleep "$(printf '%d.%06d' $(((us = RANDOM * whole_us / 30000) / 1000000)) $((us % 1000000)))"
    kill -9 $child 2>/dev/null
    wait $child 2>/dev/null
    [ $? -eq 137 ] && killed=$((killed + 1))
    [ -e lib/library.db ] || continue
    # every row has its files, and the files are whole; files without a row are no more than what was in hand
    if "$desk" list --library lib --json >out 2>err; then
      python3 - <<'PY' || fail "round $round left something half"
import json, os, hashlib
for s in json.load(open("out")):
    data = open("lib/" + s["file"], "rb").read()
    assert hashlib.blake2b(data, digest_size=32).hexdigest() == s["file_blake2b"], s
    beside = json.load(open("lib/" + s["file"].rsplit(".", 1)[0] + ".json"))
    assert beside == s, (beside, s)
have = {f.split(".")[0] for d in ("audio", "text") for f in os.listdir("lib/" + d) if not f.endswith(".part")}
rows = {s["story"] for s in json.load(open("out"))}
assert len(have - rows) <= 5, have - rows
for d in ("audio", "text"):
    for f in os.listdir("lib/" + d):
        if f.endswith(".json"):
            json.load(open("lib/" + d + "/" + f))
PY
      [ "$(json 'len(d)')" -lt 53 ] && torn=$((torn + 1))
    else
      grep -q "nothing in it" err || fail "round $round: the library does not open: $(cat err)"
    fi
    # a receipt is given for what is in the library only
    for vpr in a/VERTELPUNT/inbox/receipts/*.vpr; do
      [ -e "$vpr" ] || continue
      "$fixture" receipt a $key "$(basename "$vpr" .vpr)" >/dev/null || fail "round $round: half a receipt"
    done
  done
  collect 0 a --into lib --key staff
  run 0 "$desk" list --library lib --json
  cmp -s out listing || fail "after the kills a clean run does not give the same library"
  diff -r lib/audio whole/audio && diff -r lib/text whole/text || fail "the files differ after the kills"
  run 0 "$desk" verify lib
  same "$("$fixture" receipt a $key "$one")" 6
  echo "$killed runs killed, $torn of them with stories still missing: nothing was half"
  [ "$killed" -ge "$kills" ] && [ $torn -ge $((kills / 8)) ] || fail "the kills came at the wrong moments to prove much"
}

"part_$part"
[ $failures -eq 0 ] || { echo "$failures failures" >&2; exit 1; }
echo "$part: all right"
