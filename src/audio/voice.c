/* The voice. Its thread makes speech ahead of what is heard, into the mixer's ring, and waits while that is full; the
 * callback empties it. Whoever calls only leaves a note: what is to be said, in which mode, that this is enough. A note
 * that replaces what is being said raises the generation, and what belongs to an old one gets no further than the lock.
 */
#include "internal.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <vertelpunt/clock.h>
#include <vertelpunt/log.h>

enum {
  ITEMS_MAX = 96,
  LANGUAGE_TEXT = 24,
  TICK_MS = 20,
  LOOK_MS = 1000,  /* whether the device is still there */
  LINGER_MS = 300, /* VP_VOICE_SHARING: how long the stream is kept after an utterance */
  RETRY_MS = 2000, /* a device that failed is not tried before */
  SILENT_MAX = 16, /* languages without a voice that are remembered as told */
  PROMPT_GAP_MS = 250,
  DEFAULT_RATE = 100,
  DEFAULT_VOLUME = 3,
};

struct item {
  char language[LANGUAGE_TEXT];
  char *text; /* owned; what a visitor wrote may be in it */
};

struct vp_voice {
  /* immutable after open */
  const char *device;
  char *prompts; /* owned */
  void (*ended)(void *context);
  void *context;
  pthread_t thread;

  /* protected by lock */
  pthread_mutex_t lock;
  pthread_cond_t wake; /* on the monotonic clock */
  struct item items[ITEMS_MAX];
  size_t first, count;
  unsigned generation; /* of what is to be said now */
  enum vp_voice_mode mode;
  int rate_percent, volume, sign; /* sign: enum vp_earcon, -1: none */
  bool speaking, paused, quits, changed;
  struct voice_output *output; /* changed by the thread only; NULL: closed */

  /* the voice's thread only */
  bool synth_ready, synth_missing, told_device;
  double synth_hz;
  int64_t retry_ms, idle_since_ms;
  char silent[SILENT_MAX][LANGUAGE_TEXT]; /* languages without a voice */
  size_t silent_count;
};

struct utterance { /* under way */
  struct vp_voice *voice;
  struct resampler *resampler; /* owned; NULL: the device runs at its rate */
  unsigned generation;
};

/* --- notes: what is to be said -------------------------------------------------------------------------------------
 */

static void drop(struct item *item) {
  if (item->text)
    audio_wipe(item->text, strlen(item->text));
  free(item->text);
  item->text = NULL;
}

/* Holding the lock. */
static void forget(struct vp_voice *voice) {
  for (; voice->count > 0; voice->count--) {
    drop(&voice->items[voice->first]);
    voice->first = (voice->first + 1) % ITEMS_MAX;
  }
  voice->generation++;
  voice->speaking = false;
  voice->paused = false;
  if (voice->output) {
    mixer_cut(&voice->output->mixer, MIXER_VOICE);
    atomic_store(&voice->output->mixer.sources[MIXER_VOICE].paused, false);
  }
}

/* Holding the lock. */
static void note(struct vp_voice *voice) {
  voice->changed = true;
  pthread_cond_signal(&voice->wake);
}

static bool is_on(enum vp_voice_mode mode) {
  return mode == VP_VOICE_ON || mode == VP_VOICE_SHARING;
}

static void put(struct vp_voice *voice, const char *language, const char *text, bool replaces) {
  char *copy = strdup(text);
  pthread_mutex_lock(&voice->lock);
  if (replaces)
    forget(voice);
  struct item *item = &voice->items[(voice->first + voice->count) % ITEMS_MAX];
  if (copy && is_on(voice->mode) && voice->count < ITEMS_MAX) {
    snprintf(item->language, sizeof item->language, "%s", language ? language : "");
    item->text = copy;
    copy = NULL;
    voice->count++;
    voice->speaking = true;
  }
  note(voice);
  pthread_mutex_unlock(&voice->lock);
  free(copy);
}

void vp_voice_say(struct vp_voice *voice, const char *language, const char *text) {
  put(voice, language, text, true);
}

void vp_voice_add(struct vp_voice *voice, const char *language, const char *text) {
  put(voice, language, text, false);
}

void vp_voice_stop(struct vp_voice *voice) {
  pthread_mutex_lock(&voice->lock);
  forget(voice);
  note(voice);
  pthread_mutex_unlock(&voice->lock);
}

