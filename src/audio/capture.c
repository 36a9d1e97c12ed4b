/* The microphone. PortAudio's callback mixes down to mono, measures, and puts the samples into the ring at the device's
 * own rate; whoever reads resamples. So the callback never waits: what it calls are memory and the clock (vDSO, no
 * system call). What it needs is allocated before it runs. */
#include "internal.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <vertelpunt/clock.h>

enum {
  LEVEL_MS = 50,
  FIRST_SAMPLE_US = 10000000, /* a sleeping sound server may take seconds for the first sample */
  READY = 4096,               /* resampled samples that wait for the reader */
  NAP_MIN_MS = 10,
};

struct vp_capture {
  struct audio_stream stream; /* shared; see internal.h */

  /* immutable */
  int64_t opened_us;

  /* callback only */
  struct drop_meter meter;
  struct vp_level level;
  double level_squares;
  size_t level_count;
  float mono[BLOCK];

  /* shared: the callback writes, any thread reads */
  _Atomic uint64_t published_level; /* two floats in one, so that they belong together */
  _Atomic uint64_t dropped;         /* at the device's rate */

  /* shared: the callback writes, the reader reads */
  struct vp_ring ring;

  /* reader thread only */
  struct resampler *resampler; /* owned; NULL: the device runs at 48 kHz */
  float ready[READY];
  size_t ready_from, ready_to;
};

/* --- in the callback ---------------------------------------------------------------------------------------------- */

static void publish_level(struct vp_capture *capture) {
  uint64_t both;
  memcpy(&both, &capture->level, sizeof both);
  atomic_store_explicit(&capture->published_level, both, memory_order_relaxed);
}

static void measure(struct vp_capture *capture, const float *samples, size_t count) {
  struct vp_level level = vp_level_measure(samples, count);
  capture->level.peak = level.peak > capture->level.peak ? level.peak : capture->level.peak;
  capture->level_squares += (double)level.rms * (double)level.rms * (double)count;
  capture->level_count += count;
  if ((double)capture->level_count < capture->stream.rate_hz * LEVEL_MS / 1000)
    return;
  capture->level.rms = (float)sqrt(capture->level_squares / (double)capture->level_count);
  publish_level(capture);
  capture->level = (struct vp_level){0, 0};
  capture->level_squares = 0;
  capture->level_count = 0;
}

static int on_samples(const void *input, void *output, unsigned long frames, const PaStreamCallbackTimeInfo *time,
                      PaStreamCallbackFlags flags, void *context) {
  struct vp_capture *capture = context;
  struct audio_stream *stream = &capture->stream;
  size_t frame_bytes = convert_frame_bytes(stream->format, stream->channels), lost = 0;
  (void)output, (void)time; /* nothing is played; PortAudio's times follow the wall clock, which may jump */
  if (atomic_load_explicit(&stream->stop, memory_order_relaxed))
    return paAbort;
  for (size_t done = 0; done < frames;) {
    size_t count = frames - done < BLOCK ? frames - done : BLOCK;
    const unsigned char *from = input;
    convert_to_mono(from ? from + done * frame_bytes : NULL, stream->format, stream->channels, count, capture->mono);
    measure(capture, capture->mono, count);
    lost += count - vp_ring_write(&capture->ring, capture->mono, count);
    done += count;
  }
  int64_t now_us = vp_clock_monotonic_us();
  lost += (size_t)drop_meter_note(&capture->meter, now_us, frames, (flags & paInputOverflow) != 0);
  if (lost > 0)
    atomic_fetch_add_explicit(&capture->dropped, lost, memory_order_relaxed);
  atomic_store_explicit(&stream->called_us, now_us, memory_order_relaxed);
  return paContinue;
}

/* --- opening and closing ------------------------------------------------------------------------------------------ */

static int start(struct vp_capture *capture, struct vp_fault *fault) {
  double rate_hz = capture->stream.rate_hz;
  int error = vp_ring_init(&capture->ring, (size_t)(rate_hz * VP_RING_S));
  if (!error && (int)rate_hz != VP_RATE_HZ)
    error = resampler_open(rate_hz, VP_RATE_HZ, &capture->resampler);
  if (error)
    return vp_fault_set(fault, error, "opening the microphone", capture->stream.device, NULL, "out of memory");
  drop_meter_init(&capture->meter, rate_hz);
  capture->opened_us = vp_clock_monotonic_us();
  if (audio_stream_start(&capture->stream))
    return vp_fault_set(fault, VP_E_DEVICE, "opening the microphone", capture->stream.device,
                        "Connect it again, or choose another one.", "it does not start");
  return VP_OK;
}

int vp_capture_open(const char *device, struct vp_capture **out, struct vp_fault *fault) {
  struct vp_capture *capture = calloc(1, sizeof *capture);
  if (!capture)
    return vp_fault_set(fault, VP_E_NO_MEMORY, "opening the microphone", device, NULL, "out of memory");
  int error = audio_stream_open(&capture->stream, true, device, on_samples, capture, fault);
  if (error) {
    free(capture);
    return error;
  }
  error = start(capture, fault);
  if (error) {
    vp_capture_close(capture);
    return error;
  }
  *out = capture;
  return VP_OK;
}

static void release(void *context) {
  struct vp_capture *capture = context;
  if (capture->ring.samples)
    audio_wipe(capture->ring.samples, capture->ring.capacity * sizeof *capture->ring.samples);
  vp_ring_finish(&capture->ring);
  resampler_close(capture->resampler);
  audio_wipe(capture, sizeof *capture);
  free(capture);
}

