/* The microphone and what comes from it. While it is open the ring is drained every 50 ms: into the take that is being
 * recorded, or away. Between the ring (40 s) and the store nothing is dropped: a stalled disk makes the thread late,
 * not deaf. */
#include "recorder_parts.h"

#include <math.h>

#include <vertelpunt/clock.h>
#include <vertelpunt/log.h>

enum {
  READ_SAMPLES = VP_RATE_HZ / 10,
  LEVEL_MS = 100, /* how often the screen hears of time and level */
  STORE_SAMPLES =
      VP_RATE_HZ / 2, /* a commit each half second: with the encoder's delay less than a second is at stake */
  UNHEARD_SAMPLES = 3 * VP_RATE_HZ,
};

static void tell_microphone(struct recorder *recorder, enum vp_microphone microphone) {
  if (recorder->told_microphone == microphone)
    return;
  recorder->told_microphone = microphone;
  recorder_tell(recorder, (struct vp_message){.kind = VP_MESSAGE_MICROPHONE, .microphone = microphone});
}

void microphone_open(struct recorder *recorder) {
  struct vp_fault fault = {0};
  recorder->retry_ms = vp_clock_monotonic_ms() + RETRY_MS;
  int error = VP_OK;
  if (recorder->capture)
    return;
  if (!recorder->audio_ready) {
    error = vp_audio_init(&fault);
    recorder->audio_ready = error == VP_OK;
  }
  if (!error)
    error = vp_capture_open(NULL, &recorder->capture, &fault);
  if (!error)
    return;
  recorder->capture = NULL;
  if (recorder->told_microphone != VP_MICROPHONE_LOST && recorder->told_microphone != VP_MICROPHONE_NONE) {
    vp_log_fault("audio", &fault);
    recorder_journal(recorder, "no-microphone", NULL);
    tell_microphone(recorder, VP_MICROPHONE_NONE);
  }
}

/* PortAudio looks for devices when it starts only: to see a microphone that has come back it must start anew. */
static void reopen_microphone(struct recorder *recorder) {
  if (recorder->player) {
    recorder->retry_ms = vp_clock_monotonic_ms() + RETRY_MS;
    return;
  }
  if (recorder->audio_ready)
    vp_audio_finish();
  recorder->audio_ready = false;
  microphone_open(recorder);
}

void microphone_close(struct recorder *recorder) {
  if (recorder->recording && recorder->capture) /* a pause goes before it; if not, nothing is lost all the same */
    recording_drain(recorder);
  if (recorder->recording)
    recording_stop(recorder, VP_TROUBLE_NONE);
  recorder->wants_microphone = false;
  recorder->told_microphone = VP_MICROPHONE_CLOSED;
  vp_capture_close(recorder->capture);
  recorder->capture = NULL;
}

void recorder_tell_paused(struct recorder *recorder, enum vp_trouble trouble) {
  struct vp_message message = {.kind = VP_MESSAGE_TAKE_PAUSED, .take = recorder->take->number};
  message.take_status.duration_ms = take_duration_ms(recorder->take);
  message.take_status.trouble = trouble;
  message.take_status.waveform_count = take_waveform(recorder->take, message.take_status.waveform, VP_WAVEFORM_MAX);
  recorder_tell(recorder, message);
}

void recording_stop(struct recorder *recorder, enum vp_trouble trouble) {
  struct vp_fault fault = {0};
  recorder->recording = false;
  int error = take_store(recorder->take, &recorder->place, &fault);
  if (error) {
    vp_log_fault("store", &fault);
    if (trouble == VP_TROUBLE_NONE)
      trouble = recorder_trouble(error);
  }
  recorder->stored_samples = recorder->take->samples;
  if (trouble != VP_TROUBLE_NONE)
    recorder_journal(recorder, trouble == VP_TROUBLE_MICROPHONE ? "microphone-lost" : "take-stopped", NULL);
  recorder_tell_paused(recorder, trouble);
}

