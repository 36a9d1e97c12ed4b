/* The player. Its thread decodes ahead into a ring and watches; PortAudio's callback takes from the ring and tells when
 * its samples will be heard. Pausing lets the callback send silence, which is prompt; after half a second of it the
 * stream is halted, so that a screen that rests wakes nobody. */
#include "internal.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include <vertelpunt/clock.h>

enum {
  TICK_MS = 100, /* the ring holds a second */
  END_TICK_MS = 20,
  REST_MS = 500,
  LEAD_IN_MS = 150, /* a loudspeaker that wakes swallows the first syllable: it gets silence to swallow */
  PLAY_STALL_US = 2500000,
  FIRST_CALL_US = 10000000,
  NO_SEEK = -1,
};

struct vp_player {
  struct player_output output; /* shared; see internal.h */

  /* immutable after open */
  unsigned char *bytes; /* owned, wiped at close */
  size_t length;
  void (*changed)(void *context);
  void *context;
  pthread_t thread;

  /* protected by lock */
  pthread_mutex_t lock;
  pthread_cond_t wake; /* on the monotonic clock */
  enum vp_player_state state;
  bool wants_pause, quits;
  int64_t seek_ms;              /* asked for and not done yet, or NO_SEEK */
  int64_t origin_ms, origin_us; /* this place in the story is at this time of the ring */

  /* player's thread only (before it starts: who opens) */
  bool runs;
  int64_t started_us, rest_since_ms;
  enum vp_player_state told_state;
  int64_t told_second;
};

/* --- position ----------------------------------------------------------------------------------------------------- */

/* Holding the lock. */
static int64_t position_ms(const struct vp_player *player) {
  int64_t since_us = player_heard_us(&player->output) - player->origin_us;
  int64_t duration_ms = vp_player_duration_ms(player);
  if (player->seek_ms != NO_SEEK)
    return player->seek_ms;
  if (player->state == VP_PLAYER_FINISHED)
    return duration_ms;
  int64_t at_ms = player->origin_ms + (since_us > 0 ? since_us / 1000 : 0);
  return at_ms < duration_ms ? at_ms : duration_ms;
}

/* --- the thread --------------------------------------------------------------------------------------------------- */

static bool device_is_dead(const struct vp_player *player) {
  int64_t called_us = atomic_load(&player->output.stream.called_us), now_us = vp_clock_monotonic_us();
  if (atomic_load(&player->output.stream.ended) && !atomic_load(&player->output.stream.stop))
    return true;
  return called_us ? now_us - called_us > PLAY_STALL_US : now_us - player->started_us > FIRST_CALL_US;
}

/* False: the device is dead. A stream that is about to rest must do so first. */
static bool run_stream(struct vp_player *player) {
  if (player->runs && atomic_load(&player->output.stream.stop) && audio_stream_rests(&player->output.stream))
    player->runs = false;
  if (player->runs)
    return !device_is_dead(player);
  player->started_us = vp_clock_monotonic_us();
  player->output.silent_frames = (size_t)(player->output.stream.rate_hz * LEAD_IN_MS / 1000);
  player->runs = audio_stream_start(&player->output.stream) == VP_OK;
  return player->runs;
}

/* Holding the lock. */
static void do_seek(struct vp_player *player) {
  uint64_t from = 0;
  if (player->seek_ms == NO_SEEK || player->state == VP_PLAYER_FAILED)
    return;
  if (feed_seek(&player->output.feed, player->seek_ms * (VP_RATE_HZ / 1000), &from))
    player->state = VP_PLAYER_FAILED;
  player->origin_ms = player->seek_ms;
  player->origin_us = (int64_t)((double)from * 1e6 / player->output.feed.rate_hz);
  player->seek_ms = NO_SEEK;
}