void vp_voice_pause(struct vp_voice *voice, bool paused) {
  pthread_mutex_lock(&voice->lock);
  voice->paused = paused;
  if (voice->output)
    atomic_store(&voice->output->mixer.sources[MIXER_VOICE].paused, paused);
  note(voice);
  pthread_mutex_unlock(&voice->lock);
}

void vp_voice_set(struct vp_voice *voice, int rate_percent, int volume) {
  pthread_mutex_lock(&voice->lock);
  voice->rate_percent = rate_percent;
  voice->volume = volume;
  if (voice->output)
    atomic_store(&voice->output->mixer.volume, volume);
  pthread_mutex_unlock(&voice->lock);
}

void vp_voice_set_mode(struct vp_voice *voice, enum vp_voice_mode mode) {
  pthread_mutex_lock(&voice->lock);
  if (mode != voice->mode) {
    voice->mode = mode;
    if (!is_on(mode))
      forget(voice);
    if (voice->output)
      atomic_store(&voice->output->mixer.silent, !is_on(mode));
    note(voice);
  }
  pthread_mutex_unlock(&voice->lock);
}

void vp_voice_sign(struct vp_voice *voice, enum vp_earcon earcon) {
  pthread_mutex_lock(&voice->lock);
  voice->sign = is_on(voice->mode) ? (int)earcon : -1;
  note(voice);
  pthread_mutex_unlock(&voice->lock);
}

bool vp_voice_is_speaking(const struct vp_voice *voice) {
  pthread_mutex_t *lock = (pthread_mutex_t *)&voice->lock; /* not part of what a caller means by const */
  pthread_mutex_lock(lock);
  bool speaking = voice->speaking;
  pthread_mutex_unlock(lock);
  return speaking;
}

/* --- the thread: waiting --------------------------------------------------------------------------------------------
 */

/* Holding the lock. -1: until there is a note. */
static void wait_ms(struct vp_voice *voice, int64_t ms) {
  if (ms < 0) {
    pthread_cond_wait(&voice->wake, &voice->lock);
    return;
  }
  int64_t until_us = vp_clock_monotonic_us() + ms * 1000;
  struct timespec until = {.tv_sec = until_us / 1000000, .tv_nsec = until_us % 1000000 * 1000};
  pthread_cond_timedwait(&voice->wake, &voice->lock, &until);
}

/* --- the thread: sound on its way ------------------------------------------------------------------------------------
 */

/* All of it, at the device's rate, as soon as there is room. False: it is not wanted any more. */
static bool feed_ring(struct utterance *utterance, const float *samples, size_t count) {
  struct vp_voice *voice = utterance->voice;
  pthread_mutex_lock(&voice->lock);
  for (;;) {
    if (voice->quits || voice->generation != utterance->generation || !voice->output ||
        voice_output_is_dead(voice->output))
      break;
    size_t written = vp_ring_write(&voice->output->mixer.sources[MIXER_VOICE].ring, samples, count);
    samples += written;
    count -= written;
    if (count == 0)
      break;
    wait_ms(voice, TICK_MS);
  }
  pthread_mutex_unlock(&voice->lock);
  return count == 0;
}

static bool feed(void *context, const float *samples, size_t count) {
  struct utterance *utterance = context;
  float out[BLOCK];
  if (!utterance->resampler)
    return feed_ring(utterance, samples, count);
  for (size_t done = 0, used = 0; done < count; done += used) {
    size_t made = resampler_run(utterance->resampler, samples + done, count - done, &used, out, BLOCK);
    if (made > 0 && !feed_ring(utterance, out, made))
      return false;
    if (made == 0 && used == 0)
      return false; /* it cannot go on: rather a gap than a thread that spins */
  }
  return true;
}

static void flush(struct utterance *utterance) {
  float out[BLOCK];
  size_t made;
  while (utterance->resampler && (made = resampler_run(utterance->resampler, NULL, 0, NULL, out, BLOCK)) > 0)
    if (!feed_ring(utterance, out, made))
      return;
}

static bool begin(struct utterance *utterance, double from_hz) {
  double to_hz = utterance->voice->output->stream.rate_hz;
  return from_hz == to_hz || resampler_open(from_hz, to_hz, &utterance->resampler) == VP_OK;
}

/* --- the thread: one utterance ---------------------------------------------------------------------------------------
 */