/* Ears hear ratios: 50 dB of them fill the line, so that a soft voice is seen as well. */
static float as_heard(float peak) {
  float db = peak > 0 ? 20 * log10f(peak) : -100;
  return db <= -50 ? 0 : db >= 0 ? 1 : 1 + db / 50;
}

static void tell_level(struct recorder *recorder) {
  int64_t now = vp_clock_monotonic_ms();
  if (now < recorder->level_ms)
    return;
  recorder->level_ms = now + LEVEL_MS;
  const struct take *take = recorder->take;
  struct vp_message message = {.kind = VP_MESSAGE_TAKE_LEVEL, .take = take->number};
  message.take_status.duration_ms = take_duration_ms(take);
  message.take_status.peak = as_heard(vp_capture_level(recorder->capture).peak);
  message.take_status.heard = take->ever_heard && take->since_heard < VP_RATE_HZ;
  message.take_status.unheard = take->since_heard >= UNHEARD_SAMPLES && !take->ever_heard;
  recorder_tell(recorder, message);
}

static void note_dropped(struct recorder *recorder) {
  uint64_t dropped = vp_capture_dropped(recorder->capture) - recorder->dropped_before;
  if (dropped > 0) {
    recorder->take->dropped += dropped;
    recorder->dropped_before += dropped;
    vp_log(VP_LOG_WARNING, "audio", "%llu samples were lost", (unsigned long long)dropped);
  }
}

/* Everything that the ring holds goes through the encoder; twice a second what came out goes to the disk. */
void recording_drain(struct recorder *recorder) {
  float samples[READ_SAMPLES];
  struct take *take = recorder->take;
  int error = VP_OK;
  for (size_t count; !error && (count = vp_capture_read(recorder->capture, samples, READ_SAMPLES)) > 0;) {
    error = take_write(take, samples, count);
    if (!error && take->samples - recorder->stored_samples >= STORE_SAMPLES) {
      struct vp_fault fault = {0};
      error = take_store(take, &recorder->place, &fault);
      recorder->stored_samples = take->samples;
      if (error)
        vp_log_fault("store", &fault);
    }
  }
  vp_seal_wipe(samples, sizeof samples);
  note_dropped(recorder);
  if (error)
    recording_stop(recorder, recorder_trouble(error));
  else
    tell_level(recorder);
}

void microphone_tend(struct recorder *recorder) {
  if (!recorder->capture) {
    if (vp_clock_monotonic_ms() >= recorder->retry_ms)
      reopen_microphone(recorder);
    return;
  }
  enum vp_capture_state state = vp_capture_state(recorder->capture);
  if (state == VP_CAPTURE_LOST) {
    if (recorder->recording) {
      recording_drain(recorder); /* what came before it went */
      if (recorder->recording)
        recording_stop(recorder, VP_TROUBLE_MICROPHONE);
    }
    vp_capture_close(recorder->capture);
    recorder->capture = NULL;
    recorder->retry_ms = vp_clock_monotonic_ms() + RETRY_MS;
    tell_microphone(recorder, VP_MICROPHONE_LOST);
    return;
  }
  if (state == VP_CAPTURE_RUNNING)
    tell_microphone(recorder, VP_MICROPHONE_READY);
  if (recorder->recording)
    recording_drain(recorder);
  else
    vp_capture_begin(recorder->capture, 0); /* only the newest 300 ms are kept while nobody tells */
}

void recording_arm(struct recorder *recorder, int64_t pressed_ms) {
  static const int64_t ring_ms = (int64_t)VP_RING_S * 1000;
  int64_t ago_ms = vp_clock_monotonic_ms() - pressed_ms;
  vp_capture_begin(recorder->capture, ago_ms < 0 ? 0 : (int)(ago_ms < ring_ms ? ago_ms : ring_ms));
}

void recording_begin(struct recorder *recorder, int64_t pressed_ms) {
  recording_arm(recorder, pressed_ms);
  recorder->dropped_before = vp_capture_dropped(recorder->capture);
  recorder->recording = true;
  recorder->level_ms = 0;
  recorder->take->since_heard = 0;
}
