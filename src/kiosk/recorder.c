/* The recorder's thread. While the microphone is open it wakes to drain it; otherwise it sleeps until there is an order.
 * Between the ring (40 s) and the store nothing is dropped: a stalled disk makes this thread late, not deaf. */
#include "recorder.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <vertelpunt/audio.h>
#include <vertelpunt/clock.h>
#include <vertelpunt/log.h>

#include "take.h"

enum {
  ORDER_QUIT = VP_EFFECT_COUNT, /* beside the session's effects */
  READ_SAMPLES = VP_RATE_HZ / 10,
  TICK_MS = 50,          /* how often the ring is drained */
  RETRY_MS = 2000,       /* how often a microphone that is not there is looked for */
  LEVEL_MS = 100,        /* how often the screen hears of time and level */
  STORE_SAMPLES = VP_RATE_HZ / 2, /* a commit each half second: with the encoder's delay less than a second is at stake */
  DRAFT_MS = 1000,
  UNHEARD_SAMPLES = 3 * VP_RATE_HZ,
};

struct order {
  int kind; /* enum vp_effect_kind, or ORDER_QUIT */
  uint32_t take, replaces;
  struct choices choices;
  struct vp_collection collection; /* VP_EFFECT_ENROL */
};

struct recorder {
  /* immutable after start */
  struct app *app;
  pthread_t thread;
  char folder[PATH_TEXT];
  struct vp_kiosk_key key; /* written before STORE_OPENED is posted */

  /* shared: the UI thread pushes, the recorder pops */
  struct vp_queue orders;

  /* protected by lock */
  pthread_mutex_t lock;
  bool enrolled;
  struct vp_collection collection;

  /* recorder thread only */
  struct vp_store *store;
  struct take_place place;
  struct vp_id session;
  uint32_t session_takes; /* takes of the present visit: its id is new with the first */
  bool audio_ready;
  struct vp_capture *capture;
  bool wants_microphone;
  enum vp_microphone told_microphone;
  int64_t retry_ms, level_ms, draft_ms;
  struct take *take;
  bool recording;
  uint64_t dropped_before; /* the capture's count when this recording began */
  uint64_t stored_samples;
  char *draft; /* owned: waits for its second */
  uint32_t player_take;
  struct vp_player *player;
};

static void tell(struct recorder *recorder, struct vp_message message) {
  app_post(recorder->app, &message);
}

static void journal(struct recorder *recorder, const char *event, const char *detail) {
  vp_store_journal(recorder->store, vp_clock_now(), event, detail);
}

static enum vp_trouble trouble_of(int error) {
  return error == VP_E_NO_SPACE ? VP_TROUBLE_NO_SPACE : VP_TROUBLE_STORE;
}

/* --- store ------------------------------------------------------------------------------------------------------------ */

static struct vp_status_view status(struct recorder *recorder) {
  struct vp_store_space space = {0};
  struct vp_store_counts counts = {0};
  if (vp_store_space(recorder->store, &space) || vp_store_counts(recorder->store, &counts))
    vp_log(VP_LOG_WARNING, "store", "its figures cannot be read now");
  return (struct vp_status_view){.low = space.low,
                                 .full = space.full,
                                 .waiting = counts.kept + counts.interrupted,
                                 .interrupted = counts.interrupted};
}

static void tell_status(struct recorder *recorder) {
  tell(recorder, (struct vp_message){.kind = VP_MESSAGE_STORE_STATUS, .status = status(recorder)});
}

static void view_collection(const struct vp_collection *collection, struct vp_collection_view *view) {
  snprintf(view->name, sizeof view->name, "%s", collection->name);
  vp_collection_fingerprint(collection, view->fingerprint, sizeof view->fingerprint);
}

static void set_collection(struct recorder *recorder, const struct vp_collection *collection) {
  pthread_mutex_lock(&recorder->lock);
  recorder->collection = *collection;
  recorder->enrolled = true;
  pthread_mutex_unlock(&recorder->lock);
}