/* False: there is no recording of it. */
static bool say_prompt(struct utterance *utterance, const struct item *item) {
  static const float silence[PROMPT_GAP_MS * VP_RATE_HZ / 1000];
  float *samples = NULL;
  size_t count = 0;
  if (prompt_load(utterance->voice->prompts, item->language, item->text, &samples, &count))
    return false;
  if (begin(utterance, VP_RATE_HZ) && feed(utterance, samples, count) && feed(utterance, silence, VP_COUNT(silence)))
    flush(utterance);
  free(samples);
  return true;
}

static void tell_silent(struct vp_voice *voice, const char *language) {
  for (size_t i = 0; i < voice->silent_count; i++)
    if (strcmp(voice->silent[i], language) == 0)
      return;
  if (voice->silent_count < SILENT_MAX)
    snprintf(voice->silent[voice->silent_count++], LANGUAGE_TEXT, "%s", language);
  vp_log(VP_LOG_WARNING, "audio", "there is no voice for the language '%s': it is not spoken", language);
}

static void say(struct vp_voice *voice, const struct item *item, unsigned generation, int rate_percent) {
  struct utterance utterance = {.voice = voice, .generation = generation};
  if (!voice->output)
    return; /* and nobody to hear it */
  if (!say_prompt(&utterance, item) && voice->synth_ready && begin(&utterance, voice->synth_hz)) {
    int error = synth_say(item->language, item->text, rate_percent, feed, &utterance);
    if (error == VP_E_NOT_FOUND)
      tell_silent(voice, item->language);
    else
      flush(&utterance);
  }
  resampler_close(utterance.resampler);
}

/* --- the thread: loudspeaker and synthesizer
 * -------------------------------------------------------------------------- */

static void open_synth(struct vp_voice *voice) {
  struct vp_fault fault = {0};
  if (voice->synth_ready || voice->synth_missing)
    return;
  voice->synth_ready = synth_open(&voice->synth_hz, &fault) == VP_OK;
  voice->synth_missing = !voice->synth_ready;
  if (voice->synth_missing)
    vp_log_fault("audio", &fault);
}

static struct voice_output *open_output(struct vp_voice *voice, int volume) {
  struct voice_output *output = NULL;
  struct vp_fault fault = {0};
  int error = voice_output_open(voice->device, volume, &output, &fault);
  if (error && !voice->told_device)
    vp_log_fault("audio", &fault);
  voice->told_device = error != VP_OK;
  voice->retry_ms = error ? vp_clock_monotonic_ms() + RETRY_MS : 0;
  return error ? NULL : output;
}

/* Holding the lock. */
static bool wants_output(const struct vp_voice *voice) {
  if (voice->mode == VP_VOICE_SHARING)
    return voice->speaking || vp_clock_monotonic_ms() - voice->idle_since_ms < LINGER_MS;
  return voice->mode == VP_VOICE_ON && (voice->retry_ms == 0 || voice->speaking);
}

/* Holding the lock; lets go of it while it waits for the device. */
static void tend_output(struct vp_voice *voice) {
  struct voice_output *output = voice->output;
  bool wants = wants_output(voice), hushed = voice->mode == VP_VOICE_HUSHED, opens = false;
  bool dead = output && voice_output_is_dead(output), closes = output && (dead || !(wants || hushed));
  int volume = voice->volume;
  if (dead)
    voice->retry_ms = vp_clock_monotonic_ms() + RETRY_MS;
  if (!output && wants)
    opens = vp_clock_monotonic_ms() >= voice->retry_ms;
  if (closes)
    voice->output = NULL;
  pthread_mutex_unlock(&voice->lock);
  if (closes)
    voice_output_close(output);
  else if (opens)
    output = open_output(voice, volume);
  else if (output && hushed)
    (void)voice_output_rests(output); /* not yet: asked again */
  else if (output)
    (void)voice_output_start(output); /* a dead one is closed the next time */
  if (wants)
    open_synth(voice);
  pthread_mutex_lock(&voice->lock);
  if (!opens || !output)
    return;
  voice->output = output;
  atomic_store(&output->mixer.volume, voice->volume);
  atomic_store(&output->mixer.silent, !is_on(voice->mode));
  atomic_store(&output->mixer.sources[MIXER_VOICE].paused, voice->paused);
}