void vp_capture_close(struct vp_capture *capture) {
  if (capture)
    audio_stream_close(&capture->stream, release);
}

/* --- any thread --------------------------------------------------------------------------------------------------- */

enum vp_capture_state vp_capture_state(const struct vp_capture *capture) {
  int64_t called_us = atomic_load_explicit(&capture->stream.called_us, memory_order_relaxed);
  int64_t now_us = vp_clock_monotonic_us();
  if (atomic_load(&capture->stream.ended))
    return VP_CAPTURE_LOST;
  if (called_us == 0)
    return now_us - capture->opened_us > FIRST_SAMPLE_US ? VP_CAPTURE_LOST : VP_CAPTURE_OPENING;
  return now_us - called_us > STALL_US ? VP_CAPTURE_LOST : VP_CAPTURE_RUNNING;
}

struct vp_level vp_capture_level(const struct vp_capture *capture) {
  uint64_t both = atomic_load_explicit(&capture->published_level, memory_order_relaxed);
  struct vp_level level;
  memcpy(&level, &both, sizeof level);
  return level;
}

uint64_t vp_capture_dropped(const struct vp_capture *capture) {
  double dropped = (double)atomic_load_explicit(&capture->dropped, memory_order_relaxed);
  return (uint64_t)(dropped * VP_RATE_HZ / capture->stream.rate_hz + 0.5);
}

void vp_capture_describe(const struct vp_capture *capture, char *text, size_t size) {
  const struct audio_stream *stream = &capture->stream;
  snprintf(text, size, "%s, %.0f Hz, %d %s, %s", stream->device, stream->rate_hz, stream->channels,
           stream->channels == 1 ? "channel" : "channels", convert_format_name(stream->format));
}

/* --- reader thread ------------------------------------------------------------------------------------------------ */

void vp_capture_begin(struct vp_capture *capture, int ago_ms) {
  double keep_ms = VP_PRE_ROLL_MS + (ago_ms > 0 ? ago_ms : 0);
  vp_ring_skip_to_newest(&capture->ring, (size_t)(capture->stream.rate_hz * keep_ms / 1000));
  capture->ready_from = capture->ready_to = 0;
  if (capture->resampler)
    resampler_reset(capture->resampler);
}

/* Resamples what is in the ring, as far as there is room for it. */
static void prepare(struct vp_capture *capture) {
  float raw[BLOCK];
  size_t count;
  memmove(capture->ready, capture->ready + capture->ready_from,
          (capture->ready_to - capture->ready_from) * sizeof *capture->ready);
  capture->ready_to -= capture->ready_from;
  capture->ready_from = 0;
  while (capture->ready_to < READY) {
    /* no more than fits, with a little over for rounding: soxr keeps to itself what finds no room, and loses nothing */
    double fits = (double)(READY - capture->ready_to) * capture->stream.rate_hz / VP_RATE_HZ;
    size_t limit = fits < BLOCK ? (size_t)fits : BLOCK;
    if (limit == 0 || (count = vp_ring_read(&capture->ring, raw, limit)) == 0)
      break;
    for (size_t done = 0, used = 1; done < count && used > 0; done += used)
      capture->ready_to += resampler_run(capture->resampler, raw + done, count - done, &used,
                                         capture->ready + capture->ready_to, READY - capture->ready_to);
  }
  audio_wipe(raw, sizeof raw);
}

size_t vp_capture_read(struct vp_capture *capture, float *samples, size_t count) {
  if (!capture->resampler)
    return vp_ring_read(&capture->ring, samples, count);
  size_t done = 0;
  while (done < count) {
    if (capture->ready_from == capture->ready_to)
      prepare(capture);
    size_t part = capture->ready_to - capture->ready_from;
    if (part == 0)
      break;
    part = part < count - done ? part : count - done;
    memcpy(samples + done, capture->ready + capture->ready_from, part * sizeof *samples);
    capture->ready_from += part;
    done += part;
  }
  return done;
}

static size_t readable(struct vp_capture *capture) {
  if (!capture->resampler)
    return vp_ring_readable(&capture->ring);
  prepare(capture);
  double in_ring = (double)vp_ring_readable(&capture->ring) * VP_RATE_HZ / capture->stream.rate_hz;
  return capture->ready_to - capture->ready_from + (size_t)in_ring;
}

/* The callback must not wake anybody (a system call), so the reader sleeps for as long as the missing samples take to
 * be spoken: one or two naps, no more. */
void vp_capture_wait(struct vp_capture *capture, size_t count, int timeout_ms) {
  int64_t deadline_ms = vp_clock_monotonic_ms() + timeout_ms;
  for (;;) {
    size_t there = readable(capture);
    int64_t left_ms = deadline_ms - vp_clock_monotonic_ms();
    if (there >= count || left_ms <= 0 || vp_capture_state(capture) == VP_CAPTURE_LOST)
      return;
    int64_t nap_ms = (int64_t)((count - there) * 1000 / VP_RATE_HZ);
    nap_ms = nap_ms < NAP_MIN_MS ? NAP_MIN_MS : nap_ms > 500 ? 500 : nap_ms; /* a loss is noticed in between */
    nap_ms = nap_ms < left_ms ? nap_ms : left_ms;
    nanosleep(&(struct timespec){.tv_nsec = nap_ms * 1000000}, NULL);
  }
}