static int open_store(struct recorder *recorder, struct vp_store_opened *opened, struct vp_fault *fault) {
  char path[PATH_TEXT + 16];
  snprintf(path, sizeof path, "%s/kiosk.key", recorder->folder);
  int error = vp_kiosk_key_open(path, vp_clock_now().utc_ms, &recorder->key, fault);
  if (!error)
    error = vp_store_open(recorder->folder, NULL, &recorder->store, opened, fault);
  recorder->place = (struct take_place){recorder->store, &recorder->collection, &recorder->key};
  return error;
}

static bool tell_opened(struct recorder *recorder) {
  struct vp_message message = {.kind = VP_MESSAGE_STORE_OPENED};
  struct vp_store_opened opened = {0};
  struct vp_collection collection;
  struct vp_fault fault = {0};
  if (open_store(recorder, &opened, &fault)) {
    vp_log_fault("store", &fault);
    message.kind = VP_MESSAGE_STORE_BROKEN;
    message.fault = fault;
    tell(recorder, message);
    return false;
  }
  if (opened.moved_aside[0])
    vp_log(VP_LOG_ERROR, "store", "the database was damaged; it lies now at %s", opened.moved_aside);
  journal(recorder, "started", VERTELPUNT_VERSION);
  message.store.status = status(recorder);
  message.store.status.moved_aside = opened.moved_aside[0] != '\0';
  if (vp_store_collection(recorder->store, &collection) == VP_OK) {
    set_collection(recorder, &collection);
    message.store.enrolled = true;
    view_collection(&collection, &message.store.collection);
  }
  tell(recorder, message);
  return true;
}

static void enrol(struct recorder *recorder, const struct vp_collection *collection) {
  struct vp_message message = {.kind = VP_MESSAGE_ENROLLED};
  struct vp_fault fault = {0};
  if (vp_store_enrol(recorder->store, collection, &fault)) {
    vp_log_fault("store", &fault);
    message.kind = VP_MESSAGE_ENROL_FAILED;
    message.fault = fault;
  } else {
    set_collection(recorder, collection);
    view_collection(collection, &message.store.collection);
    message.store.enrolled = true;
    journal(recorder, "enrolled", NULL);
  }
  tell(recorder, message);
}

/* --- microphone ---------------------------------------------------------------------------------------------------------- */

static void tell_microphone(struct recorder *recorder, enum vp_microphone microphone) {
  if (recorder->told_microphone == microphone)
    return;
  recorder->told_microphone = microphone;
  tell(recorder, (struct vp_message){.kind = VP_MESSAGE_MICROPHONE, .microphone = microphone});
}

static void open_microphone(struct recorder *recorder) {
  struct vp_fault fault = {0};
  recorder->retry_ms = vp_clock_monotonic_ms() + RETRY_MS;
  int error = VP_OK;
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
    journal(recorder, "no-microphone", NULL);
    tell_microphone(recorder, VP_MICROPHONE_NONE);
  }
}

/* PortAudio looks for devices when it starts only: to see a microphone that has come back it must start anew. */
static void reopen_microphone(struct recorder *recorder) {
  if (recorder->player)
    return;
  if (recorder->audio_ready)
    vp_audio_finish();
  recorder->audio_ready = false;
  open_microphone(recorder);
}

static void close_microphone(struct recorder *recorder) {
  recorder->wants_microphone = false;
  recorder->told_microphone = VP_MICROPHONE_CLOSED;
  vp_capture_close(recorder->capture);
  recorder->capture = NULL;
}

static void tell_paused(struct recorder *recorder, enum vp_trouble trouble) {
  struct vp_message message = {.kind = VP_MESSAGE_TAKE_PAUSED, .take = recorder->take->number};
  message.take_status.duration_ms = take_duration_ms(recorder->take);
  message.take_status.trouble = trouble;
  message.take_status.waveform_count = take_waveform(recorder->take, message.take_status.waveform, VP_WAVEFORM_MAX);
  tell(recorder, message);
}

/* --- recording ----------------------------------------------------------------------------------------------------------- */