/* Holding the lock. */
static void play_sign(struct vp_voice *voice) {
  float samples[EARCON_MAX_MS * 96]; /* at most 96 kHz */
  if (voice->sign < 0 || !voice->output)
    return;
  size_t count = earcon_make((enum vp_earcon)voice->sign, voice->output->stream.rate_hz, samples, VP_COUNT(samples));
  (void)vp_ring_write(&voice->output->mixer.sources[MIXER_SIGN].ring, samples, count); /* a second holds three */
  voice->sign = -1;
}

/* Holding the lock; lets go of it for the call. */
static void end_speech(struct vp_voice *voice) {
  if (!voice->speaking || voice->count > 0 ||
      (voice->output && !voice_output_is_dead(voice->output) && !mixer_is_empty(&voice->output->mixer, MIXER_VOICE)))
    return;
  voice->speaking = false;
  voice->idle_since_ms = vp_clock_monotonic_ms();
  pthread_mutex_unlock(&voice->lock);
  if (voice->ended)
    voice->ended(voice->context);
  pthread_mutex_lock(&voice->lock);
}

/* Holding the lock; lets go of it while it speaks. False: there is nothing to say. */
static bool say_next(struct vp_voice *voice) {
  if (voice->count == 0)
    return false;
  struct item item = voice->items[voice->first];
  unsigned generation = voice->generation;
  int rate_percent = voice->rate_percent;
  voice->items[voice->first].text = NULL;
  voice->first = (voice->first + 1) % ITEMS_MAX;
  voice->count--;
  pthread_mutex_unlock(&voice->lock);
  say(voice, &item, generation, rate_percent);
  drop(&item);
  pthread_mutex_lock(&voice->lock);
  return true;
}

/* Holding the lock. How long until it looks again by itself; -1: not before there is a note. */
static int64_t rest_ms(const struct vp_voice *voice) {
  const struct voice_output *output = voice->output;
  if (voice->speaking || (output && output->runs && atomic_load(&output->stream.stop)))
    return TICK_MS;
  if (!output || !output->runs)
    return -1;
  return voice->mode == VP_VOICE_SHARING ? LINGER_MS : voice->mode == VP_VOICE_HUSHED ? TICK_MS : LOOK_MS;
}

static void *speak(void *context) {
  struct vp_voice *voice = context;
  pthread_mutex_lock(&voice->lock);
  while (!voice->quits) {
    voice->changed = false;
    tend_output(voice);
    play_sign(voice);
    if (say_next(voice))
      continue;
    end_speech(voice);
    if (!voice->changed && !voice->quits)
      wait_ms(voice, rest_ms(voice));
  }
  forget(voice);
  struct voice_output *output = voice->output;
  voice->output = NULL;
  pthread_mutex_unlock(&voice->lock);
  voice_output_close(output);
  if (voice->synth_ready)
    synth_close();
  return NULL;
}

/* --- opening and closing
 * ----------------------------------------------------------------------------------------------- */

static int init_lock(struct vp_voice *voice) {
  pthread_condattr_t attributes;
  if (pthread_mutex_init(&voice->lock, NULL) || pthread_condattr_init(&attributes))
    return VP_E_NO_MEMORY;
  pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
  int error = pthread_cond_init(&voice->wake, &attributes) ? VP_E_NO_MEMORY : VP_OK;
  pthread_condattr_destroy(&attributes);
  return error;
}

int vp_voice_open(const char *device, const char *prompts, void (*ended)(void *context), void *context,
                  struct vp_voice **out) {
  struct vp_voice *voice = calloc(1, sizeof *voice);
  if (!voice)
    return VP_E_NO_MEMORY;
  voice->device = device;
  voice->prompts = prompts ? strdup(prompts) : NULL;
  voice->ended = ended;
  voice->context = context;
  voice->rate_percent = DEFAULT_RATE;
  voice->volume = DEFAULT_VOLUME;
  voice->sign = -1;
  if ((prompts && !voice->prompts) || init_lock(voice) || pthread_create(&voice->thread, NULL, speak, voice)) {
    free(voice->prompts);
    free(voice);
    return VP_E_NO_MEMORY;
  }
  *out = voice;
  return VP_OK;
}

void vp_voice_close(struct vp_voice *voice) {
  if (!voice)
    return;
  pthread_mutex_lock(&voice->lock);
  voice->quits = true;
  note(voice);
  pthread_mutex_unlock(&voice->lock);
  pthread_join(voice->thread, NULL);
  pthread_cond_destroy(&voice->wake);
  pthread_mutex_destroy(&voice->lock);
  free(voice->prompts);
  free(voice);
}