/* Not holding the lock: this may wait for the device. False: it is dead, or the story cannot be decoded. */
static bool tend(struct vp_player *player, enum vp_player_state state) {
  if (state == VP_PLAYER_PLAYING) {
    player->rest_since_ms = 0;
    return feed_fill(&player->output.feed) == VP_OK && run_stream(player);
  }
  if (!player->rest_since_ms)
    player->rest_since_ms = vp_clock_monotonic_ms();
  bool is_time = vp_clock_monotonic_ms() - player->rest_since_ms >= REST_MS;
  if (player->runs && (is_time || state == VP_PLAYER_FAILED) && audio_stream_rests(&player->output.stream))
    player->runs = false;
  return true;
}

/* Holding the lock. */
static void judge(struct vp_player *player, bool is_alive) {
  if (!is_alive && player->state != VP_PLAYER_FINISHED)
    player->state = VP_PLAYER_FAILED;
  else if (player->state == VP_PLAYER_PLAYING && player->seek_ms == NO_SEEK && feed_is_empty(&player->output.feed) &&
           player_heard_us(&player->output) >= atomic_load(&player->output.taken_us))
    player->state = VP_PLAYER_FINISHED;
}

/* Holding the lock; lets go of it for the call. */
static void tell(struct vp_player *player) {
  int64_t second = player->state == VP_PLAYER_PLAYING ? position_ms(player) / 1000 : player->told_second;
  if (player->state == player->told_state && second == player->told_second)
    return;
  player->told_state = player->state;
  player->told_second = second;
  pthread_mutex_unlock(&player->lock);
  player->changed(player->context);
  pthread_mutex_lock(&player->lock);
}

static void wait_for_work(struct vp_player *player) {
  struct timespec until;
  if (player->quits || player->seek_ms != NO_SEEK || player->state != player->told_state)
    return;
  if (player->state != VP_PLAYER_PLAYING && !player->runs) {
    pthread_cond_wait(&player->wake, &player->lock);
    return;
  }
  int64_t wake_us = vp_clock_monotonic_us() + (player->output.feed.flushed ? END_TICK_MS : TICK_MS) * INT64_C(1000);
  until = (struct timespec){.tv_sec = wake_us / 1000000, .tv_nsec = wake_us % 1000000 * 1000};
  pthread_cond_timedwait(&player->wake, &player->lock, &until);
}

static void *play(void *context) {
  struct vp_player *player = context;
  pthread_mutex_lock(&player->lock);
  while (!player->quits) {
    do_seek(player);
    enum vp_player_state state = player->state;
    pthread_mutex_unlock(&player->lock);
    bool is_alive = tend(player, state);
    pthread_mutex_lock(&player->lock);
    judge(player, is_alive);
    tell(player);
    wait_for_work(player);
  }
  pthread_mutex_unlock(&player->lock);
  return NULL;
}

/* --- opening and closing ------------------------------------------------------------------------------------------ */

static int init_lock(struct vp_player *player) {
  pthread_condattr_t attributes;
  if (pthread_mutex_init(&player->lock, NULL) || pthread_condattr_init(&attributes))
    return VP_E_NO_MEMORY;
  pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
  int error = pthread_cond_init(&player->wake, &attributes) ? VP_E_NO_MEMORY : VP_OK;
  pthread_condattr_destroy(&attributes);
  return error;
}

static void release(void *context) {
  struct vp_player *player = context;
  feed_finish(&player->output.feed);
  pthread_cond_destroy(&player->wake);
  pthread_mutex_destroy(&player->lock);
  audio_wipe(player, sizeof *player);
  free(player);
}

/* The story's words go at once, even when the device keeps the rest waiting. Only the thread, which is no more, reads
 * them; what is decoded already is wiped with the ring. */
static void wipe_story(struct vp_player *player) {
  audio_wipe(player->bytes, player->length);
  free(player->bytes);
  player->bytes = NULL;
}

static void end(struct vp_player *player) {
  wipe_story(player);
  audio_stream_close(&player->output.stream, release);
}