static void stop_recording(struct recorder *recorder, enum vp_trouble trouble) {
  struct vp_fault fault = {0};
  recorder->recording = false;
  int error = take_store(recorder->take, &recorder->place, &fault);
  if (error) {
    vp_log_fault("store", &fault);
    if (trouble == VP_TROUBLE_NONE)
      trouble = trouble_of(error);
  }
  recorder->stored_samples = recorder->take->samples;
  if (trouble != VP_TROUBLE_NONE)
    journal(recorder, trouble == VP_TROUBLE_MICROPHONE ? "microphone-lost" : "take-stopped", NULL);
  tell_paused(recorder, trouble);
}

static void tell_level(struct recorder *recorder) {
  int64_t now = vp_clock_monotonic_ms();
  if (now < recorder->level_ms)
    return;
  recorder->level_ms = now + LEVEL_MS;
  const struct take *take = recorder->take;
  struct vp_message message = {.kind = VP_MESSAGE_TAKE_LEVEL, .take = take->number};
  message.take_status.duration_ms = take_duration_ms(take);
  message.take_status.peak = vp_capture_level(recorder->capture).peak;
  message.take_status.heard = take->ever_heard && take->since_heard < VP_RATE_HZ;
  message.take_status.unheard = take->since_heard >= UNHEARD_SAMPLES && !take->ever_heard;
  tell(recorder, message);
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
static void record(struct recorder *recorder) {
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
    stop_recording(recorder, trouble_of(error));
  else
    tell_level(recorder);
}

static void tend_microphone(struct recorder *recorder) {
  if (!recorder->capture) {
    if (vp_clock_monotonic_ms() >= recorder->retry_ms)
      reopen_microphone(recorder);
    return;
  }
  enum vp_capture_state state = vp_capture_state(recorder->capture);
  if (state == VP_CAPTURE_LOST) {
    if (recorder->recording) {
      record(recorder); /* what came before it went */
      if (recorder->recording)
        stop_recording(recorder, VP_TROUBLE_MICROPHONE);
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
    record(recorder);
  else
    vp_capture_begin(recorder->capture); /* only the newest 300 ms are kept while nobody tells */
}

static void begin_recording(struct recorder *recorder) {
  vp_capture_begin(recorder->capture);
  recorder->dropped_before = vp_capture_dropped(recorder->capture);
  recorder->recording = true;
  recorder->level_ms = 0;
  recorder->take->since_heard = 0;
}

/* --- orders -------------------------------------------------------------------------------------------------------------- */

static bool is_about_take(const struct recorder *recorder, uint32_t number) {
  return recorder->take && recorder->take->number == number;
}

static void close_player(struct recorder *recorder) {
  vp_player_close(recorder->player);
  recorder->player = NULL;
}

static void forget_draft(struct recorder *recorder) {
  if (recorder->draft)
    vp_seal_wipe(recorder->draft, strlen(recorder->draft));
  free(recorder->draft);
  recorder->draft = NULL;
}

static void save_draft(struct recorder *recorder) {
  struct vp_fault fault = {0};
  recorder->draft_ms = vp_clock_monotonic_ms() + DRAFT_MS;
  int error = take_store_draft(recorder->take, &recorder->place, recorder->draft, &fault);
  forget_draft(recorder);
  if (error) {
    vp_log_fault("store", &fault);
    tell_paused(recorder, trouble_of(error));
  }
}

static void start_take(struct recorder *recorder, const struct order *order) {
  struct vp_fault fault = {0};
  struct take *fresh = NULL;
  bool sound = order->choices.medium == 0;
  const struct take *replaces = order->replaces && is_about_take(recorder, order->replaces) ? recorder->take : NULL;
  int error = sound && !recorder->capture
                  ? vp_fault_set(&fault, VP_E_DEVICE, "beginning a take", NULL, NULL, "the microphone has gone")
                  : VP_OK;
  if (!error && sound)
    vp_capture_begin(recorder->capture); /* before the disk is asked: what is said meanwhile waits in the ring */
  if (recorder->session_takes++ == 0)
    recorder->session = vp_id_new(vp_clock_now().utc_ms);
  if (!error)
    error = take_begin(&fresh, order->take, &recorder->place, &order->choices, &recorder->session, replaces, &fault);
  if (error) {
    vp_log_fault("store", &fault);
    struct vp_message message = {.kind = VP_MESSAGE_TAKE_FAILED, .take = order->take};
    message.take_status.trouble = error == VP_E_DEVICE ? VP_TROUBLE_MICROPHONE : trouble_of(error);
    tell(recorder, message);
    return;
  }
  take_close(recorder->take);
  recorder->take = fresh;
  recorder->stored_samples = 0;
  recorder->draft_ms = 0;
  if (sound) {
    recorder->dropped_before = vp_capture_dropped(recorder->capture);
    recorder->recording = true;
    recorder->level_ms = 0;
  }
  tell(recorder, (struct vp_message){.kind = VP_MESSAGE_TAKE_STARTED, .take = order->take});
}

static void resume_take(struct recorder *recorder) {
  if (!recorder->capture || recorder->take->ended)
    tell_paused(recorder, recorder->take->ended ? VP_TROUBLE_STORE : VP_TROUBLE_MICROPHONE);
  else
    begin_recording(recorder);
}

static void keep_take(struct recorder *recorder, const struct order *order) {
  struct vp_message message = {.kind = VP_MESSAGE_TAKE_KEPT, .take = order->take};
  struct vp_fault fault = {0};
  int error = take_keep(&recorder->take, &recorder->place, &order->choices, message.code, &fault);
  if (error) {
    vp_log_fault("store", &fault);
    message.kind = VP_MESSAGE_KEEP_FAILED;
    message.take_status.trouble = trouble_of(error);
    journal(recorder, "keep-failed", NULL);
  } else {
    take_close(recorder->take); /* the key is wiped: from now on nobody here can play the story */
    recorder->take = NULL;
    journal(recorder, "story-kept", NULL);
  }
  tell(recorder, message);
  vp_seal_wipe(&message, sizeof message);
}

static void delete_take(struct recorder *recorder) {
  struct vp_fault fault = {0};
  recorder->recording = false;
  if (vp_store_delete(recorder->store, &recorder->take->facts.id, &fault))
    vp_log_fault("store", &fault); /* it stays as an interrupted one; the key goes in any case */
  take_close(recorder->take);
  recorder->take = NULL;
  journal(recorder, "take-deleted", NULL);
}

static void abandon_take(struct recorder *recorder) {
  struct vp_fault fault = {0};
  if (recorder->recording && recorder->capture)
    record(recorder);
  recorder->recording = false;
  if (recorder->draft)
    save_draft(recorder);
  if (recorder->take->writer && take_store(recorder->take, &recorder->place, &fault))
    vp_log_fault("store", &fault);
  if (vp_store_interrupt(recorder->store, &recorder->take->facts.id, &fault))
    vp_log_fault("store", &fault);
  take_close(recorder->take);
  recorder->take = NULL;
  journal(recorder, "take-interrupted", NULL);
}

static void player_changed(void *context) {
  struct recorder *recorder = context;
  static const int wake_kind = VP_EFFECT_NONE; /* an order that only wakes: the recorder looks at its player */
  struct order order = {.kind = wake_kind};
  if (vp_queue_push(&recorder->orders, &order))
    vp_log(VP_LOG_WARNING, "kiosk", "out of memory: the player's position is late");
}

static void tell_player(struct recorder *recorder) {
  static const enum vp_player_view views[] = {[VP_PLAYER_PLAYING] = VP_PLAY_PLAYING,
                                              [VP_PLAYER_PAUSED] = VP_PLAY_PAUSED,
                                              [VP_PLAYER_FINISHED] = VP_PLAY_FINISHED,
                                              [VP_PLAYER_FAILED] = VP_PLAY_FAILED};
  struct vp_message message = {.kind = VP_MESSAGE_PLAYER, .take = recorder->player_take};
  message.player.view = recorder->player ? views[vp_player_state(recorder->player)] : VP_PLAY_FAILED;
  message.player.position_ms = recorder->player ? vp_player_position_ms(recorder->player) : 0;
  message.player.length_ms = recorder->player ? vp_player_duration_ms(recorder->player) : 0;
  tell(recorder, message);
}

static void open_player(struct recorder *recorder) {
  unsigned char *bytes;
  size_t length;
  struct vp_fault fault = {0};
  close_player(recorder);
  recorder->player_take = recorder->take->number;
  int error = recorder->audio_ready ? VP_OK : vp_audio_init(&fault);
  recorder->audio_ready = error == VP_OK;
  if (!error)
    error = take_open_audio(recorder->take, &recorder->place, &bytes, &length, &fault);
  if (!error)
    error = vp_player_open(NULL, bytes, length, player_changed, recorder, &recorder->player, &fault);
  if (error) {
    recorder->player = NULL;
    vp_log_fault("audio", &fault);
  }
  tell_player(recorder);
}

static void obey_about_take(struct recorder *recorder, struct order *order) {
  switch (order->kind) {
  case VP_EFFECT_TAKE_PAUSE:
    if (recorder->recording) {
      if (recorder->capture)
        record(recorder);
      if (recorder->recording)
        stop_recording(recorder, VP_TROUBLE_NONE);
    }
    break;
  case VP_EFFECT_TAKE_RESUME:
    resume_take(recorder);
    break;
  case VP_EFFECT_TAKE_DRAFT:
    forget_draft(recorder);
    recorder->draft = order->choices.draft;
    order->choices.draft = NULL;
    break;
  case VP_EFFECT_TAKE_KEEP:
    forget_draft(recorder);
    keep_take(recorder, order);
    break;
  case VP_EFFECT_TAKE_DELETE:
    close_player(recorder);
    forget_draft(recorder);
    delete_take(recorder);
    break;
  case VP_EFFECT_TAKE_ABANDON:
    close_player(recorder);
    abandon_take(recorder);
    break;
  case VP_EFFECT_PLAYER_OPEN:
    open_player(recorder);
    break;
  default:
    break;
  }
}

static void obey(struct recorder *recorder, struct order *order) {
  switch (order->kind) {
  case VP_EFFECT_MICROPHONE_OPEN:
    recorder->wants_microphone = true;
    open_microphone(recorder);
    break;
  case VP_EFFECT_MICROPHONE_CLOSE:
    close_microphone(recorder);
    break;
  case VP_EFFECT_TAKE_START:
    start_take(recorder, order);
    break;
  case VP_EFFECT_PLAYER_PAUSE:
  case VP_EFFECT_PLAYER_RESUME:
    if (recorder->player)
      vp_player_pause(recorder->player, order->kind == VP_EFFECT_PLAYER_PAUSE);
    break;
  case VP_EFFECT_PLAYER_CLOSE:
    close_player(recorder);
    break;
  case VP_EFFECT_ENROL:
    enrol(recorder, &order->collection);
    break;
  case VP_EFFECT_STATUS: /* asked at the end of every visit */
    recorder->session_takes = 0;
    tell_status(recorder);
    break;
  case VP_EFFECT_NONE:
    if (recorder->player)
      tell_player(recorder);
    break;
  default:
    if (is_about_take(recorder, order->take))
      obey_about_take(recorder, order);
    break;
  }
}

static void order_finish(struct order *order) {
  if (order->choices.draft)
    vp_seal_wipe(order->choices.draft, strlen(order->choices.draft));
  free(order->choices.draft);
}

static int wait_ms(const struct recorder *recorder) {
  if (recorder->wants_microphone)
    return recorder->capture ? TICK_MS : RETRY_MS / 4;
  if (!recorder->draft)
    return -1;
  int64_t left = recorder->draft_ms - vp_clock_monotonic_ms();
  return left < 0 ? 0 : (int)left;
}

static void tend(struct recorder *recorder) {
  if (recorder->wants_microphone)
    tend_microphone(recorder);
  if (recorder->draft && recorder->take && vp_clock_monotonic_ms() >= recorder->draft_ms)
    save_draft(recorder);
}

static void *run(void *context) {
  struct recorder *recorder = context;
  bool usable = tell_opened(recorder);
  struct order order;
  for (;;) {
    if (vp_queue_wait(&recorder->orders, &order, wait_ms(recorder))) {
      bool last = order.kind == ORDER_QUIT;
      if (usable && !last)
        obey(recorder, &order);
      order_finish(&order);
      if (last)
        break;
    }
    if (usable)
      tend(recorder);
  }
  close_player(recorder);
  if (recorder->take)
    abandon_take(recorder);
  close_microphone(recorder);
  if (recorder->audio_ready)
    vp_audio_finish();
  forget_draft(recorder);
  if (usable)
    journal(recorder, "ended", NULL);
  vp_store_close(recorder->store);
  return NULL;
}

/* --- from the UI thread ---------------------------------------------------------------------------------------------------- */

int recorder_start(struct app *app, struct recorder **out, struct vp_fault *fault) {
  struct recorder *recorder = calloc(1, sizeof *recorder);
  if (!recorder)
    return vp_fault_set(fault, VP_E_NO_MEMORY, "starting", NULL, NULL, "out of memory");
  recorder->app = app;
  snprintf(recorder->folder, sizeof recorder->folder, "%s", app->options.data);
  int error = vp_queue_init(&recorder->orders, sizeof(struct order));
  if (error) {
    free(recorder);
    return vp_fault_set(fault, error, "starting", NULL, NULL, "%s", vp_error_name(error));
  }
  pthread_mutex_init(&recorder->lock, NULL);
  int number = pthread_create(&recorder->thread, NULL, run, recorder);
  if (number != 0) {
    vp_queue_finish(&recorder->orders);
    free(recorder);
    return vp_fault_errno(fault, number, "starting a thread", NULL, NULL);
  }
  *out = recorder;
  return VP_OK;
}

static void push(struct recorder *recorder, struct order *order) {
  if (vp_queue_push(&recorder->orders, order)) {
    vp_log(VP_LOG_ERROR, "kiosk", "out of memory: an order is lost");
    order_finish(order);
  }
}

void recorder_order(struct recorder *recorder, const struct vp_effect *effect, const struct vp_model *model) {
  struct order order = {.kind = (int)effect->kind, .take = effect->take, .replaces = effect->replaces};
  order.choices = (struct choices){.guide = model->guide,
                                   .language = model->language,
                                   .method = model->method,
                                   .medium = model->medium,
                                   .theme = model->theme,
                                   .kind = model->kind,
                                   .prompt = model->prompt};
  bool words = effect->kind == VP_EFFECT_TAKE_DRAFT || (effect->kind == VP_EFFECT_TAKE_KEEP && model->medium == 1);
  if (words) {
    order.choices.draft = malloc(model->draft_length + 1);
    if (order.choices.draft)
      memcpy(order.choices.draft, model->draft, model->draft_length + 1);
    else
      order.kind = VP_EFFECT_NONE; /* nothing is kept without its words: the person can try again */
  }
  push(recorder, &order);
}

void recorder_enrol(struct recorder *recorder, const struct vp_collection *collection) {
  struct order order = {.kind = VP_EFFECT_ENROL, .collection = *collection};
  push(recorder, &order);
}

const struct vp_kiosk_key *recorder_kiosk_key(const struct recorder *recorder) {
  return &recorder->key;
}

bool recorder_collection(struct recorder *recorder, struct vp_collection *collection) {
  pthread_mutex_lock(&recorder->lock);
  *collection = recorder->collection;
  bool enrolled = recorder->enrolled;
  pthread_mutex_unlock(&recorder->lock);
  return enrolled;
}

void recorder_stop(struct recorder *recorder) {
  if (!recorder)
    return;
  struct order order = {.kind = ORDER_QUIT};
  push(recorder, &order);
  pthread_join(recorder->thread, NULL);
  while (vp_queue_pop(&recorder->orders, &order))
    order_finish(&order);
  vp_queue_finish(&recorder->orders);
  pthread_mutex_destroy(&recorder->lock);
  vp_seal_wipe(recorder, sizeof *recorder);
  free(recorder);
}
