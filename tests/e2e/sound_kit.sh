# A sound server of a test's own, without sound card, session or D-Bus. Sourced, in bash:
#
#   . sound_kit.sh
#   sound_start DIR [RATE]   a PulseAudio in DIR (its sinks at RATE, 48000): when this returns it answers, and
#                            PULSE_SERVER and ALSA_CONFIG_PATH lead to it
#   sound_stop               ends it; also done when the shell exits, if no other trap on EXIT is set
#
# What is played into the sink `speech` (paplay -d speech x.wav) is what the default microphone hears; what programs play
# goes to the sink `speaker`, and can be recorded from speaker.monitor. SOUND_PID is the server's process, and
# SOUND_SPEECH the module that is the microphone (pactl unload-module "$SOUND_SPEECH" pulls its plug).

sound_start() {
  local dir=$1 rate=${2:-48000} tries
  mkdir -p -m 700 "$dir" "$dir/run" "$dir/home" || return 1
  dir=$(cd "$dir" && pwd) || return 1
  cat >"$dir/pulse.conf" <<END
pcm.!default {
  type asym
  capture.pcm { type pulse server "unix:$dir/pulse" device "speech.monitor" }
  playback.pcm { type pulse server "unix:$dir/pulse" device "speaker" }
}
ctl.!default { type pulse server "unix:$dir/pulse" }
END
  printf '</usr/share/alsa/alsa.conf>\n<%s>\n' "$dir/pulse.conf" >"$dir/alsa.conf"
  # a null sink takes 2 s at a time, as no sound card does, unless its clients ask for less
  export PULSE_LATENCY_MSEC=60
  export PULSE_SERVER="unix:$dir/pulse" ALSA_CONFIG_PATH="$dir/alsa.conf"
  # the server and its clients find nothing of the user's; HOME stays, since programs under test may want it
  XDG_RUNTIME_DIR=$dir/run HOME=$dir/home pulseaudio -n --daemonize=no --exit-idle-time=-1 --disallow-exit=true \
    -L "module-native-protocol-unix socket=$dir/pulse auth-anonymous=1" \
    -L "module-null-sink sink_name=speech rate=$rate channels=2" \
    -L "module-null-sink sink_name=speaker rate=$rate channels=2" \
    -L module-always-sink >"$dir/pulse.log" 2>&1 &
  SOUND_PID=$!
  [ -n "$(trap -p EXIT)" ] || trap sound_stop EXIT
  for ((tries = 0; tries < 200; tries++)); do
    SOUND_SPEECH=$(pactl list short modules 2>/dev/null | sed -n 's/^\([0-9]*\).*sink_name=speech.*/\1/p')
    # the defaults are set here as well: some systems' ALSA configuration overrides the one above with a plain pulse
    if [ -n "$SOUND_SPEECH" ] && pactl set-default-sink speaker 2>/dev/null &&
      pactl set-default-source speech.monitor 2>/dev/null; then
      export SOUND_PID SOUND_SPEECH
      return 0
    fi
    kill -0 "$SOUND_PID" 2>/dev/null || break
    sleep 0.05
  done
  echo "sound_kit: PulseAudio does not answer: $(cat "$dir/pulse.log")" >&2
  sound_stop
  return 1
}

sound_stop() {
  [ -n "${SOUND_PID:-}" ] || return 0
  kill "$SOUND_PID" 2>/dev/null
  wait "$SOUND_PID" 2>/dev/null # only what this shell started can be waited for
  unset SOUND_PID SOUND_SPEECH
  return 0
}
