#!/bin/bash
# Runs a test of sound with a sound server of its own: sound_test.sh RATE PROGRAM ARGUMENTS…; RATE 0: without one.
set -u
rate=$1
shift
. "$(dirname "$0")/sound_kit.sh"
top=$(mktemp -d "${TMPDIR:-/tmp}/vertelpunt-sound-XXXXXX")
trap 'sound_stop; rm -rf "$top"' EXIT
if [ "$rate" = 0 ]; then
  export PULSE_SERVER=unix:$top/nothing
else
  sound_start "$top" "$rate" || exit 1
fi
# libpulse synchronises with atomics of its own, which ThreadSanitizer does not see; races in our code are still told
export TSAN_OPTIONS="ignore_noninstrumented_modules=1 ${TSAN_OPTIONS:-}"
"$@"
