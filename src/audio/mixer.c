/* The mixer. Each source is a ring that its thread fills and the callback empties; gains move in ramps of a few
 * milliseconds, so that nothing clicks, whatever is stopped or turned up in the middle of a word. While a sign sounds
 * the voice is softer. What adds up to too much is bent, not cut. */
#include "internal.h"

#include <math.h>
#include <string.h>

enum { RING_MS = 1000, RAMP_MS = 8, VOLUME_LOUDEST = 5 };

static const float ducked = 0.25F; /* -12 dB */
static const float knee = 0.8F;    /* up to here samples stay as they are */

float mixer_gain(int volume) {
  volume = volume < 0 ? 0 : volume > VOLUME_LOUDEST ? VOLUME_LOUDEST : volume;
  return 1.0F / (float)(1 << (VOLUME_LOUDEST - volume)); /* 6.02 dB */
}

int mixer_init(struct mixer *mixer, double rate_hz, int volume) {
  memset(mixer, 0, sizeof *mixer);
  mixer->step = (float)(1000.0 / (RAMP_MS * rate_hz));
  mixer->gain = mixer_gain(volume);
  atomic_store(&mixer->volume, volume);
  for (int i = 0; i < MIXER_SOURCES; i++) {
    mixer->sources[i].gain = 1;
    if (vp_ring_init(&mixer->sources[i].ring, (size_t)(rate_hz * RING_MS / 1000))) {
      mixer_finish(mixer);
      return VP_E_NO_MEMORY;
    }
  }
  return VP_OK;
}

void mixer_finish(struct mixer *mixer) {
  for (int i = 0; i < MIXER_SOURCES; i++)
    vp_ring_finish(&mixer->sources[i].ring);
}

void mixer_cut(struct mixer *mixer, enum mixer_which which) {
  struct mixer_source *source = &mixer->sources[which];
  atomic_store(&source->forget_until, atomic_load(&source->ring.written));
}

bool mixer_is_empty(const struct mixer *mixer, enum mixer_which which) {
  const struct mixer_source *source = &mixer->sources[which];
  return atomic_load(&source->ring.taken) >= atomic_load(&source->ring.written) ||
         atomic_load(&source->forget_until) >= atomic_load(&source->ring.written);
}

static float towards(float gain, float wanted, float step) {
  if (gain < wanted)
    return gain + step < wanted ? gain + step : wanted;
  return gain - step > wanted ? gain - step : wanted;
}

/* Adds what the source has, up to count samples. */
static void add_source(struct mixer *mixer, struct mixer_source *source, float wanted, float *samples, size_t count) {
  float part[64];
  for (size_t done = 0; done < count;) {
    uint64_t until = atomic_load(&source->forget_until), taken = atomic_load(&source->ring.taken);
    bool forgets = taken < until, paused = atomic_load_explicit(&source->paused, memory_order_relaxed);
    float target = forgets || paused ? 0 : wanted;
    if (source->gain <= 0 && forgets) {
      vp_ring_skip_to_newest(&source->ring, (size_t)(atomic_load(&source->ring.written) - until));
      source->gain = paused ? 0 : wanted; /* what comes now begins by itself */
      continue;
    }
    if (source->gain <= 0 && paused)
      return;
    size_t limit = count - done < VP_COUNT(part) ? count - done : VP_COUNT(part);
    if (forgets && until - taken < limit)
      limit = (size_t)(until - taken);
    size_t got = vp_ring_read(&source->ring, part, limit);
    if (got == 0) {
      source->gain = target;
      return;
    }
    for (size_t i = 0; i < got; i++) {
      source->gain = towards(source->gain, target, mixer->step);
      samples[done + i] += part[i] * source->gain;
    }
    done += got;
  }
}

static float bend(float sample) {
  float size = fabsf(sample);
  if (size <= knee)
    return sample;
  size = knee + (1 - knee) * tanhf((size - knee) / (1 - knee));
  return sample < 0 ? -size : size;
}

void mixer_take(struct mixer *mixer, float *samples, size_t count) {
  float wanted = mixer_gain(atomic_load_explicit(&mixer->volume, memory_order_relaxed));
  bool silent = atomic_load_explicit(&mixer->silent, memory_order_relaxed);
  bool signs = !mixer_is_empty(mixer, MIXER_SIGN);
  memset(samples, 0, count * sizeof *samples);
  wanted = silent ? 0 : wanted;
  if (silent && mixer->gain <= 0)
    return;
  add_source(mixer, &mixer->sources[MIXER_VOICE], signs ? ducked : 1, samples, count);
  add_source(mixer, &mixer->sources[MIXER_SIGN], 1, samples, count);
  for (size_t i = 0; i < count; i++) {
    mixer->gain = towards(mixer->gain, wanted, mixer->step);
    samples[i] = bend(samples[i]) * mixer->gain;
  }
}