static int begin(struct vp_player *player, struct vp_fault *fault) {
  static const char doing[] = "playing a story";
  int error = feed_open(&player->output.feed, player->bytes, player->length, player->output.stream.rate_hz);
  if (!error)
    error = feed_fill(&player->output.feed);
  if (error)
    return vp_fault_set(fault, error, doing, NULL, NULL, "%s",
                        error == VP_E_FORMAT ? "it is no Ogg Opus sound" : "out of memory");
  if (!run_stream(player))
    return vp_fault_set(fault, VP_E_DEVICE, doing, player->output.stream.device,
                        "Connect it again, or choose another one.", "it does not start");
  if (pthread_create(&player->thread, NULL, play, player))
    return vp_fault_set(fault, VP_E_NO_MEMORY, doing, NULL, NULL, "no thread could be made");
  return VP_OK;
}

int vp_player_open(const char *device, unsigned char *bytes, size_t length, void (*changed)(void *context),
                   void *context, struct vp_player **out, struct vp_fault *fault) {
  struct vp_player *player = calloc(1, sizeof *player);
  if (!player || init_lock(player)) {
    audio_wipe(bytes, length);
    free(bytes);
    free(player);
    return vp_fault_set(fault, VP_E_NO_MEMORY, "playing a story", NULL, NULL, "out of memory");
  }
  player->bytes = bytes;
  player->length = length;
  player->changed = changed;
  player->context = context;
  player->seek_ms = NO_SEEK;
  player->state = player->told_state = VP_PLAYER_PLAYING;
  atomic_store(&player->output.sounds, true);
  int error = audio_stream_open(&player->output.stream, false, device, player_on_sound, player, fault);
  if (error) {
    wipe_story(player);
    release(player);
    return error;
  }
  error = begin(player, fault);
  if (error)
    end(player);
  else
    *out = player;
  return error;
}

void vp_player_close(struct vp_player *player) {
  if (!player)
    return;
  atomic_store(&player->output.sounds, false);
  pthread_mutex_lock(&player->lock);
  player->quits = true;
  pthread_cond_signal(&player->wake);
  pthread_mutex_unlock(&player->lock);
  pthread_join(player->thread, NULL);
  end(player);
}

/* --- any thread --------------------------------------------------------------------------------------------------- */

/* Holding the lock. */
static void set_seek(struct vp_player *player, int64_t at_ms) {
  int64_t duration_ms = vp_player_duration_ms(player);
  player->seek_ms = at_ms < 0 ? 0 : at_ms > duration_ms ? duration_ms : at_ms;
  if (player->state == VP_PLAYER_FINISHED)
    player->state = player->wants_pause ? VP_PLAYER_PAUSED : VP_PLAYER_PLAYING;
}

void vp_player_pause(struct vp_player *player, bool paused) {
  pthread_mutex_lock(&player->lock);
  player->wants_pause = paused;
  atomic_store(&player->output.sounds, !paused);
  if (player->state == VP_PLAYER_FINISHED && !paused)
    set_seek(player, 0);
  else if (player->state == VP_PLAYER_PLAYING || player->state == VP_PLAYER_PAUSED)
    player->state = paused ? VP_PLAYER_PAUSED : VP_PLAYER_PLAYING;
  pthread_cond_signal(&player->wake);
  pthread_mutex_unlock(&player->lock);
}

void vp_player_seek(struct vp_player *player, int64_t at_ms) {
  pthread_mutex_lock(&player->lock);
  set_seek(player, at_ms);
  pthread_cond_signal(&player->wake);
  pthread_mutex_unlock(&player->lock);
}

/* The lock is not part of what a caller means by const. */
static pthread_mutex_t *lock_of(const struct vp_player *player) {
  return (pthread_mutex_t *)&player->lock;
}

enum vp_player_state vp_player_state(const struct vp_player *player) {
  pthread_mutex_lock(lock_of(player));
  enum vp_player_state state = player->state;
  pthread_mutex_unlock(lock_of(player));
  return state;
}

int64_t vp_player_position_ms(const struct vp_player *player) {
  pthread_mutex_lock(lock_of(player));
  int64_t at_ms = position_ms(player);
  pthread_mutex_unlock(lock_of(player));
  return at_ms;
}

int64_t vp_player_duration_ms(const struct vp_player *player) {
  return player->output.feed.duration / (VP_RATE_HZ / 1000);
}
